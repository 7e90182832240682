package org.virtp2v.ui.internal.conversion;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.Desktop;
import org.virtp2v.widgets.ButtonBar;
import org.virtp2v.widgets.Widgets;

/** The buttons below the page: one to cancel while the conversion runs, others after it. UI thread only. */
final class ConversionButtons {
    private final Desktop desktop;
    private final Messages text;
    private final ConversionPage page;
    private final Button cancel;
    private final Button again;
    private final Button first;
    private final Button last;

    ConversionButtons(ButtonBar bar, Desktop desktop, boolean kiosk, Messages text, ConversionPage page) {
        this.desktop = desktop;
        this.text = text;
        this.page = page;
        cancel = bar.add("conversion.cancel", text.get("cancel"), page::askAndCancel);
        again = bar.add("conversion.again", text.get("again"), page::again);
        first = bar.add("conversion.first", text.get("first"), page::again);
        last = kiosk ? bar.add("conversion.shutdown", text.get("shutdown"), this::openMenu)
                : bar.add("conversion.close", text.get("close"), () -> page.getShell().close());
    }

    /**
     * Shows those that mean something now.
     *
     * @param trying
     *            whether the finished guest is tried, so that only that can be ended
     * @param anew
     *            whether it was started on the page before, and not on the first one
     * @param choose
     *            whether a system has to be chosen before it is started again
     */
    void show(boolean running, boolean cancelling, boolean trying, boolean anew, boolean choose) {
        cancel.setText(text.get(trying ? "skip" : "cancel"));
        cancel.setEnabled(!cancelling);
        again.setText(text.get(choose ? "again.system" : "again"));
        Widgets.show(cancel, running);
        Widgets.show(again, !running && anew);
        Widgets.show(first, !running && !anew);
        Widgets.show(last, !running);
    }

    /** Enter gives this machine away where it is not needed any more; otherwise it presses what has the focus. */
    void makeDefault(boolean succeeded) {
        last.getShell().setDefaultButton(succeeded ? last : null);
    }

    /** Moves the focus to the button for the next action. */
    void focus(boolean succeeded) {
        (succeeded ? last : again.isVisible() ? again : first).setFocus();
    }

    private void openMenu() {
        Menu menu = new Menu(last);
        item(menu, "conversion.shutdown.off", "shutdown.off", desktop::shutDown);
        item(menu, "conversion.shutdown.reboot", "shutdown.reboot", desktop::reboot);
        menu.addListener(SWT.Hide, e -> menu.getDisplay().asyncExec(menu::dispose));
        Point place = last.toDisplay(0, last.getSize().y);
        menu.setLocation(place);
        menu.setVisible(true);
    }

    private void item(Menu menu, String id, String key, Supplier<CompletableFuture<Void>> action) {
        MenuItem item = Widgets.id(new MenuItem(menu, SWT.PUSH), id);
        item.setText(text.get(key));
        item.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> start(action)));
    }

    /** Switches this machine off. */
    void switchOff() {
        start(desktop::shutDown);
    }

    private void start(Supplier<CompletableFuture<Void>> action) {
        var display = page.getShell().getDisplay();
        action.get().whenComplete((nothing, e) -> {
            if (e != null && !display.isDisposed()) {
                String cause = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
                display.asyncExec(() -> page.setMessage(text.get("shutdown.failed", cause), IMessageProvider.ERROR));
            }
        });
    }
}
