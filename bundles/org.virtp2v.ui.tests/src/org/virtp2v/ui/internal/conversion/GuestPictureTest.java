package org.virtp2v.ui.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.graphics.RGB;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Seeds;

/** Pictures come from a server, and may be anything. */
class GuestPictureTest {
    private static final PaletteData BLACK_AND_WHITE = new PaletteData(new RGB(0, 0, 0), new RGB(255, 255, 255));

    private static ImageData stripes(int width, int height) {
        ImageData data = new ImageData(width, height, 1, BLACK_AND_WHITE);
        for (int x = 0; x < width; x += 2) {
            for (int y = 0; y < height; y++) {
                data.setPixel(x, y, 1);
            }
        }
        return data;
    }

    private static byte[] png(ImageData data) {
        ImageLoader loader = new ImageLoader();
        loader.data = new ImageData[] { data };
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        loader.save(png, SWT.IMAGE_PNG);
        return png.toByteArray();
    }

    @Test
    void makesAnImageOfAPicture() {
        assertThat(GuestPicture.decode(png(stripes(64, 48)))).returns(64, data -> data.width).returns(48,
                data -> data.height);
    }

    @Test
    void makesItSmallerWithoutLosingLines() {
        ImageData small = GuestPicture.fit(stripes(400, 200), 100, 100);
        assertThat(small).returns(100, data -> data.width).returns(50, data -> data.height);
        for (int x = 0; x < small.width; x++) {
            assertThat(small.getPixel(x, 25)).as("half of white").isEqualTo(0x7f7f7f);
        }
        assertThat(GuestPicture.fit(stripes(8, 8), 100, 100).width).as("never larger").isEqualTo(8);
        assertThat(GuestPicture.fit(stripes(1000, 1), 10, 10)).returns(10, data -> data.width).returns(1,
                data -> data.height);
    }

    @Test
    void takesNoMemoryForAPictureThatIsTooLarge() {
        byte[] png = png(stripes(64, 48));
        for (int[] size : new int[][] { { 65_536, 65_536 }, { -1, -1 }, { 0, 10 }, { 2560, 1601 } }) {
            byte[] forged = png.clone();
            ByteBuffer.wrap(forged).putInt(16, size[0]).putInt(20, size[1]);
            assertThat(GuestPicture.decode(forged)).as(Arrays.toString(size)).isNull();
        }
    }

    @Test
    void takesDamagedPicturesForNone() {
        byte[] png = png(stripes(64, 48));
        assertThat(GuestPicture.decode(new byte[0])).isNull();
        Random random = Seeds.random();
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = Arrays.copyOf(png, random.nextInt(png.length));
            for (int j = random.nextInt(5); j > 0 && damaged.length > 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            ImageData data = GuestPicture.decode(damaged);
            if (data != null) {
                GuestPicture.fit(data, 10, 10);
            }
        }
    }
}
