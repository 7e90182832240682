package org.virtp2v.ui.internal.machine;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.FormAttachment;
import org.eclipse.swt.layout.FormData;
import org.eclipse.swt.layout.FormLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.widgets.ButtonBar;
import org.virtp2v.widgets.Widgets;

/**
 * A heading, a list below it, and its actions at the end of the heading's line. The list comes right after the heading,
 * so that the heading's mnemonic leads to it. UI thread only.
 */
final class Section {
    private final Composite box;
    private final Label heading;

    Section(Composite parent, String text, boolean grows) {
        box = new Composite(parent, SWT.NONE);
        box.setLayout(new FormLayout());
        GridDataFactory.fillDefaults().grab(true, grows).applyTo(box);
        heading = new Label(box, SWT.NONE);
        heading.setText(text);
        heading.setFont(Widgets.bold(heading));
    }

    /** The parent of the list. */
    Composite box() {
        return box;
    }

    /**
     * Puts the list below the heading.
     *
     * @param lines
     *            how many lines there is always room for
     */
    void body(Control list, int headerHeight, int itemHeight, int lines) {
        int rows = Math.max(lines * itemHeight, Widgets.LEAST_SCROLLED);
        FormData place = new FormData(100, headerHeight + rows + 2 * list.getBorderWidth() + 2);
        place.left = new FormAttachment(0);
        place.right = new FormAttachment(100);
        place.top = new FormAttachment(heading, Widgets.GAP);
        place.bottom = new FormAttachment(100);
        list.setLayoutData(place);
        top(heading);
    }

    /** Puts something below the heading that is as high as it needs to be. */
    void body(Control content) {
        FormData place = new FormData();
        place.left = new FormAttachment(0);
        place.right = new FormAttachment(100);
        place.top = new FormAttachment(heading, Widgets.GAP);
        content.setLayoutData(place);
        top(heading);
    }

    private static FormData top(Control control) {
        FormData place = new FormData();
        place.top = new FormAttachment(0);
        place.left = new FormAttachment(0);
        control.setLayoutData(place);
        return place;
    }

    /** Makes room for buttons at the end of the heading's line. */
    ButtonBar buttons(Control list) {
        ButtonBar bar = new ButtonBar(box);
        FormData end = top(bar.control());
        end.left = null;
        end.right = new FormAttachment(100);
        FormData middle = top(heading);
        middle.top = new FormAttachment(bar.control(), 0, SWT.CENTER);
        middle.right = new FormAttachment(bar.control(), -Widgets.GAP);
        ((FormData) list.getLayoutData()).top = new FormAttachment(bar.control(), Widgets.GAP);
        return bar;
    }
}
