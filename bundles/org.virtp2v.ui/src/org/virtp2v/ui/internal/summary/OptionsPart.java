package org.virtp2v.ui.internal.summary;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.RunOptions;
import org.virtp2v.widgets.Widgets;

/** How the disks are read and sent: folded away, because the defaults are right for most. UI thread only. */
final class OptionsPart {
    private static final int LIMIT_WIDTH = 90;

    private final Messages text;
    private final Runnable resized;
    private final Runnable changed;
    private final Composite fields;
    private final Text limit;
    private final Button compress;
    private final Combo connections;
    private final Combo readErrors;
    private final Label hostKey;
    private boolean valid = true;

    /**
     * @param resized
     *            run when it needs more or less room
     * @param changed
     *            run when something else is chosen
     */
    OptionsPart(Composite parent, RunOptions options, Messages text, Runnable resized, Runnable changed) {
        this.text = text;
        this.resized = resized;
        this.changed = changed;
        Button fold = Widgets.button(parent, SWT.PUSH, "summary.options", text.get("options.open"), this::fold);
        GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).indent(Widgets.WIDE_GAP, 0).applyTo(fold);
        fields = Widgets.grid(parent, 2);
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).applyTo(fields);
        Widgets.label(fields, text.get("options.limit"));
        limit = Widgets.id(new Text(fields, SWT.BORDER), "summary.limit");
        limit.setText(options.limit());
        limit.setMessage(text.get("options.limit.none"));
        limit.setToolTipText(text.get("options.limit.tip"));
        GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).hint(LIMIT_WIDTH, SWT.DEFAULT).applyTo(limit);
        limit.addModifyListener(e -> {
            valid = options.limit(limit.getText());
            changed.run();
        });
        connections = combo("options.connections", "summary.connections", Stream.concat(
                Stream.of(text.get("options.connections.auto")),
                IntStream.rangeClosed(1, Connections.MOST).mapToObj(Integer::toString)).toList());
        connections.select(options.connections().automatic() ? 0 : options.connections().most());
        connections.setToolTipText(text.get("options.connections.tip"));
        listen(connections, () -> options.connections(connections.getSelectionIndex() == 0 ? Connections.AUTO
                : Connections.exactly(connections.getSelectionIndex())));
        readErrors = combo("options.readErrors", "summary.readerrors",
                RunOptions.READ_ERRORS.stream().map(choice -> text.get("options.readErrors." + choice.name()))
                        .toList());
        readErrors.select(RunOptions.READ_ERRORS.indexOf(options.onReadError()));
        listen(readErrors, () -> options.onReadError(RunOptions.READ_ERRORS.get(readErrors.getSelectionIndex())));
        new Label(fields, SWT.NONE);
        compress = Widgets.button(fields, SWT.CHECK, "summary.compress", text.get("options.compress"), () -> {
            options.compress(this.compress().getSelection());
            changed.run();
        });
        compress.setSelection(options.compress());
        compress.setToolTipText(text.get("options.compress.tip"));
        Widgets.label(fields, text.get("options.hostKey"));
        hostKey = Widgets.id(new Label(fields, SWT.WRAP), "summary.hostkey");
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(hostKey);
        Widgets.show(fields, false);
    }

    private Button compress() {
        return compress;
    }

    private Combo combo(String key, String id, List<String> items) {
        Widgets.label(fields, text.get(key));
        Combo combo = Widgets.id(new Combo(fields, SWT.READ_ONLY), id);
        combo.setItems(items.toArray(String[]::new));
        GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).applyTo(combo);
        return combo;
    }

    private void listen(Combo combo, Runnable choose) {
        combo.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
            choose.run();
            changed.run();
        }));
    }

    private void fold() {
        boolean shown = !fields.getVisible();
        Widgets.show(fields, shown);
        resized.run();
        if (shown) {
            // What has the focus is scrolled into view: all of it, where there is room.
            compress.setFocus();
            limit.setFocus();
        }
    }

    /** Shows which host key the server is held to. */
    void show(HostKeyPolicy policy) {
        hostKey.setText(policy instanceof HostKeyPolicy.Fingerprint held ? held.sha256()
                : text.get("options.hostKey.known"));
    }

    /** Whether what is typed can be used. */
    boolean isValid() {
        return valid;
    }
}
