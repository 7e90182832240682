package org.virtp2v.ui.internal.machine;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Widgets;

/** Stands in for the page's content until the machine is known. UI thread only. */
final class ProbeNotice {
    private static final int WIDTH = 360;

    private final Messages text;
    private final ProbeRun run;
    private final Composite box;
    private final Label what;
    private final ProgressBar progress;
    private final Button again;

    ProbeNotice(Composite parent, Messages text, ProbeRun run) {
        this.text = text;
        this.run = run;
        box = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, Widgets.WIDE_GAP).applyTo(box);
        GridDataFactory.fillDefaults().grab(true, true).align(SWT.CENTER, SWT.CENTER).hint(WIDTH, SWT.DEFAULT)
                .applyTo(box);
        what = Widgets.id(new Label(box, SWT.WRAP | SWT.CENTER), "machine.looking");
        GridDataFactory.fillDefaults().grab(true, false).hint(WIDTH, SWT.DEFAULT).applyTo(what);
        progress = new ProgressBar(box, SWT.INDETERMINATE);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(progress);
        again = Widgets.button(box, SWT.PUSH, "machine.again", text.get("refresh"), run::start);
        GridDataFactory.swtDefaults().align(SWT.CENTER, SWT.CENTER).applyTo(again);
        run.running().addValueChangeListener(e -> show());
        run.failure().addValueChangeListener(e -> show());
        show();
    }

    private void show() {
        if (box.isDisposed()) {
            return;
        }
        String failure = run.failure().getValue();
        what.setText((failure == null ? text.get("looking") : text.get("failed", failure)).replace("&", "&&"));
        Widgets.show(progress, failure == null);
        Widgets.show(again, failure != null);
        box.requestLayout();
    }

    /** The widget with the focus; null: none. */
    @Nullable
    Button first() {
        return again.isVisible() ? again : null;
    }

    void dispose() {
        box.dispose();
    }
}
