package org.virtp2v.ui.internal.login;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog.Prompt;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Widgets;

/** A dialog with the prompts of the server while logging in (RFC 4256). */
final class PromptsDialog extends Question<List<Secret>> {
    private static final Messages TEXT = Messages.beside(PromptsDialog.class);

    private final List<Prompt> prompts;
    private final List<Text> fields = new ArrayList<>();

    PromptsDialog(Shell parent, String address, String name, String instruction, List<Prompt> prompts) {
        super(parent, "questions", new Words(name.isBlank() ? TEXT.get("questions.heading", address) : name.strip(),
                instruction.isBlank() ? TEXT.get("questions.explanation") : instruction.strip(),
                TEXT.get("questions.answer")), false);
        this.prompts = List.copyOf(prompts);
    }

    @Override
    void createFields(Composite parent) {
        Composite grid = Widgets.grid(parent, 2);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(grid);
        for (Prompt prompt : prompts) {
            Widgets.label(grid, prompt.text().strip().replace("&", "&&"));
            Text field = new Text(grid, SWT.BORDER | (prompt.echo() ? SWT.NONE : SWT.PASSWORD));
            Widgets.id(field, "questions." + fields.size());
            GridDataFactory.fillDefaults().grab(true, false).applyTo(field);
            fields.add(field);
        }
        fields.get(0).setFocus();
    }

    @Override
    List<Secret> read() {
        return fields.stream().map(f -> new Secret(f.getText())).toList();
    }
}
