package org.virtp2v.swt.svg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SvgSizeTest {

    @Test
    void keepsWhatIsShown() {
        assertThat(SvgSize.scaled("<?xml version='1.0'?><svg width=\"16\" height=\"8px\"><g width=\"1\"/></svg>", 2))
                .isEqualTo("<?xml version='1.0'?><svg viewBox=\"0 0 16.0 8.0\" width=\"32\" height=\"16\">"
                        + "<g width=\"1\"/></svg>");
    }

    @Test
    void keepsAViewBoxThatIsThere() {
        assertThat(SvgSize.sized("<svg viewBox=\"0 0 4 4\" width=\"16\" height=\"16\"/>", 24, 24))
                .isEqualTo("<svg viewBox=\"0 0 4 4\" width=\"24\" height=\"24\"/>");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "<html/>", "<svg/>", "<svg width=\"16\"/>", "<svg width=\"100%\" height=\"100%\"/>",
            "<svg stroke-width=\"2\" line-height=\"3\"/>" })
    void leavesAloneWhatHasNoSizeInPixels(String svg) {
        assertThat(SvgSize.scaled(svg, 2)).isEqualTo(svg);
        assertThat(SvgSize.sized(svg, 8, 8)).isEqualTo(svg);
    }
}
