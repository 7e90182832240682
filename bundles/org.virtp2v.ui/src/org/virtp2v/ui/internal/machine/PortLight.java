package org.virtp2v.ui.internal.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.Desktop;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.Widgets;

/** Buttons that let the light of a port blink; while it does, its button counts the seconds. UI thread only. */
final class PortLight {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int SECOND_MILLIS = 1000;

    private final Messages text;
    private final Desktop desktop;
    private final Background background;
    private final Consumer<String> failed;

    /**
     * @param failed
     *            receives the reason why a light does not blink
     */
    PortLight(Messages text, Desktop desktop, Background background, Consumer<String> failed) {
        this.text = text;
        this.desktop = desktop;
        this.background = background;
        this.failed = failed;
    }

    /** Adds the button of a port. */
    void button(Composite grid, String port) {
        Button[] made = new Button[1];
        made[0] = Widgets.button(grid, SWT.PUSH, "machine.identify." + port, text.get("identify"),
                () -> identify(made[0], port));
        made[0].setToolTipText(text.get("identifyTip", port));
        Widgets.named(made[0], text.get("identifyName", port));
    }

    private void identify(Button button, String port) {
        CompletableFuture<Void> light = desktop.identify(port, TIME);
        button.setEnabled(false);
        count(button, light, System.nanoTime() + TIME.toNanos());
        light.whenComplete((nothing, failure) -> background.ui(() -> ended(button, port, failure)));
    }

    private void count(Button button, CompletableFuture<Void> light, long end) {
        if (!button.isDisposed() && !light.isDone()) {
            long left = Math.max(0, Duration.ofNanos(end - System.nanoTime()).plusMillis(999).toSeconds());
            button.setText(text.get("blinking", Long.toString(left)));
            button.getDisplay().timerExec(SECOND_MILLIS, () -> count(button, light, end));
        }
    }

    private void ended(Button button, String port, @Nullable Throwable failure) {
        if (button.isDisposed()) {
            return;
        }
        button.setText(text.get("identify"));
        button.setEnabled(true);
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            failed.accept(text.get("notBlinking", port, String.valueOf(cause.getMessage())));
        }
    }
}
