package org.virtp2v.core.settings;

import java.util.Locale;
import java.util.Set;

/** The words for yes and no on the kernel command line. */
public final class Flags {
    private static final Set<String> YES = Set.of("", "true", "t", "yes", "y", "on", "1");
    private static final Set<String> NO = Set.of("false", "f", "no", "n", "off", "0");

    private Flags() {
    }

    /**
     * The meaning of a word. No word at all means yes.
     *
     * @throws IllegalArgumentException
     *             when it means neither
     */
    public static Boolean parse(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (!YES.contains(word) && !NO.contains(word)) {
            throw new IllegalArgumentException(text);
        }
        return YES.contains(word);
    }
}
