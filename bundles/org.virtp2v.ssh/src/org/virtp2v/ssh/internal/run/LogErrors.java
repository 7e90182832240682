package org.virtp2v.ssh.internal.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.virtp2v.core.server.RunErrors;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.script.BoundedText;

/** Finds virt-v2v's errors in an excerpt of its log. */
final class LogErrors {
    private static final BashScript SCRIPT = BashScript.beside(LogErrors.class, "log-errors.sh");
    private static final String PROGRAM = "virt-v2v: ";
    private static final String INTRODUCTION = "virt-v2v: error:";
    /** Errors of libguestfs's own options about encrypted disks do not look like the other errors. */
    private static final String NO_KEY = "virt-v2v: could not find key";
    private static final String NO_KEY_REASON = "Original error: ";
    private static final int NO_KEY_LINES = 6;
    private static final String COLOUR_END = "\u001b[0m";
    private static final String NEXT_GROUP = "--";
    private static final String REPORTING = "If reporting bugs";
    private static final String SEPARATOR = "\n\u001e\n";
    private static final int MAX_ERRORS = 20;
    private static final int MAX_LENGTH = 4000;

    private LogErrors() {
    }

    /** Prints the parts of the log that matter. */
    static BashScript script(String directory, List<String> patterns) {
        return SCRIPT.with("directory", directory).with("patterns", patterns);
    }

    /** Reads what the script printed. */
    static RunErrors read(String output) {
        int end = output.indexOf(SEPARATOR);
        return end < 0 ? new RunErrors(find(output), List.of())
                : new RunErrors(find(output.substring(0, end)),
                        output.substring(end + SEPARATOR.length()).lines().toList());
    }

    /** The messages, oldest first, each once. A coloured one ends with its colour, another with an empty line. */
    static List<String> find(String log) {
        Set<String> errors = new LinkedHashSet<>();
        Iterator<String> lines = log.lines().iterator();
        while (lines.hasNext() && errors.size() < MAX_ERRORS) {
            String line = lines.next();
            int start = line.indexOf(INTRODUCTION);
            if (start >= 0) {
                boolean coloured = line.substring(0, start).contains("\u001b[");
                String message = message(line.substring(start + INTRODUCTION.length()), coloured, lines);
                if (!message.isEmpty()) {
                    errors.add(message);
                }
            } else if (line.contains(NO_KEY)) {
                errors.add(noKey(line.substring(line.indexOf(NO_KEY) + PROGRAM.length()), lines));
            }
        }
        return List.copyOf(errors);
    }

    /** The sentence, and the reason a few lines below: whether a key was wrong or there was none. */
    private static String noKey(String first, Iterator<String> lines) {
        for (int i = 0; i < NO_KEY_LINES && lines.hasNext(); i++) {
            String line = lines.next();
            if (line.startsWith(NO_KEY_REASON)) {
                return plain(first) + "\n" + plain(line.substring(NO_KEY_REASON.length()));
            }
        }
        return plain(first);
    }

    private static String message(String first, boolean coloured, Iterator<String> lines) {
        List<String> parts = new ArrayList<>();
        int length = 0;
        String line = first;
        while (true) {
            String text = plain(coloured ? beforeColourEnd(line) : line);
            if (text.startsWith(REPORTING) || text.isEmpty() && !coloured && !parts.isEmpty()) {
                break;
            }
            if (!text.isEmpty()) {
                parts.add(text);
                length += text.length();
            }
            if (coloured && line.contains(COLOUR_END) || length > MAX_LENGTH || !lines.hasNext()) {
                break;
            }
            line = lines.next();
            if (line.equals(NEXT_GROUP)) {
                break;
            }
        }
        return String.join("\n", parts);
    }

    private static String plain(String line) {
        return BoundedText.excerpt(line, MAX_LENGTH);
    }

    private static String beforeColourEnd(String line) {
        int end = line.indexOf(COLOUR_END);
        return end < 0 ? line : line.substring(0, end);
    }
}
