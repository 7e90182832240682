package org.virtp2v.core.settings;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

import org.virtp2v.core.text.Numbers;

/**
 * Sizes as users write them: a number of bytes, or a number with a unit. {@code K M G T P} and {@code KiB MiB …} are
 * powers of 1024, {@code KB MB …} powers of 1000; {@code B} is bytes. Units may be written in either case.
 */
public final class ByteSize {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(?:([KMGTPE])(IB|B)?|B)?",
            Pattern.CASE_INSENSITIVE);
    /** No size in 63 bits needs as many characters; numbers of a million digits take minutes. */
    private static final int LONGEST = 100;
    private static final String UNITS = "KMGTPE";

    private ByteSize() {
    }

    /**
     * Reads a size.
     *
     * @return the size in bytes
     * @throws NumberFormatException
     *             when it has another form, is not a whole number of bytes or does not fit in 63 bits
     */
    public static long parse(String text) {
        var matcher = FORM.matcher(text.strip());
        if (text.length() > LONGEST || !matcher.matches()) {
            throw new NumberFormatException(text);
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        if (matcher.group(2) != null) {
            int power = UNITS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT)) + 1;
            boolean decimal = "B".equalsIgnoreCase(matcher.group(3));
            number = number.multiply(BigDecimal.valueOf(decimal ? 1000 : 1024).pow(power));
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw (NumberFormatException) new NumberFormatException(text).initCause(e);
        }
    }

    /**
     * Writes a size as it can be read again, as shortly as that can be: {@code 50M}, or a number of bytes.
     *
     * @param bytes
     *            the size in bytes, not negative
     */
    public static String write(long bytes) {
        long value = bytes;
        int unit = -1;
        while (value > 0 && value % 1024 == 0 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return unit < 0 ? Long.toString(value) : value + UNITS.substring(unit, unit + 1);
    }

    /**
     * Writes a size for people: with one decimal and a unit of 1024, {@code 512.0 MiB}, in German {@code 512,0 MiB}.
     *
     * @param bytes
     *            the size in bytes, not negative
     */
    public static String format(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return Numbers.decimal(value, 1) + " " + UNITS.charAt(unit) + "iB";
    }
}
