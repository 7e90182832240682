package org.virtp2v.widgets.testing;

import org.eclipse.swt.graphics.RGB;

/** How well two colours can be told apart. */
public final class Contrast {
    private Contrast() {
    }

    /**
     * The contrast ratio of the Web Content Accessibility Guidelines 2.1, from 1 to 21: text needs 4.5, and what else
     * has to be seen 3.
     */
    public static double of(RGB first, RGB second) {
        double one = luminance(first);
        double other = luminance(second);
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    private static double luminance(RGB rgb) {
        return 0.2126 * linear(rgb.red) + 0.7152 * linear(rgb.green) + 0.0722 * linear(rgb.blue);
    }

    private static double linear(int part) {
        double share = part / 255.0;
        return share <= 0.03928 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
