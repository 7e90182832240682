package org.virtp2v.ui.internal.login;

import java.util.Objects;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Widgets;

/** A dialog for the passphrase of a private key. */
final class PassphraseDialog extends Question<Secret> {
    private static final Messages TEXT = Messages.beside(PassphraseDialog.class);

    private @Nullable Text field;

    PassphraseDialog(Shell parent, String identityUrl, boolean wasWrong) {
        super(parent, "passphrase", new Words(TEXT.get(wasWrong ? "passphrase.wrong" : "passphrase.heading"),
                TEXT.get("passphrase.explanation", identityUrl), TEXT.get("passphrase.unlock")), false);
    }

    @Override
    void createFields(Composite parent) {
        Text passphrase = Widgets.id(new Text(parent, SWT.BORDER | SWT.PASSWORD), "passphrase.text");
        Widgets.named(passphrase, TEXT.get("passphrase.heading"));
        GridDataFactory.fillDefaults().grab(true, false).applyTo(passphrase);
        passphrase.setFocus();
        field = passphrase;
    }

    @Override
    Secret read() {
        return new Secret(Objects.requireNonNull(field, "createFields comes first").getText());
    }
}
