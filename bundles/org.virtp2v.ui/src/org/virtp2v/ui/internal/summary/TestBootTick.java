package org.virtp2v.ui.internal.summary;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.TestBootChoice;
import org.virtp2v.widgets.Widgets;

/**
 * The tick for the test boot of the finished guest. Where it cannot work it is off, and cannot be used; the list of
 * checks says why. UI thread only.
 */
final class TestBootTick {
    private final TestBootChoice choice;
    private final Messages text;
    private final Button tick;

    TestBootTick(Composite parent, TestBootChoice choice, Messages text) {
        this.choice = choice;
        this.text = text;
        tick = Widgets.button(parent, SWT.CHECK | SWT.WRAP, "summary.testboot", text.get("testBoot"), this::pressed);
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).hint(100, SWT.DEFAULT).applyTo(tick);
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

    private void show(String whyNot) {
        tick.setSelection(choice.isOn());
        tick.setEnabled(choice.isPossible());
        tick.setToolTipText(whyNot.isEmpty() ? text.get("testBoot.tip") : text.get("testBoot.cannot", whyNot));
    }
}
