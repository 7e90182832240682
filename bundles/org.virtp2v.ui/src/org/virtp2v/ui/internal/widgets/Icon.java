package org.virtp2v.ui.internal.widgets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageDataProvider;
import org.eclipse.swt.widgets.Display;
import org.virtp2v.widgets.FontScale;

/**
 * Symbolic icons, 16 × 16, and larger with the user's font: one drawing in black each, {@code icons/NAME.svg}, which is
 * shown in a colour of the theme and sharp at every scale. UI thread only.
 */
public enum Icon {
    APP,
    SERVER,
    MACHINE,
    DESTINATION,
    SUMMARY,
    CONVERT,
    DISK,
    DISC,
    NETWORK,
    OK,
    WARNING,
    ERROR,
    INFO,
    PENDING,
    CURRENT,
    BUSY,
    DONE,
    REFRESH,
    COPY,
    SAVE,
    TERMINAL,
    LOCK,
    LINK,
    SEARCH,
    PAUSE,
    FOLLOW,
    OPEN,
    CLOSED,
    EYE;

    /** So many pictures are a full turn. */
    public static final int TURN = 8;
    private static final int DEGREES = 360;
    private static final String BLACK = "#000";
    private static final String UNTURNED = "rotate(0";
    private static final String REGISTRY = Icon.class.getName();

    /**
     * The icon in a colour. Lives as long as the display.
     */
    public Image in(Color color) {
        return turned(color, 0);
    }

    /**
     * The same, turned clockwise; only {@link #BUSY} can be turned. Lives as long as the display.
     *
     * @param parts
     *            how far, in parts of a turn, of which there are {@link #TURN}
     */
    public Image turned(Color color, int parts) {
        Display display = Display.getCurrent();
        ImageRegistry registry = registry(display);
        String hex = hex(color);
        String key = name() + hex + parts;
        Image image = registry.get(key);
        if (image == null) {
            String svg = source().replace(BLACK, hex).replace(UNTURNED, "rotate(" + parts * DEGREES / TURN);
            int size = FontScale.icon(display);
            image = new Image(display, (ImageDataProvider) zoom -> data(svg, size * zoom / 100));
            registry.put(key, image);
        }
        return image;
    }

    /** A colour as drawings and style sheets write it. */
    public static String hex(Color color) {
        return String.format(Locale.ROOT, "#%02x%02x%02x", color.getRed(), color.getGreen(), color.getBlue());
    }

    private static ImageRegistry registry(Display display) {
        ImageRegistry registry = (ImageRegistry) display.getData(REGISTRY);
        if (registry == null) {
            registry = new ImageRegistry(display);
            display.setData(REGISTRY, registry);
        }
        return registry;
    }

    private static ImageData data(String svg, int size) {
        String sized = svg.replaceFirst("width=\"16\" height=\"16\"",
                "width=\"" + size + "\" height=\"" + size + "\"");
        return new ImageData(new ByteArrayInputStream(sized.getBytes(StandardCharsets.UTF_8)));
    }

    private String source() {
        String name = "/icons/" + name().toLowerCase(Locale.ROOT) + ".svg";
        try (InputStream in = Icon.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("There is no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
