package org.virtp2v.core.testing;

import java.lang.StackWalker.StackFrame;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Random data for tests that can be had again: each seed is printed with the test that uses it, and
 * {@code -Dvirtp2v.seed=NUMBER} gives all tests that seed.
 */
public final class Seeds {
    /** The system property with the seed. */
    public static final String PROPERTY = "virtp2v.seed";

    private Seeds() {
    }

    /** A generator with a {@linkplain #seed() seed}. */
    public static Random random() {
        return new Random(seed());
    }

    /**
     * The seed of the system property, else a new one. It is printed. For two generators with the same numbers; else
     * {@link #random()} is shorter.
     */
    public static long seed() {
        Long given = Long.getLong(PROPERTY);
        long seed = given != null ? given : RandomGenerator.getDefault().nextLong();
        System.out.println("Seed of " + user() + ": -D" + PROPERTY + "=" + seed);
        return seed;
    }

    private static String user() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> frame.getDeclaringClass() != Seeds.class).findFirst())
                .map(Seeds::name).orElse("?");
    }

    private static String name(StackFrame frame) {
        return frame.getDeclaringClass().getSimpleName() + "." + frame.getMethodName();
    }
}
