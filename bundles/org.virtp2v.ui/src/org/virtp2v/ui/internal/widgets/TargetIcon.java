package org.virtp2v.ui.internal.widgets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageDataProvider;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Palette;

/**
 * The icon of an output target, which comes with it. A drawing that names no colour has that of text. UI thread only.
 */
public final class TargetIcon {
    private static final Logger LOG = Logger.getLogger(TargetIcon.class.getName());

    private TargetIcon() {
    }

    /** Has a label show the picture as long as it is there. Without a picture it stays empty. */
    public static void show(@Nullable URL url, Label label) {
        Image image = of(url, label);
        if (image != null) {
            label.setImage(image);
            label.addDisposeListener(e -> image.dispose());
        }
    }

    private static @Nullable Image of(@Nullable URL url, Control shownBy) {
        if (url == null) {
            return null;
        }
        try (InputStream in = url.openStream()) {
            byte[] file = in.readAllBytes();
            Display display = shownBy.getDisplay();
            Color color = new Palette(display).foreground();
            int size = FontScale.icon(display);
            if (url.getPath().endsWith(".svg")) {
                // SWT asks for the drawing when it is shown, which is too late to find out that it is none.
                drawing(file, color, size);
                return new Image(display, (ImageDataProvider) zoom -> drawing(file, color, size * zoom / 100));
            }
            return new Image(display, new ImageData(new ByteArrayInputStream(file)).scaledTo(size, size));
        } catch (IOException | SWTException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "cannot read " + url, e);
            return null;
        }
    }

    private static ImageData drawing(byte[] file, Color color, int pixels) {
        String size = Integer.toString(pixels);
        String drawing = new String(file, StandardCharsets.UTF_8);
        int begin = Math.max(drawing.indexOf("<svg"), 0);
        int end = drawing.indexOf('>', begin);
        if (end < 0) {
            throw new SWTException(SWT.ERROR_INVALID_IMAGE);
        }
        String root = drawing.substring(begin, end).replaceFirst("width=\"[^\"]*\"", "width=\"" + size + "\"")
                .replaceFirst("height=\"[^\"]*\"", "height=\"" + size + "\"");
        String filled = root.contains("fill=") ? root
                : root.replaceFirst("<svg", "<svg fill=\"" + Icon.hex(color) + "\"");
        return new ImageData(new ByteArrayInputStream(
                (drawing.substring(0, begin) + filled + drawing.substring(end)).getBytes(StandardCharsets.UTF_8)));
    }
}
