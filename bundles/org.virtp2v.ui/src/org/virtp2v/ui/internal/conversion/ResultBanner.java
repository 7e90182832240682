package org.virtp2v.ui.internal.conversion;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.ColouredBox;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** How the conversion has ended, in a box of its own on top of the page. UI thread only. */
final class ResultBanner {
    private ResultBanner() {
    }

    /**
     * The actions of the banner's buttons; without one there is no button.
     *
     * @param next
     *            shows what to do now
     * @param report
     *            copies the report
     * @param save
     *            saves the output
     */
    record Actions(@Nullable Runnable next, @Nullable Runnable report, Runnable save) {
    }

    /**
     * Creates the banner.
     *
     * @param result
     *            its text
     * @param actions
     *            of its buttons
     */
    static void create(Composite parent, ResultText result, Messages text, Actions actions) {
        Palette palette = new Palette(parent.getDisplay());
        Icon icon = icon(result);
        Color color = icon == Icon.DONE ? palette.success() : icon == Icon.ERROR ? palette.error() : palette.warning();
        Composite box = ColouredBox.create(parent, color, 3);
        ColouredBox.headline(box, icon, color, "conversion.result").setText(result.headline());
        Composite buttons = Widgets.grid(box, 1);
        GridDataFactory.fillDefaults().align(SWT.END, SWT.BEGINNING).span(1, 2).applyTo(buttons);
        button(buttons, "conversion.next", text.get("end.next"), actions.next());
        button(buttons, "conversion.report", text.get("end.report"), actions.report());
        button(buttons, "conversion.savelog", text.get("end.save"), actions.save());
        new Label(box, SWT.NONE);
        details(box, result);
    }

    private static void button(Composite buttons, String id, String text, @Nullable Runnable action) {
        if (action != null) {
            GridDataFactory.fillDefaults().applyTo(Widgets.button(buttons, SWT.PUSH, id, text, action));
        }
    }

    /** As text that can be selected, and all of it: where there is no room, the page is scrolled. */
    private static void details(Composite box, ResultText result) {
        Text details = Widgets.id(new Text(box, SWT.MULTI | SWT.READ_ONLY | SWT.WRAP),
                "conversion.result.details");
        Widgets.named(details, result.headline());
        details.setText(String.join("\n", result.details()));
        details.setBackground(box.getBackground());
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(details);
    }

    /** What stands for a result. */
    static Icon icon(ResultText result) {
        return switch (result.outcome()) {
            case SUCCEEDED -> result.doubtful() ? Icon.WARNING : Icon.DONE;
            case ENDED -> Icon.DONE;
            case FAILED -> Icon.ERROR;
            case CANCELLED, LEFT, SUCCEEDED_WITH_LOSSES -> Icon.WARNING;
        };
    }
}
