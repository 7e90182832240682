package org.virtp2v.exec;

import java.io.OutputStream;

import org.apache.commons.exec.LogOutputStream;

/** Remembers the last line that is not blank of what a program says on an output. Thread-safe. */
public final class LastLine {
    private final OutputStream stream = new LogOutputStream() {
        @Override
        protected void processLine(String line, int level) {
            if (!line.isBlank()) {
                last = line;
            }
        }
    };
    private volatile String last = "";

    /** Takes what is written, in the charset of the locale. */
    public OutputStream stream() {
        return stream;
    }

    /** The line; empty when there was none. */
    public String text() {
        return last;
    }
}
