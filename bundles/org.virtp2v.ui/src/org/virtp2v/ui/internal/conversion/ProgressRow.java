package org.virtp2v.ui.internal.conversion;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.ProgressBar;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.Progress;
import org.virtp2v.ui.internal.widgets.Widgets;

/** A title and how far it is, and a bar below. UI thread only. */
final class ProgressRow {
    private final String title;
    private final Messages text;
    private final Composite box;
    private final Label name;
    private final Label numbers;
    private final ProgressBar bar;

    /**
     * @param id
     *            of the bar; that of the text has {@code .text} behind it
     */
    ProgressRow(Composite parent, String id, String title, Messages text) {
        this.title = title;
        this.text = text;
        box = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(Widgets.WIDE_GAP, Widgets.GAP / 2).applyTo(box);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(box);
        name = new Label(box, SWT.NONE);
        name.setText(title.replace("&", "&&"));
        name.setToolTipText(title);
        GridDataFactory.fillDefaults().grab(true, false).hint(40, SWT.DEFAULT).applyTo(name);
        numbers = Widgets.id(new Label(box, SWT.TRAIL), id + ".text");
        numbers.setText(Texts.of(Progress.NONE));
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(numbers);
        bar = Widgets.id(new ProgressBar(box, SWT.HORIZONTAL | SWT.SMOOTH), id);
        bar.setMaximum(100);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).hint(40, SWT.DEFAULT).applyTo(bar);
        bar.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent e) {
                e.result = text.get("progress.name", title, Integer.toString(bar.getSelection()));
            }
        });
    }

    /** The title, for its font. */
    Label title() {
        return name;
    }

    /** What all of it is in. */
    Composite box() {
        return box;
    }

    /** Shows how far it is. */
    void show(Progress progress) {
        if (bar.getSelection() != progress.percent()) {
            bar.setSelection(progress.percent());
        }
        String now = Texts.of(progress);
        if (!now.equals(numbers.getText())) {
            numbers.setText(now);
            box.layout();
        }
    }

    /** What the map of a disk is called. */
    String mapName(Progress progress) {
        return text.get("map.name", title, Integer.toString(progress.percent()));
    }
}
