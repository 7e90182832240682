package org.virtp2v.ui.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

class KeyTest {

    @Test
    void takesACombinationApart() {
        assertThat(Key.parts("alt+n")).containsExactly(new Key.Part.Named(Key.ALT), new Key.Part.Character('n'));
        assertThat(Key.parts("shift+F3")).containsExactly(new Key.Part.Named(Key.SHIFT), new Key.Part.Named(Key.F3));
    }

    @Test
    void refusesAKeyThatNotAllDriversKnow() {
        assertThatThrownBy(() -> Key.parts("ctrl+F12")).isInstanceOf(AssertionError.class).hasMessageContaining("F12");
    }

    @Test
    void knowsModifiersFromKeys() {
        assertThat(Arrays.stream(Key.values()).filter(Key::isModifier)).containsExactly(Key.ALT, Key.CTRL, Key.SHIFT);
    }
}
