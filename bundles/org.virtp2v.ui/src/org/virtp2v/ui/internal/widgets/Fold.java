package org.virtp2v.ui.internal.widgets;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** A line that shows and hides what is below it. UI thread only. */
public final class Fold {
    private static final Messages TEXT = Messages.beside(Fold.class);
    private static final String FOLD = Fold.class.getName();

    private final Button line;
    private final String caption;
    private final Composite content;
    private final Runnable resized;

    /**
     * Creates one that is closed, over the whole width of its grid.
     *
     * @param caption
     *            of the line; may have a mnemonic
     * @param columns
     *            of the grid with the content
     * @param resized
     *            run when the content has been shown or hidden
     */
    public Fold(Composite parent, String id, String caption, int columns, Runnable resized) {
        this.caption = caption;
        this.resized = resized;
        line = Widgets.button(parent, SWT.PUSH | SWT.FLAT, id, caption, this::toggle);
        GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.CENTER).applyTo(line);
        content = Widgets.grid(parent, columns);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(content);
        content.setData(FOLD, this);
        show(false);
    }

    /** Whether a control is the content of one, shown or hidden. */
    public static boolean isContent(Control control) {
        return control.getData(FOLD) != null;
    }

    /** Opens all that a control is in. */
    public static void openAround(Control control) {
        for (Composite parent = control.getParent(); parent != null; parent = parent.getParent()) {
            if (parent.getData(FOLD) instanceof Fold fold) {
                fold.open();
            }
        }
    }

    /** What is shown and hidden. */
    public Composite content() {
        return content;
    }

    /** Whether the content is shown. */
    public boolean isOpen() {
        return content.getVisible();
    }

    /** Shows the content. */
    public void open() {
        if (!isOpen()) {
            toggle();
        }
    }

    private void toggle() {
        show(!isOpen());
        resized.run();
    }

    private void show(boolean open) {
        Widgets.show(content, open);
        line.setImage((open ? Icon.OPEN : Icon.CLOSED).in(new Palette(line.getDisplay()).foreground()));
        Widgets.named(line, TEXT.get(open ? "open" : "closed", caption.replace("&", "")));
    }
}
