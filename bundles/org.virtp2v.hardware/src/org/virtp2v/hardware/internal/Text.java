package org.virtp2v.hardware.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Texts from firmware, disks and tools, made fit for people. Nobody has vetted them, and they go to terminals, tables
 * and logs.
 */
final class Text {
    /** Control and format characters, such as those that turn the direction of writing, and what is no character. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}]");
    private static final Pattern ESCAPED = Pattern.compile("(?:\\\\x[0-9a-fA-F]{2}){1,64}");
    /** The length of "\x41". */
    private static final int ESCAPE_LENGTH = 4;
    /** More than any table of firmware or disk has room for. */
    private static final int LONGEST = 256;

    private Text() {
    }

    /** The text on one line, without blanks around it, shortened if need be; null when nothing is left. */
    static @Nullable String line(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var some = text.codePointCount(0, text.length()) <= LONGEST ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST));
        var line = UNPRINTABLE.matcher(some).replaceAll(" ").strip();
        return line.isEmpty() ? null : line;
    }

    /** The text with the bytes that lsblk and blkid print as {@code \xC3\xBC} in a locale that is not UTF-8. */
    static String unescape(String text) {
        return ESCAPED.matcher(text).replaceAll(found -> {
            var bytes = new ByteArrayOutputStream();
            for (int i = 0; i < found.group().length(); i += ESCAPE_LENGTH) {
                bytes.write(Integer.parseInt(found.group().substring(i + 2, i + ESCAPE_LENGTH), 16));
            }
            return Matcher.quoteReplacement(bytes.toString(StandardCharsets.UTF_8));
        });
    }
}
