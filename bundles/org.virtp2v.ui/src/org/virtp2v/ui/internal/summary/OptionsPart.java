package org.virtp2v.ui.internal.summary;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.RunOption;
import org.virtp2v.ui.internal.model.RunOptions;
import org.virtp2v.widgets.Widgets;

/** How the disks are read and sent: folded away, because the defaults are right for most. UI thread only. */
final class OptionsPart {
    private static final int LIMIT_WIDTH = 90;

    private final Messages text;
    private final Runnable resized;
    private final Runnable changed;
    private final Composite fields;
    private final Map<RunOption, Control> controls = new EnumMap<>(RunOption.class);
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
        for (RunOption option : RunOption.values()) {
            controls.put(option, switch (option) {
                case LIMIT -> limit(options);
                case CONNECTIONS -> connections(options);
                case READ_ERRORS -> readErrors(options);
                case COMPRESS -> compress(options);
            });
        }
        Widgets.label(fields, text.get("options.hostKey"));
        hostKey = Widgets.id(new Label(fields, SWT.WRAP), "summary.hostkey");
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(hostKey);
        Widgets.show(fields, false);
    }

    private Control limit(RunOptions options) {
        Widgets.label(fields, text.get("options.limit"));
        Text limit = Widgets.id(new Text(fields, SWT.BORDER), "summary.limit");
        limit.setText(options.limit());
        limit.setMessage(text.get("options.limit.none"));
        limit.setToolTipText(text.get("options.limit.tip"));
        GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).hint(LIMIT_WIDTH, SWT.DEFAULT).applyTo(limit);
        limit.addModifyListener(e -> {
            valid = options.limit(limit.getText());
            changed.run();
        });
        return limit;
    }

    private Control connections(RunOptions options) {
        Combo combo = combo("options.connections", "summary.connections", Stream.concat(
                Stream.of(text.get("options.connections.auto")),
                IntStream.rangeClosed(1, Connections.MOST).mapToObj(Integer::toString)).toList());
        combo.select(options.connections().automatic() ? 0 : options.connections().most());
        combo.setToolTipText(text.get("options.connections.tip"));
        return listen(combo, () -> options.connections(combo.getSelectionIndex() == 0 ? Connections.AUTO
                : Connections.exactly(combo.getSelectionIndex())));
    }

    private Control readErrors(RunOptions options) {
        Combo combo = combo("options.readErrors", "summary.readerrors", RunOptions.READ_ERRORS.stream()
                .map(choice -> text.get("options.readErrors." + choice.name())).toList());
        combo.select(RunOptions.READ_ERRORS.indexOf(options.onReadError()));
        return listen(combo, () -> options.onReadError(RunOptions.READ_ERRORS.get(combo.getSelectionIndex())));
    }

    private Control compress(RunOptions options) {
        new Label(fields, SWT.NONE);
        Button compress = Widgets.id(new Button(fields, SWT.CHECK), "summary.compress");
        compress.setText(text.get("options.compress"));
        compress.setSelection(options.compress());
        compress.setToolTipText(text.get("options.compress.tip"));
        compress.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
            options.compress(compress.getSelection());
            changed.run();
        }));
        return compress;
    }

    private Combo combo(String key, String id, List<String> items) {
        Widgets.label(fields, text.get(key));
        Combo combo = Widgets.id(new Combo(fields, SWT.READ_ONLY), id);
        combo.setItems(items.toArray(String[]::new));
        GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).applyTo(combo);
        return combo;
    }

    private Combo listen(Combo combo, Runnable choose) {
        combo.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> {
            choose.run();
            changed.run();
        }));
        return combo;
    }

    private void fold() {
        boolean shown = !fields.getVisible();
        Widgets.show(fields, shown);
        resized.run();
        if (shown) {
            // What has the focus is scrolled into view: all of it, where there is room.
            List<Control> all = List.copyOf(controls.values());
            all.getLast().setFocus();
            all.getFirst().setFocus();
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
