package org.virtp2v.core.text;

import java.util.Locale;

/** Numbers as people write them who read the messages in their language. */
public final class Numbers {
    private static final Messages TEXT = Messages.beside(Numbers.class);

    private Numbers() {
    }

    /**
     * A number with decimals.
     *
     * @param decimals
     *            how many there are, at least 1
     */
    public static String decimal(double number, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number).replace(".", TEXT.get("decimalPoint"));
    }
}
