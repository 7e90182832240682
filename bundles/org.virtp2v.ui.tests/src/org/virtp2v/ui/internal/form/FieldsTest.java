package org.virtp2v.ui.internal.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.Test;
import org.virtp2v.widgets.testing.UiThread;

class FieldsTest {

    @Test
    void saysNothingWhenTheSameItemsAreOfferedAgain() {
        withCombo(combo -> {
            List<String> said = new ArrayList<>();
            combo.addModifyListener(e -> said.add(combo.getText()));

            Fields.offer(combo, List.of("default", "lan"));

            assertThat(said).isEmpty();
            assertThat(combo.getText()).isEqualTo("typed");
        });
    }

    @Test
    void keepsWhatIsTypedWhenOtherItemsAreOffered() {
        withCombo(combo -> {
            combo.setSelection(new Point(1, 3));

            Fields.offer(combo, List.of("dmz"));

            assertThat(combo.getItems()).containsExactly("dmz");
            assertThat(combo.getText()).isEqualTo("typed");
            assertThat(combo.getSelection()).isEqualTo(new Point(1, 3));
        });
    }

    private static void withCombo(Consumer<Combo> test) {
        UiThread.run(() -> {
            Shell shell = new Shell(UiThread.display());
            try {
                Combo combo = new Combo(shell, SWT.DROP_DOWN);
                combo.setItems("default", "lan");
                combo.setText("typed");
                test.accept(combo);
            } finally {
                shell.dispose();
            }
        });
    }
}
