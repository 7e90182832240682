package org.virtp2v.core.text;

import java.util.List;
import java.util.stream.Collectors;

/** Words of bash's language. This is the one place where values are quoted for a shell. */
public final class Bash {

    private Bash() {
    }

    /**
     * One word of a command line that means exactly this text; see QUOTING in bash(1). Other shells read it the same
     * way.
     *
     * @throws IllegalArgumentException
     *             when it has a NUL, which no word can hold
     */
    public static String quote(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL cannot be quoted");
        }
        if (!text.isEmpty() && text.chars().allMatch(Bash::isPlain)) {
            return text;
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The words, each quoted, with blanks between them. */
    public static String quote(List<String> words) {
        return words.stream().map(Bash::quote).collect(Collectors.joining(" "));
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_./:=+,@%".indexOf(c) >= 0;
    }
}
