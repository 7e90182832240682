package org.virtp2v.ui.internal.shell;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.IntStream;

import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;

/**
 * The icon of the program, for window managers that do not take it from the desktop entry. The packages install the
 * same drawing. UI thread only.
 */
final class WindowIcon {
    private static final String DRAWING = "/icons/virt-p2v.svg";
    private static final String SIZE = "width=\"128\" height=\"128\"";
    /** In the title bar, in a list of windows, and large. */
    private static final int[] SIZES = { 16, 32, 64 };

    private WindowIcon() {
    }

    /** Gives it to a window, soon; it need not delay the first picture of it. */
    static void giveTo(Shell shell) {
        shell.getDisplay().asyncExec(() -> {
            if (!shell.isDisposed()) {
                Image[] images = images(shell.getDisplay());
                shell.addDisposeListener(e -> {
                    for (Image image : images) {
                        image.dispose();
                    }
                });
                shell.setImages(images);
            }
        });
    }

    private static Image[] images(Display display) {
        String svg = drawing();
        return IntStream.of(SIZES).mapToObj(size -> {
            String sized = svg.replace(SIZE, "width=\"" + size + "\" height=\"" + size + "\"");
            byte[] bytes = sized.getBytes(StandardCharsets.UTF_8);
            return new Image(display, new ImageData(new ByteArrayInputStream(bytes)));
        }).toArray(Image[]::new);
    }

    private static String drawing() {
        try (InputStream in = Objects.requireNonNull(WindowIcon.class.getResourceAsStream(DRAWING), DRAWING)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
