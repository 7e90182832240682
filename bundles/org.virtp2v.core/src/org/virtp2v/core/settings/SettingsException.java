package org.virtp2v.core.settings;

import java.util.List;

/** The kernel command line has values that cannot be understood; each problem names its key and value. */
public final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;
    private final List<String> problems;

    /** At least one problem. */
    public SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All of them, in the order of the keys' table. */
    public List<String> problems() {
        return problems;
    }
}
