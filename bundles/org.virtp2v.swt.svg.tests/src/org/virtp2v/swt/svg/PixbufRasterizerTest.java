package org.virtp2v.swt.svg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;

import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.internal.image.SVGRasterizer;
import org.junit.jupiter.api.Test;

/** Asks for the rasterizer as SWT does. */
class PixbufRasterizerTest {
    /** The left half is red, the right half is not there. */
    private static final String HALF = "<svg xmlns='http://www.w3.org/2000/svg' %s><path fill='#f00' d='M0 0h8v16H0z'/>"
            + "</svg>";
    private static final int RED = 0xff0000;

    private static SVGRasterizer rasterizer() {
        return ServiceLoader.load(SVGRasterizer.class, SVGRasterizer.class.getClassLoader()).findFirst().orElseThrow();
    }

    private static InputStream svg(String size) {
        return new ByteArrayInputStream(HALF.formatted(size).getBytes(StandardCharsets.UTF_8));
    }

    private static ImageData draw(String size, int zoom) {
        return rasterizer().rasterizeSVG(svg(size), zoom);
    }

    @Test
    void drawsColoursAndTransparency() {
        ImageData image = draw("width='16' height='16'", 100);
        assertThat(new int[] { image.width, image.height }).containsExactly(16, 16);
        assertThat(image.getPixel(2, 8)).isEqualTo(RED);
        assertThat(image.getAlpha(2, 8)).isEqualTo(255);
        assertThat(image.getAlpha(12, 8)).isZero();
    }

    @Test
    void isSharpAtEveryScale() {
        for (int zoom : new int[] { 125, 150, 200, 300 }) {
            ImageData image = draw("width='16' height='16'", zoom);
            assertThat(image.width).isEqualTo(16 * zoom / 100);
            int half = image.width / 2;
            // A bitmap that is made larger has soft edges: half-transparent pixels.
            assertThat(image.getAlpha(half - 1, half)).isEqualTo(255);
            assertThat(image.getAlpha(half, half)).isZero();
        }
    }

    @Test
    void drawsAtTheSizeThatIsAskedFor() {
        ImageData image = rasterizer().rasterizeSVG(svg("width='16px' height='16px' viewBox='0 0 16 16'"), 48,
                24);
        assertThat(new int[] { image.width, image.height }).containsExactly(48, 24);
    }

    @Test
    void changesTheSizeOfTheDocumentAndOfNothingElse() {
        ImageData image = draw("stroke-width='2' viewBox='0 0 32 32' width='16' height='16'", 200);
        assertThat(image.width).isEqualTo(32);
        // The red part ends at 8 of the 32 units that are shown.
        assertThat(image.getAlpha(7, 4)).isEqualTo(255);
        assertThat(image.getAlpha(9, 4)).isZero();
    }

    @Test
    void scalesADocumentWithoutASizeInPixels() {
        ImageData image = rasterizer().rasterizeSVG(svg("viewBox='0 0 16 16'"), 32, 32);
        assertThat(new int[] { image.width, image.height }).containsExactly(32, 32);
    }
}
