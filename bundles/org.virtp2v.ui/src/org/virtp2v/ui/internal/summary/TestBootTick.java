package org.virtp2v.ui.internal.summary;

import org.eclipse.swt.widgets.Composite;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.TestBootChoice;

/**
 * The tick for the test boot of the finished guest. Where it cannot work it is off, and cannot be used; a line below it
 * says why. UI thread only.
 */
final class TestBootTick {
    private final TestBootChoice choice;
    private final Messages text;
    private final Runnable resized;
    private final NotedTick tick;

    /**
     * @param resized
     *            run when it needs more or less room
     */
    TestBootTick(Composite parent, TestBootChoice choice, Messages text, Runnable resized) {
        this.choice = choice;
        this.resized = resized;
        this.text = text;
        tick = new NotedTick(parent, "summary.testboot", text.get("testBoot"), choice::choose);
        tick.setToolTip(text.get("testBoot.tip"));
        show("");
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
        tick.show(choice.isOn(), choice.isPossible());
        if (tick.note(reason.isEmpty() ? "" : text.get("testBoot.cannot", reason))) {
            resized.run();
        }
    }
}
