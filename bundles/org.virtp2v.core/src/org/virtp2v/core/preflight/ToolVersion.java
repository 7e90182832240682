package org.virtp2v.core.preflight;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A version of virt-v2v.
 *
 * @param text
 *            such as {@code 2.2.0}: numbers with points between them
 */
record ToolVersion(String text) {
    private static final Pattern POINT = Pattern.compile("\\.");

    /** Whether it is this version or a later one; what is missing at the end of one counts as 0. */
    boolean isAtLeast(ToolVersion other) {
        int[] own = numbers();
        int[] others = other.numbers();
        for (int i = 0; i < Math.max(own.length, others.length); i++) {
            int difference = Integer.compare(i < own.length ? own[i] : 0, i < others.length ? others[i] : 0);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }

    private int[] numbers() {
        return Stream.of(POINT.split(text)).mapToInt(Integer::parseInt).toArray();
    }
}
