package org.virtp2v.terminal;

import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.RGB;

/** The 16 colours of a terminal, in shades that can be read on a light or dark ground. */
final class TerminalColors {
    private static final int[] ON_LIGHT = { 0x171421, 0xc01c28, 0x1b7f44, 0x8a5200, 0x1a5fb4, 0x813d9c, 0x0b6b78,
            0x5e5c64, 0x5e5c64, 0xc4161c, 0x207a3c, 0x8f5000, 0x1b6acb, 0x9141ac, 0x08707f, 0x3d3846 };
    private static final int[] ON_DARK = { 0xa5a4a1, 0xff7b72, 0x57e389, 0xf8e45c, 0x78aeed, 0xdc8add, 0x5bc8d8,
            0xdeddda, 0xb5b4b1, 0xff938c, 0x8ff0a4, 0xf9f06b, 0x99c1f1, 0xe6a8e7, 0x93ddec, 0xffffff };

    private TerminalColors() {
    }

    /**
     * A colour.
     *
     * @param number
     *            0 to 15
     * @param dark
     *            whether the ground is dark
     */
    static RGB rgb(int number, boolean dark) {
        int value = (dark ? ON_DARK : ON_LIGHT)[number];
        return new RGB(value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff);
    }

    /** The same as a colour to draw with. */
    static Color color(int number, boolean dark) {
        return new Color(rgb(number, dark));
    }
}
