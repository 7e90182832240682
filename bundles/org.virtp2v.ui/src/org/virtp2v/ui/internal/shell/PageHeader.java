package org.virtp2v.ui.internal.shell;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.ControlListener;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/**
 * The title of the page and below it the description, or a message. It always has room for two lines of it, so nothing
 * below jumps when there is a message of usual length; a longer one gets more.
 */
final class PageHeader {
    private static final Messages TEXT = Messages.beside(PageHeader.class);
    private static final double TITLE_SIZE = 1.5;
    private static final int MARGIN = 2 * Widgets.WIDE_GAP;
    private static final int MOST_LINES = 6;

    private final Palette palette;
    private final Label title;
    private final Label icon;
    private final Label message;
    private final Composite box;
    private final int leastHeight;

    PageHeader(Composite parent) {
        palette = new Palette(parent.getDisplay());
        box = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).margins(MARGIN, Widgets.WIDE_GAP)
                .extendedMargins(0, 0, Widgets.WIDE_GAP, 0).spacing(Widgets.GAP, Widgets.GAP).applyTo(box);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(box);
        title = Widgets.id(new Label(box, SWT.NONE), "title");
        title.setFont(Widgets.larger(title, TITLE_SIZE, SWT.BOLD));
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(title);
        icon = Widgets.id(new Label(box, SWT.NONE), "message.icon");
        GridDataFactory.fillDefaults().align(SWT.BEGINNING, SWT.BEGINNING).exclude(true).applyTo(icon);
        message = Widgets.id(new Label(box, SWT.WRAP), "message");
        message.setText("X\nX");
        leastHeight = message.computeSize(SWT.DEFAULT, SWT.DEFAULT).y;
        GridDataFactory.fillDefaults().grab(true, false).hint(100, leastHeight).applyTo(message);
        box.addControlListener(ControlListener.controlResizedAdapter(e -> fit()));
    }

    /** Gives a long message the lines that it needs. */
    private void fit() {
        int beside = icon.getVisible() ? icon.computeSize(SWT.DEFAULT, SWT.DEFAULT).x + Widgets.GAP : 0;
        int width = box.getClientArea().width - 2 * MARGIN - beside;
        GridData place = (GridData) message.getLayoutData();
        int height = width <= 0 ? leastHeight
                : Math.clamp(message.computeSize(width, SWT.DEFAULT).y, leastHeight, MOST_LINES * leastHeight / 2);
        if (place.heightHint != height) {
            place.heightHint = height;
            box.getParent().layout(new Control[] { message });
        }
    }

    /** Shows the title and the most important message of a page. */
    void show(StepPage page) {
        title.setText(page.getTitle());
        if (page.getErrorMessage() != null) {
            show(page.getErrorMessage(), IMessageProvider.ERROR);
        } else if (page.getMessage() != null) {
            show(page.getMessage(), page.getMessageType());
        } else {
            show(page.getDescription(), IMessageProvider.NONE);
        }
    }

    private void show(Icon kind, Color color) {
        icon.setImage(kind.in(color));
        Widgets.named(icon, TEXT.get("kind." + kind));
    }

    private void show(String text, int type) {
        message.setText(text.replace("&", "&&"));
        message.setToolTipText(text);
        switch (type) {
            case IMessageProvider.ERROR -> show(Icon.ERROR, palette.error());
            case IMessageProvider.WARNING -> show(Icon.WARNING, palette.warning());
            case IMessageProvider.INFORMATION -> show(Icon.INFO, palette.accent());
            default -> icon.setImage(null);
        }
        boolean none = type == IMessageProvider.NONE;
        message.setForeground(none ? palette.dim() : palette.foreground());
        Widgets.show(icon, !none);
        ((GridData) message.getLayoutData()).horizontalSpan = none ? 2 : 1;
        box.layout(true);
        fit();
    }
}
