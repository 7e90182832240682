package org.virtp2v.core.convert;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.TargetGuest;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.text.Messages;

/** What is left to do when the guest is there: how the target starts it, and what is the same for every target. */
final class NextSteps {
    private static final Messages TEXT = Messages.beside(NextSteps.class);

    private NextSteps() {
    }

    /** The steps, in the order in which they are done. */
    static List<NextStep> of(ConversionPlan plan) {
        TargetGuest guest = plan.target().input().guest();
        List<NextStep> steps = new ArrayList<>(plan.target().nextSteps());
        if (steps.isEmpty()) {
            return steps; // a target that keeps nothing, or a plug-in that does not tell
        }
        if (plan.instant()) {
            steps.addFirst(NextStep.of(TEXT.get("next.instant")));
        }
        if (!plan.interfaces().isEmpty()) {
            String networks = plan.interfaces().stream()
                    .map(nic -> TEXT.get("next.network", nic.name(), nic.network())).collect(joining(", "));
            steps.add(NextStep.of(TEXT.get("next.networks", networks)));
        }
        if (guest.windows()) {
            steps.add(NextStep.of(TEXT.get("next.windows")));
        }
        steps.add(NextStep.of(TEXT.get("next.tools")));
        steps.add(NextStep.of(TEXT.get("next.source")));
        return steps;
    }
}
