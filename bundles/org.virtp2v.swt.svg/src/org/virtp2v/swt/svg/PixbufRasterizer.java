package org.virtp2v.swt.svg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.internal.C;
import org.eclipse.swt.internal.gtk.GDK;
import org.eclipse.swt.internal.gtk.OS;
import org.eclipse.swt.internal.image.SVGRasterizer;

/**
 * Draws SVG with the gdk-pixbuf loader (librsvg) that GTK has for its own symbolic icons, so JFace's pictures need
 * neither AWT nor another library. A drawing is made at the size that is wanted, so it is sharp at every scale. It uses
 * SWT's internals and has to be looked at with each new SWT.
 */
public final class PixbufRasterizer implements SVGRasterizer {
    private static final int CHANNELS_WITH_ALPHA = 4;

    @Override
    public ImageData rasterizeSVG(InputStream stream, int zoom) {
        return draw(SvgSize.scaled(text(stream), zoom / 100.0));
    }

    @Override
    public ImageData rasterizeSVG(InputStream stream, int width, int height) {
        ImageData drawn = draw(SvgSize.sized(text(stream), width, height));
        return drawn.width == width && drawn.height == height ? drawn : drawn.scaledTo(width, height);
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ImageData draw(String text) {
        byte[] svg = text.getBytes(StandardCharsets.UTF_8);
        long loader = GDK.gdk_pixbuf_loader_new();
        long buffer = C.malloc(svg.length);
        try {
            C.memmove(buffer, svg, svg.length);
            GDK.gdk_pixbuf_loader_write(loader, buffer, svg.length, null);
            GDK.gdk_pixbuf_loader_close(loader, null);
            long pixbuf = GDK.gdk_pixbuf_loader_get_pixbuf(loader);
            if (pixbuf == 0) {
                throw new SWTException(SWT.ERROR_UNSUPPORTED_FORMAT,
                        "gdk-pixbuf cannot draw SVG; install librsvg2-common");
            }
            return data(pixbuf);
        } finally {
            C.free(buffer);
            OS.g_object_unref(loader);
        }
    }

    private static ImageData data(long pixbuf) {
        int width = GDK.gdk_pixbuf_get_width(pixbuf);
        int height = GDK.gdk_pixbuf_get_height(pixbuf);
        int stride = GDK.gdk_pixbuf_get_rowstride(pixbuf);
        int channels = GDK.gdk_pixbuf_get_n_channels(pixbuf);
        long pixels = GDK.gdk_pixbuf_get_pixels(pixbuf);
        ImageData image = new ImageData(width, height, 24, new PaletteData(0xff0000, 0xff00, 0xff));
        image.alphaData = new byte[width * height];
        byte[] row = new byte[width * channels];
        for (int y = 0; y < height; y++) {
            C.memmove(row, pixels + (long) y * stride, row.length);
            for (int x = 0; x < width; x++) {
                int i = x * channels;
                image.setPixel(x, y, (row[i] & 0xff) << 16 | (row[i + 1] & 0xff) << 8 | row[i + 2] & 0xff);
                image.alphaData[y * width + x] = channels == CHANNELS_WITH_ALPHA ? row[i + 3] : (byte) 0xff;
            }
        }
        return image;
    }
}
