package org.virtp2v.ui.internal.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.Desktop;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.ButtonBar;

/** The button that lets the light of a port blink, and its state beside it. UI thread only. */
final class PortFinder {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int BLINK_MILLIS = 500;

    private final Messages text;
    private final InterfaceTable table;
    private final Desktop desktop;
    private final Background background;
    private final Consumer<String> failed;
    private final Label said;
    private final Button button;
    private @Nullable Runnable next;

    /**
     * @param failed
     *            receives the reason why a light does not blink
     */
    PortFinder(Section section, Messages text, InterfaceTable table, Desktop desktop, Background background,
            Consumer<String> failed) {
        this.text = text;
        this.table = table;
        this.desktop = desktop;
        this.background = background;
        this.failed = failed;
        ButtonBar buttons = section.buttons(table.table().viewer().getTable());
        said = section.said(buttons, "machine.identify.said");
        button = buttons.add("machine.identify", text.get("identify"), this::identify);
        button.setToolTipText(text.get("identifyTip"));
        table.table().viewer().addSelectionChangedListener(e -> enable());
        enable();
    }

    private void enable() {
        button.setEnabled(next == null && table.table().current() != null);
    }

    private void identify() {
        NetworkInterface row = table.table().current();
        if (row == null) {
            return;
        }
        CompletableFuture<Void> light = desktop.identify(row.name(), TIME);
        light.whenComplete((nothing, failure) -> background.ui(() -> ended(row.name(), failure)));
        blink(row.name(), System.nanoTime() + TIME.toNanos(), true);
        enable();
    }

    private void blink(String name, long end, boolean on) {
        if (button.isDisposed()) {
            return;
        }
        long left = Math.max(0, Duration.ofNanos(end - System.nanoTime()).plusMillis(999).toSeconds());
        said.setText(text.get("blinking", name, Long.toString(left)));
        table.light(on ? name : null);
        next = () -> blink(name, end, !on);
        button.getDisplay().timerExec(BLINK_MILLIS, next);
    }

    private void ended(String name, @Nullable Throwable failure) {
        if (button.isDisposed()) {
            return;
        }
        if (next != null) {
            button.getDisplay().timerExec(-1, next);
            next = null;
        }
        table.light(null);
        said.setText("");
        enable();
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            failed.accept(text.get("notBlinking", name, String.valueOf(cause.getMessage())));
        }
    }
}
