package org.virtp2v.hardware.internal;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The order in which people and the kernel count: {@code sda, sdb, …, sdz, sdaa} and {@code eth2, eth10}. Numbers are
 * compared as numbers, and of the letters at the end of a SCSI or IDE disk the shorter come first.
 */
final class NaturalOrder {
    static final Comparator<String> NAMES = NaturalOrder::compare;

    private static final Pattern LETTERED = Pattern.compile("(?:hd|sd|ubd|vd|xvd)[a-z]+(?:\\d.*)?");
    private static final Pattern PARTS = Pattern.compile("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");

    private NaturalOrder() {
    }

    private static int compare(String one, String other) {
        boolean lettered = LETTERED.matcher(one).matches() && LETTERED.matcher(other).matches();
        var parts = PARTS.split(one);
        var otherParts = PARTS.split(other);
        for (int i = 0; i < Math.min(parts.length, otherParts.length); i++) {
            int order = part(parts[i], otherParts[i], lettered && i == 0);
            if (order != 0) {
                return order;
            }
        }
        return parts.length != otherParts.length ? parts.length - otherParts.length : one.compareTo(other);
    }

    private static int part(String one, String other, boolean lettered) {
        if (isNumber(one) && isNumber(other)) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        // "sdz" before "sdaa", but not "hda" before "sdaa" for its length.
        boolean counted = lettered && one.charAt(0) == other.charAt(0);
        return counted && one.length() != other.length() ? one.length() - other.length() : one.compareTo(other);
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
