package org.virtp2v.widgets;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.Test;
import org.virtp2v.widgets.testing.UiThread;

class MnemonicsTest {

    @Test
    void takesNoLetterThatTheWindowHasAlready() {
        UiThread.run(() -> {
            Shell shell = new Shell(UiThread.display());
            try {
                Label label = new Label(shell, SWT.NONE);
                label.setText("&Host");
                Mnemonics free = Mnemonics.around(shell);

                assertThat(free.in("host", "h")).isEqualTo("h&ost");
                assertThat(free.in("storage pool", "p")).isEqualTo("storage &pool");
                assertThat(free.in("storage pool", "p")).isEqualTo("&storage pool");
                assertThat(free.in("hops", "")).isEqualTo("hops");
            } finally {
                shell.dispose();
            }
        });
    }
}
