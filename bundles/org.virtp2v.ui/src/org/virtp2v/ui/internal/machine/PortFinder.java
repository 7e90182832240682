package org.virtp2v.ui.internal.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.Desktop;
import org.virtp2v.ui.internal.widgets.Background;
import org.virtp2v.ui.internal.widgets.Palette;
import org.virtp2v.ui.internal.widgets.Widgets;

/** The button that lets the light of a port blink, and what is going on beside it. UI thread only. */
final class PortFinder {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int BLINK_MILLIS = 500;

    private final Messages text;
    private final InterfaceTable table;
    private final Desktop desktop;
    private final Background background;
    private final Label said;
    private final Button button;
    private boolean blinking;

    PortFinder(Composite parent, Messages text, InterfaceTable table, Desktop desktop, Background background) {
        this.text = text;
        this.table = table;
        this.desktop = desktop;
        this.background = background;
        Composite row = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(Widgets.GAP, 0).applyTo(row);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(row);
        said = Widgets.id(new Label(row, SWT.NONE), "machine.identify.said");
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(100, SWT.DEFAULT)
                .applyTo(said);
        button = Widgets.button(row, SWT.PUSH, "machine.identify", text.get("identify"), this::identify);
        button.setToolTipText(text.get("identifyTip"));
        table.table().viewer().addSelectionChangedListener(e -> enable());
        enable();
    }

    private void enable() {
        button.setEnabled(!blinking && table.table().current() != null);
    }

    private void identify() {
        NetworkInterface row = table.table().current();
        if (row == null) {
            return;
        }
        blinking = true;
        enable();
        CompletableFuture<Void> light = desktop.identify(row.name(), TIME);
        light.whenComplete((nothing, failure) -> background.ui(() -> ended(row.name(), failure)));
        blink(row.name(), System.nanoTime() + TIME.toNanos(), true);
    }

    private void blink(String name, long end, boolean on) {
        if (!blinking || button.isDisposed()) {
            return;
        }
        long left = Math.max(0, Duration.ofNanos(end - System.nanoTime()).plusMillis(999).toSeconds());
        say(text.get("blinking", name, Long.toString(left)), false);
        table.light(on ? name : null);
        button.getDisplay().timerExec(BLINK_MILLIS, () -> blink(name, end, !on));
    }

    private void ended(String name, @Nullable Throwable failure) {
        if (button.isDisposed()) {
            return;
        }
        blinking = false;
        table.light(null);
        Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
        say(cause == null ? "" : text.get("notBlinking", name, String.valueOf(cause.getMessage())), cause != null);
        enable();
    }

    private void say(String what, boolean wrong) {
        Palette palette = new Palette(said.getDisplay());
        said.setForeground(wrong ? palette.error() : palette.dim());
        said.setText(what.replace("&", "&&"));
        said.setToolTipText(what);
    }
}
