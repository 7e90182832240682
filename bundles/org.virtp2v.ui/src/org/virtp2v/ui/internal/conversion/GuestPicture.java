package org.virtp2v.ui.internal.conversion;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.RGB;
import org.jspecify.annotations.Nullable;

/** Makes images of pictures of the guest's screen, which come from the server and may be anything. Any thread. */
final class GuestPicture {
    /** Larger screens, which QEMU does not have by itself, would take too much memory: 2560 × 1600. */
    static final long MOST_PIXELS = 4_096_000;
    /** Where width and height stand, see RFC 2083, sections 3.2 and 4.1.1. */
    private static final int WIDTH_AT = 16;
    private static final int HEADER = 24;
    static final PaletteData RGB24 = new PaletteData(0xff0000, 0xff00, 0xff);
    private static final Logger LOG = Logger.getLogger(GuestPicture.class.getName());

    private GuestPicture() {
    }

    /**
     * Decodes a PNG.
     *
     * @return null when it is none, or too large
     */
    static @Nullable ImageData decode(byte[] png) {
        if (png.length < HEADER) {
            return null;
        }
        ByteBuffer header = ByteBuffer.wrap(png, WIDTH_AT, HEADER - WIDTH_AT);
        long width = Integer.toUnsignedLong(header.getInt());
        long height = Integer.toUnsignedLong(header.getInt());
        if (width == 0 || height == 0 || width > MOST_PIXELS || width * height > MOST_PIXELS) {
            return null;
        }
        try {
            ImageData[] images = new ImageLoader().load(new ByteArrayInputStream(png));
            return images.length == 0 ? null : images[0];
        } catch (RuntimeException e) {
            // SWT's decoder has exceptions of many kinds.
            LOG.log(Level.FINE, "a picture of the guest's screen is damaged", e);
            return null;
        }
    }

    /** The size of an image where it fits into so many pixels: its own, or smaller. */
    static Point fitted(int imageWidth, int imageHeight, int width, int height) {
        double scale = Math.min(1, Math.min(1.0 * width / imageWidth, 1.0 * height / imageHeight));
        return new Point(Math.max(1, (int) Math.round(imageWidth * scale)),
                Math.max(1, (int) Math.round(imageHeight * scale)));
    }

    /** An image made smaller, so that it fits into so many pixels: each pixel is the mean of those it stands for. */
    static ImageData fit(ImageData image, int width, int height) {
        Point size = fitted(image.width, image.height, width, height);
        int columns = size.x;
        int rows = size.y;
        ImageData small = new ImageData(columns, rows, 24, RGB24);
        int[] pixels = new int[image.width];
        for (int y = 0; y < rows; y++) {
            int from = y * image.height / rows;
            int to = Math.max(from + 1, (y + 1) * image.height / rows);
            long[] sums = new long[3 * columns];
            int[] counts = new int[columns];
            for (int row = from; row < to; row++) {
                image.getPixels(0, row, image.width, pixels, 0);
                add(image.palette, pixels, sums, counts);
            }
            for (int x = 0; x < columns; x++) {
                small.setPixel(x, y, (int) (sums[3 * x] / counts[x]) << 16
                        | (int) (sums[3 * x + 1] / counts[x]) << 8 | (int) (sums[3 * x + 2] / counts[x]));
            }
        }
        return small;
    }

    /** Adds a row of pixels to the columns that they belong to. */
    private static void add(PaletteData palette, int[] pixels, long[] sums, int[] counts) {
        int last = pixels[0];
        RGB color = palette.getRGB(last);
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] != last) {
                last = pixels[i];
                color = palette.getRGB(last);
            }
            int column = (int) ((long) i * counts.length / pixels.length);
            sums[3 * column] += color.red;
            sums[3 * column + 1] += color.green;
            sums[3 * column + 2] += color.blue;
            counts[column]++;
        }
    }
}
