package org.virtp2v.ui.internal.server;

import java.util.List;
import java.util.function.Consumer;

import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.Desktop;
import org.virtp2v.widgets.Background;

/** The layout of the keyboard, before somebody types a password: only on the live image, whose X is nobody else's. */
final class KeyboardField {
    private static final Messages TEXT = Messages.beside(KeyboardField.class);

    private KeyboardField() {
    }

    /**
     * Adds it, where the layout can be chosen.
     *
     * @param parent
     *            a grid of two columns
     * @param failed
     *            told on the UI thread why another layout cannot be had
     */
    static void add(Composite parent, Desktop desktop, Background background, Consumer<String> failed) {
        List<Desktop.Keyboard> layouts = desktop.keyboards();
        if (layouts.isEmpty()) {
            return;
        }
        Combo combo = SessionChoice.add(parent, TEXT.get("keyboard"), "server.keyboard",
                layouts.stream().map(Desktop.Keyboard::name).toList());
        combo.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> desktop
                .setKeyboard(layouts.get(combo.getSelectionIndex()).layout()).whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                        background.ui(() -> failed.accept(TEXT.get("keyboard.failed", cause.getMessage())));
                    }
                })));
    }
}
