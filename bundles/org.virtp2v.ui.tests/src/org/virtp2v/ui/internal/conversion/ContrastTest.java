package org.virtp2v.ui.internal.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;

import org.eclipse.swt.graphics.Color;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtp2v.core.progress.CellMap.Cell;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.testing.Contrast;

/** What has to be seen of the running conversion stands out of what is around it, in light and dark themes. */
class ContrastTest {
    private static final double SEEN = 3;
    private static final double READ = 4.5;

    /** The grounds and texts of GTK's own themes, and of one with black and white. */
    enum Theme {
        ADWAITA(0xf6f5f4, 0x2e3436),
        ADWAITA_DARK(0x353535, 0xeeeeec),
        WHITE(0xffffff, 0x000000),
        BLACK(0x000000,
                0xffffff);

        private final Palette palette;

        Theme(int background, int foreground) {
            palette = new Palette(color(background), color(foreground));
        }

        private static Color color(int rgb) {
            return new Color(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff);
        }
    }

    @ParameterizedTest
    @EnumSource
    void showsTheCellsOfTheMap(Theme theme) {
        Color untouched = DiskMapCanvas.color(theme.palette, Cell.UNTOUCHED);
        for (Cell cell : EnumSet.complementOf(EnumSet.of(Cell.UNTOUCHED))) {
            Color color = DiskMapCanvas.color(theme.palette, cell);
            assertStandsOut(color, untouched, SEEN);
            assertStandsOut(color, theme.palette.background(), SEEN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void showsHowFarABarIs(Theme theme) {
        assertStandsOut(theme.palette.accent(), theme.palette.trough(), SEEN);
    }

    @ParameterizedTest
    @EnumSource
    void hasTextThatCanBeRead(Theme theme) {
        Palette palette = theme.palette;
        for (Color text : new Color[] { palette.foreground(), palette.dim(), palette.success(), palette.warning(),
                palette.error() }) {
            assertStandsOut(text, palette.background(), READ);
        }
        for (Color text : new Color[] { palette.foreground(), palette.dim() }) {
            assertStandsOut(text, palette.sidebar(), READ);
        }
        for (Color icon : new Color[] { palette.success(), palette.warning(), palette.error(), palette.accent() }) {
            assertStandsOut(icon, palette.sidebar(), SEEN);
        }
    }

    private static void assertStandsOut(Color color, Color ground, double least) {
        assertThat(Contrast.of(color.getRGB(), ground.getRGB())).as("%s on %s", color, ground)
                .isGreaterThanOrEqualTo(least);
    }
}
