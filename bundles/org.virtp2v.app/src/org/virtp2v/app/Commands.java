package org.virtp2v.app;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs the user's commands around a conversion ({@code p2v.pre}, {@code p2v.post}, {@code p2v.fail}) through the shell,
 * with this program's own terminal, as system(3) does.
 */
final class Commands {
    private static final Logger LOG = Logger.getLogger(Commands.class.getName());
    /** Standard output may belong to a reader that understands only JSON. */
    private static final String OUTPUT_TO_ERROR = "exec >&2\n";
    private final Display display;

    Commands(Display display) {
        this.display = display;
    }

    /** Runs a shell on this program's terminal, and waits for its end. */
    static void shell() {
        try {
            new ProcessBuilder("/bin/bash", "-l").inheritIO().start().waitFor();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "No shell", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs a command and waits for it.
     *
     * @param key
     *            the key it was given with
     * @param command
     *            the command line
     * @return whether its exit code was 0
     */
    boolean run(String key, String command) {
        display.command(key, command);
        String script = display.lendsOutput() ? command : OUTPUT_TO_ERROR + command;
        try {
            int code = new ProcessBuilder("/bin/sh", "-c", script).inheritIO().start().waitFor();
            if (code != 0) {
                display.commandFailed(key, command, code);
            }
            return code == 0;
        } catch (IOException e) {
            display.commandNotRun(key, command, String.valueOf(e.getMessage()));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
