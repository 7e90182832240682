package org.virtp2v.app;

/** The settings cannot be read, or fetched. */
final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;
    private final ExitCode code;

    /**
     * @param message
     *            for people: why, and what to do
     * @param code
     *            the program's exit code
     */
    ConfigException(String message, ExitCode code) {
        super(message);
        this.code = code;
    }

    /** The program's exit code. */
    ExitCode code() {
        return code;
    }
}
