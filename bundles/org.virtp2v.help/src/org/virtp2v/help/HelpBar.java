package org.virtp2v.help;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** The row of buttons above the guide. UI thread only. */
final class HelpBar {
    private static final int FIELD_WIDTH = 150;

    private final Button back;
    private final Button forward;
    private final Text field;
    private final Label found;

    HelpBar(Composite parent, Messages text, HelpWindow window, @Nullable Runnable browser) {
        Composite bar = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(Widgets.WIDE_GAP, Widgets.GAP).spacing(Widgets.GAP, 0).applyTo(bar);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
        back = Widgets.button(bar, SWT.PUSH, "help.back", text.get("back"), window::back);
        back.setToolTipText(text.get("back.tip"));
        forward = Widgets.button(bar, SWT.PUSH, "help.forward", text.get("forward"), window::forward);
        forward.setToolTipText(text.get("forward.tip"));
        if (browser != null) {
            Widgets.button(bar, SWT.PUSH, "help.browser", text.get("browser"), browser);
        }
        found = Widgets.id(new Label(bar, SWT.END), "help.found");
        found.setForeground(new Palette(bar.getDisplay()).dim());
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(40, SWT.DEFAULT)
                .applyTo(found);
        Widgets.label(bar, text.get("find"));
        field = Widgets.id(new Text(bar, SWT.SEARCH | SWT.ICON_CANCEL), "help.find");
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).hint(FIELD_WIDTH, SWT.DEFAULT).applyTo(field);
        field.addModifyListener(e -> window.find(field.getText(), true, false));
        field.addSelectionListener(
                SelectionListener.widgetDefaultSelectedAdapter(e -> window.find(field.getText(), true, true)));
        Widgets.arrow(bar, true, "help.find.previous", text.get("find.previous"),
                () -> window.find(words(), false, true));
        Widgets.arrow(bar, false, "help.find.next", text.get("find.next"), () -> window.find(words(), true, true));
        Widgets.button(bar, SWT.PUSH, "help.close", text.get("close"), window::close);
        ((GridLayout) bar.getLayout()).numColumns = bar.getChildren().length;
        update(new History());
    }

    /** Enables the possible actions. */
    void update(History history) {
        back.setEnabled(history.canGoBack());
        forward.setEnabled(history.canGoForward());
    }

    /** Shows the result of a search. */
    void found(String result) {
        found.setText(result);
    }

    /** The words of the search. */
    String words() {
        return field.getText();
    }

    /** Puts the focus into the search field. */
    void focus() {
        field.setFocus();
        field.selectAll();
    }
}
