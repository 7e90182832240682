package org.virtp2v.ui.internal.server;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.Desktop;

/** The language of the wizard: only on the live image, whose session starts it again in another one. */
final class LanguageField {
    private static final Messages TEXT = Messages.beside(LanguageField.class);

    private LanguageField() {
    }

    /**
     * Adds it, where the language can be chosen.
     *
     * @param parent
     *            a grid of two columns
     * @param chosen
     *            run when the program will be started again in another language
     * @param failed
     *            told why it cannot be
     */
    static void add(Composite parent, Desktop desktop, Runnable chosen, Consumer<String> failed) {
        List<Desktop.Language> languages = desktop.languages();
        if (languages.isEmpty()) {
            return;
        }
        Combo combo = SessionChoice.add(parent, TEXT.get("language"), "server.language",
                languages.stream().map(Desktop.Language::name).toList());
        combo.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
            int index = combo.getSelectionIndex();
            if (index > 0) {
                try {
                    desktop.startAgainIn(languages.get(index).tag());
                    chosen.run();
                } catch (IOException ex) {
                    combo.select(0);
                    failed.accept(TEXT.get("language.failed", ex.getMessage()));
                }
            }
        }));
    }
}
