package org.virtp2v.widgets;

import java.util.function.Supplier;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.widgets.Display;

/** Colours that follow the theme. UI thread only. */
public final class Palette {
    private static final RGB SUCCESS_LIGHT = new RGB(0x1b, 0x7f, 0x44);
    private static final RGB SUCCESS_DARK = new RGB(0x57, 0xe3, 0x89);
    private static final RGB WARNING_LIGHT = new RGB(0x9c, 0x57, 0x00);
    private static final RGB WARNING_DARK = new RGB(0xf8, 0xe4, 0x5c);
    private static final RGB ERROR_LIGHT = new RGB(0xc0, 0x1c, 0x28);
    private static final RGB ERROR_DARK = new RGB(0xff, 0x7b, 0x72);
    private static final RGB ACCENT_LIGHT = new RGB(0x1c, 0x71, 0xd8);
    private static final RGB ACCENT_DARK = new RGB(0x78, 0xae, 0xed);
    private static final double SIDEBAR_SHADE = 0.05;
    private static final double DIM = 0.28;
    private static final double TROUGH = 0.13;
    private static final double LINE = 0.2;

    private final Supplier<Color> background;
    private final Supplier<Color> foreground;

    /** The colours for the theme that a display has now and later. */
    public Palette(Display display) {
        this(() -> display.getSystemColor(SWT.COLOR_WIDGET_BACKGROUND),
                () -> display.getSystemColor(SWT.COLOR_WIDGET_FOREGROUND));
    }

    /** The colours for a theme with this ground and this text; on any thread. */
    public Palette(Color background, Color foreground) {
        this(() -> background, () -> foreground);
    }

    private Palette(Supplier<Color> background, Supplier<Color> foreground) {
        this.background = background;
        this.foreground = foreground;
    }

    /** Whether the theme draws light text on a dark ground. */
    public boolean dark() {
        return brightness(background().getRGB()) < brightness(foreground().getRGB());
    }

    private static int brightness(RGB rgb) {
        return 299 * rgb.red + 587 * rgb.green + 114 * rgb.blue;
    }

    /** Of text on {@link #background()}. */
    public Color foreground() {
        return foreground.get();
    }

    /** Of windows. */
    public Color background() {
        return background.get();
    }

    /** Behind the list of steps. */
    public Color sidebar() {
        return mix(SIDEBAR_SHADE);
    }

    /** Of text that matters less. */
    public Color dim() {
        return mix(1 - DIM);
    }

    /** Of what a bar or a map has not reached yet. */
    public Color trough() {
        return mix(TROUGH);
    }

    /** Of lines between areas. */
    public Color line() {
        return mix(LINE);
    }

    /** Of success. */
    public Color success() {
        return new Color(dark() ? SUCCESS_DARK : SUCCESS_LIGHT);
    }

    /** Of a warning. */
    public Color warning() {
        return new Color(dark() ? WARNING_DARK : WARNING_LIGHT);
    }

    /** Of an error. */
    public Color error() {
        return new Color(dark() ? ERROR_DARK : ERROR_LIGHT);
    }

    /** Of a running action. */
    public Color accent() {
        return new Color(dark() ? ACCENT_DARK : ACCENT_LIGHT);
    }

    /**
     * Between {@link #background()} and {@link #foreground()}.
     *
     * @param share
     *            of the foreground, 0 to 1
     */
    public Color mix(double share) {
        return mix(background(), foreground(), share);
    }

    /**
     * Between two colours.
     *
     * @param share
     *            of the second, 0 to 1
     */
    public static Color mix(Color first, Color second, double share) {
        return new Color(part(first.getRed(), second.getRed(), share), part(first.getGreen(), second.getGreen(), share),
                part(first.getBlue(), second.getBlue(), share));
    }

    private static int part(int first, int second, double share) {
        return (int) Math.round(first + (second - first) * share);
    }
}
