package org.virtp2v.core.settings;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A command line as the kernel hands it on: bytes, in whatever encoding the boot loader's file or the shell had. It is
 * UTF-8; a part that is not is ISO 8859-1, in which every byte is a character and nothing gets lost.
 *
 * @param text
 *            the whole line
 * @param doubtfulKeys
 *            the keys of ours whose values are not UTF-8, so that somebody should look at them
 */
public record CommandLineBytes(String text, List<String> doubtfulKeys) {
    private static final char REPLACEMENT = '\uFFFD';

    public CommandLineBytes {
        doubtfulKeys = List.copyOf(doubtfulKeys);
    }

    /** Takes bytes for text; all bytes have a meaning, so this never fails. */
    public static CommandLineBytes decode(byte[] line) {
        if (isUtf8(line, 0, line.length)) {
            return new CommandLineBytes(new String(line, StandardCharsets.UTF_8), List.of());
        }
        var text = new StringBuilder();
        int from = 0;
        for (int to = 0; to <= line.length; to++) {
            // Words by themselves, because one may be of another encoding than the next.
            if (to == line.length || line[to] == ' ') {
                var charset = isUtf8(line, from, to) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
                text.append(new String(Arrays.copyOfRange(line, from, to), charset));
                if (to < line.length) {
                    text.append(' ');
                }
                from = to + 1;
            }
        }
        var doubtful = KernelCommandLine.parse(new String(line, StandardCharsets.UTF_8)).entries().stream()
                .filter(CommandLineBytes::isDoubtful).map(KernelCommandLine.Entry::key).distinct().toList();
        return new CommandLineBytes(text.toString(), doubtful);
    }

    private static boolean isDoubtful(KernelCommandLine.Entry entry) {
        String value = entry.value();
        return entry.key().startsWith(Key.PREFIX) && value != null && value.indexOf(REPLACEMENT) >= 0;
    }

    private static boolean isUtf8(byte[] line, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
