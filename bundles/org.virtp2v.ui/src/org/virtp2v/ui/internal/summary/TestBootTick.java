package org.virtp2v.ui.internal.summary;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.TestBootChoice;
import org.virtp2v.widgets.Widgets;

/**
 * The tick for the test boot of the finished guest. Where it cannot work it is off, and cannot be used; a line below it
 * says why. UI thread only.
 */
final class TestBootTick {
    /** Where the text of a tick begins, about. */
    private static final int BELOW_THE_TEXT = 3 * Widgets.WIDE_GAP;

    private final TestBootChoice choice;
    private final Messages text;
    private final Runnable resized;
    private final Button tick;
    private final Label whyNot;

    /**
     * @param resized
     *            run when it needs more or less room
     */
    TestBootTick(Composite parent, TestBootChoice choice, Messages text, Runnable resized) {
        this.choice = choice;
        this.resized = resized;
        this.text = text;
        tick = Widgets.button(parent, SWT.CHECK | SWT.WRAP, "summary.testboot", text.get("testBoot"), this::pressed);
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).hint(100, SWT.DEFAULT)
                .applyTo(tick);
        tick.setToolTipText(text.get("testBoot.tip"));
        whyNot = Widgets.id(Widgets.note(parent, ""), "summary.testboot.why");
        GridDataFactory.createFrom((GridData) whyNot.getLayoutData()).indent(BELOW_THE_TEXT, 0).applyTo(whyNot);
        Widgets.show(whyNot, false);
        show("");
    }

    private void pressed() {
        choice.choose(tick.getSelection());
    }

    /** Nothing is known of what can work; it is about to be checked, or is not. */
    void outdate() {
        choice.outdate();
        show("");
    }

    /** Takes a result of a check; only one is about it. */
    void checked(CheckResult result) {
        if (result.check() == Check.TEST_BOOT) {
            choice.checked(result.verdict());
            show(choice.isPossible() ? "" : result.seen());
        }
    }

    private void show(String reason) {
        tick.setSelection(choice.isOn());
        tick.setEnabled(choice.isPossible());
        String why = reason.isEmpty() ? "" : text.get("testBoot.cannot", reason);
        if (!why.equals(whyNot.getText())) {
            whyNot.setText(why);
            Widgets.show(whyNot, !why.isEmpty());
            resized.run();
        }
    }
}
