package org.virtp2v.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.settings.CommandLineBytes;

/**
 * The program's arguments as they were given. Java has a replacement character in the place of what is not in the
 * encoding of the locale; the kernel has the bytes.
 */
final class Arguments {
    private static final Path OWN = Path.of("/proc/self/cmdline");

    private Arguments() {
    }

    /** The arguments of this process, of which Java has handed over these. */
    static String[] exact(String... arguments) {
        if (String.join("", arguments).indexOf('\uFFFD') < 0) {
            return arguments;
        }
        try {
            return exact(Files.readAllBytes(OWN), arguments);
        } catch (IOException e) {
            return arguments;
        }
    }

    /**
     * The last arguments of a command, each of which a NUL byte ends, when they are these ones.
     */
    static String[] exact(byte[] command, String... arguments) {
        List<byte[]> words = words(command);
        if (words.size() < arguments.length) {
            return arguments;
        }
        List<byte[]> last = words.subList(words.size() - arguments.length, words.size());
        String[] exact = new String[arguments.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = CommandLineBytes.decode(last.get(i)).text();
            if (!ascii(exact[i]).equals(ascii(arguments[i]))) {
                return arguments;
            }
        }
        return exact;
    }

    /** What every encoding of a locale agrees about. */
    private static String ascii(String text) {
        return text.replaceAll("[^\\p{ASCII}]", "");
    }

    private static List<byte[]> words(byte[] command) {
        var words = new ArrayList<byte[]>();
        var word = new ByteArrayOutputStream();
        for (byte b : command) {
            if (b == 0) {
                words.add(word.toByteArray());
                word.reset();
            } else {
                word.write(b);
            }
        }
        return words;
    }
}
