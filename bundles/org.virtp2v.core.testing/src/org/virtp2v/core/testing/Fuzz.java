package org.virtp2v.core.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Random;

/**
 * Input that nobody meant: samples that are damaged where it hurts, and many rounds of a test with them. A round that
 * fails names the seed that makes it the first one: {@code -Dvirtp2v.seed=NUMBER}.
 */
public final class Fuzz {
    /**
     * The system property that says whether there is time for more rounds than CI has: {@code releng/verify --full}.
     */
    private static final String FULL = "virtp2v.full";
    /** The size of what is too large, in bytes: 1 MiB, where there is time. */
    public static final int LARGE = isFullRun() ? 1 << 20 : 1 << 17;
    /** Of a processor that may be slow; what takes a step for each pair of characters takes a minute. */
    private static final long SOON_NANOS = Math.max(1_000_000_000, LARGE * 2_000L);
    private static final int TRIES = 4;
    private static final int FULL_FACTOR = 60;
    /** Neighbouring seeds of {@link Random} begin with nearly the same numbers; this sets them apart. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** What parsers of text stumble over. */
    private static final List<String> WORDS = List.of("", "\0", "-1", "0", "+1", "00", "1e9", "0x10",
            "99999999999999999999",
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "2147483648", "\u0663", "NaN", "null",
            "\n", "\r", "\t", " ", "\"", "'", "\\", "=", ":", ",", "%", "..", "/", "${x}", "$(id)", "`id`", "{0}", "@",
            "\u001b[2J", "\u001b]0;x\u0007", "\u001b", "\u009b31m", "\u0085", "\u202e", "\u2028", "\ud83d", "\ufeff",
            "\ufffd", "\u00df", "\u212a");

    private Fuzz() {
    }

    /** Whether there is time for more than CI has. */
    public static boolean isFullRun() {
        return Boolean.getBoolean(FULL);
    }

    /** One round of a test. */
    @FunctionalInterface
    public interface Round {
        /**
         * Runs it.
         *
         * @param random
         *            what of it is random
         */
        void run(Random random) throws Exception;
    }

    /**
     * Runs a test many times, and many more when there is time.
     *
     * @param rounds
     *            how many times in CI
     * @throws AssertionError
     *             when a round fails in any way; it names the seed
     */
    public static void rounds(int rounds, Round round) {
        long seed = Seeds.seed();
        int all = isFullRun() ? rounds * FULL_FACTOR : rounds;
        for (int i = 0; i < all; i++) {
            try {
                round.run(new Random((seed + i) * SPREAD));
            } catch (Exception | Error e) {
                throw new AssertionError("-D" + Seeds.PROPERTY + "=" + (seed + i) + ": " + e, e);
            }
        }
        System.out.println(all + " rounds");
    }

    /**
     * A sample with one to eight damages: words of the test or of the usual suspects, parts that are gone or doubled.
     */
    public static String damaged(String sample, List<String> words, Random random) {
        StringBuilder text = new StringBuilder(sample);
        for (int i = random.nextInt(8); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(24));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.replace(at, end, any(WORDS, random));
                case 3 -> text.insert(at, any(words.isEmpty() ? WORDS : words, random));
                case 4 -> text.insert(at, (char) random.nextInt(random.nextBoolean() ? 256 : 65536));
                default -> {
                    if (at < text.length()) {
                        text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(7)));
                    }
                }
            }
        }
        return text.toString();
    }

    /** The same of bytes: bits and bytes changed, numbers of the widest range, parts gone or doubled. */
    public static byte[] damaged(byte[] sample, Random random) {
        byte[] bytes = sample.clone();
        for (int i = random.nextInt(8); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 << random.nextInt(5));
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> {
                    byte fill = (byte) List.of(0, 1, 0x7f, 0x80, 0xff).get(random.nextInt(5)).intValue();
                    for (int j = at; j < at + Math.min(length, 8); j++) {
                        bytes[j] = fill;
                    }
                }
                case 3 -> bytes = joined(bytes, at, at + length);
                default -> bytes = joined(bytes, at + length, at);
            }
        }
        return bytes;
    }

    /** The bytes before one place, and those from another one. */
    private static byte[] joined(byte[] bytes, int end, int start) {
        var joined = new ByteArrayOutputStream();
        joined.write(bytes, 0, end);
        joined.write(bytes, start, bytes.length - start);
        return joined.toByteArray();
    }

    /** The bytes of a text; one time in four they are damaged. */
    public static byte[] bytes(String text, Random random) {
        byte[] bytes = text.getBytes(UTF_8);
        return random.nextInt(4) == 0 ? damaged(bytes, random) : bytes;
    }

    /** One of a list. */
    public static <T> T any(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    /** A text again and again, up to {@link #LARGE} characters. */
    public static String large(String part) {
        return part.repeat(LARGE / part.length());
    }

    /**
     * Runs something that takes about a second of a processor for {@link #LARGE} characters, not minutes. The first
     * time it may take longer, because the compiler has not seen it yet.
     *
     * @throws AssertionError
     *             when it takes longer each time
     */
    public static void soon(Runnable code) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && least > SOON_NANOS; i++) {
            long begun = threads.getCurrentThreadCpuTime();
            code.run();
            least = Math.min(least, threads.getCurrentThreadCpuTime() - begun);
        }
        if (least > SOON_NANOS) {
            throw new AssertionError("takes " + least / 1_000_000 + " ms");
        }
    }
}
