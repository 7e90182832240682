package org.virtp2v.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.widgets.testing.UiThread;

class TerminalViewTest {
    private final TerminalBuffer buffer = new TerminalBuffer();
    private Shell shell;
    private TerminalView view;

    @BeforeEach
    void open() {
        UiThread.run(() -> {
            shell = new Shell(UiThread.display());
            shell.setLayout(new FillLayout());
            view = new TerminalView(shell, buffer);
            shell.setSize(900, 500);
            shell.open();
        });
    }

    @AfterEach
    void close() {
        UiThread.run(shell::dispose);
    }

    @Test
    void followsTheEndUntilTheUserScrollsUp() {
        UiThread.run(this::follow);
    }

    private void follow() {
        buffer.accept("line\n".repeat(500));
        view.refresh();
        int bottom = view.getVerticalBar().getSelection();
        assertThat(bottom).isGreaterThan(400);
        press(SWT.PAGE_UP);
        assertThat(view.isFollowing()).isFalse();
        int above = view.getVerticalBar().getSelection();
        buffer.accept("line\n".repeat(100));
        view.refresh();
        assertThat(view.getVerticalBar().getSelection()).isEqualTo(above).isLessThan(bottom);
        press(SWT.END);
        assertThat(view.isFollowing()).isTrue();
        assertThat(view.getVerticalBar().getSelection()).isEqualTo(bottom + 100);
    }

    private void press(int keyCode) {
        Event event = new Event();
        event.keyCode = keyCode;
        view.notifyListeners(SWT.KeyDown, event);
    }
}
