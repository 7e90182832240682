package org.virtp2v.ui.internal.login;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Widgets;

/** A dialog for accepting a server's unknown host key. */
final class HostKeyDialog extends Question<Boolean> {
    private static final Messages TEXT = Messages.beside(HostKeyDialog.class);

    private final HostKey key;

    HostKeyDialog(Shell parent, String address, HostKey key) {
        super(parent, "hostkey", new Words(TEXT.get("hostkey.heading", address), TEXT.get("hostkey.explanation"),
                TEXT.get("hostkey.trust")), true);
        this.key = key;
    }

    @Override
    void createFields(Composite parent) {
        String type = key.bits() == 0 ? key.type() : TEXT.get("hostkey.type", key.type(), Integer.toString(key.bits()));
        Text text = Widgets.id(new Text(parent, SWT.MULTI | SWT.READ_ONLY), "hostkey.fingerprint");
        text.setFont(FontScale.fixed(text));
        String lines = type + "\n" + key.fingerprint() + "\n\n" + key.randomArt();
        text.setText(lines);
        Widgets.named(text, TEXT.get("hostkey.named", key.fingerprint()));
        int height = text.getLineHeight() * (int) lines.lines().count();
        GridDataFactory.fillDefaults().grab(true, false).hint(width(text, lines), height).applyTo(text);
        Label compare = Widgets.note(parent, TEXT.get("hostkey.compare", file()));
        // With the width that it will have, or room for more lines is set aside.
        GridDataFactory.fillDefaults().grab(true, false).hint(width(parent), SWT.DEFAULT).applyTo(compare);
    }

    /** The width of the longest line: a fingerprint of which the end is missing cannot be compared. */
    private static int width(Text text, String lines) {
        GC gc = new GC(text);
        int width = lines.lines().mapToInt(line -> gc.textExtent(line).x).max().orElse(0);
        gc.dispose();
        return width + Widgets.WIDE_GAP;
    }

    /** Where the server keeps the public half of a key of this type. */
    private String file() {
        String algorithm = key.type().startsWith("ecdsa") ? "ecdsa"
                : key.type().contains("ed25519") ? "ed25519" : "rsa";
        return "/etc/ssh/ssh_host_" + algorithm + "_key.pub";
    }

    @Override
    Boolean read() {
        return true;
    }
}
