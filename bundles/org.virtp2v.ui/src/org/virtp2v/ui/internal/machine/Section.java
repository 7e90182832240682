package org.virtp2v.ui.internal.machine;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.FormAttachment;
import org.eclipse.swt.layout.FormData;
import org.eclipse.swt.layout.FormLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.widgets.ButtonBar;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/**
 * A heading, a list below it, and its actions at the end of the heading's line. The list comes right after the heading,
 * so that the heading's mnemonic leads to it. UI thread only.
 */
final class Section {
    private final Composite box;
    private final Label heading;
    private @Nullable ButtonBar buttons;

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
        buttons = bar;
        return bar;
    }

    /** The width in which heading and buttons are whole, in pixels. */
    int leastWidth() {
        ButtonBar bar = buttons;
        int beside = bar == null ? 0 : Widgets.GAP + bar.control().computeSize(SWT.DEFAULT, SWT.DEFAULT).x;
        return heading.computeSize(SWT.DEFAULT, SWT.DEFAULT).x + beside;
    }

    /** Makes room between the heading and the buttons for a word about the running action. */
    Label said(ButtonBar buttons, String id) {
        Label said = Widgets.id(new Label(box, SWT.RIGHT), id);
        said.setForeground(new Palette(box.getDisplay()).dim());
        FormData place = top(said);
        place.top = new FormAttachment(buttons.control(), 0, SWT.CENTER);
        place.left = new FormAttachment(heading, Widgets.WIDE_GAP);
        place.right = new FormAttachment(buttons.control(), -Widgets.WIDE_GAP);
        return said;
    }
}
