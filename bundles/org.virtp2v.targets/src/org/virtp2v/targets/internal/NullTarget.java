package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.settings.OutputSettings.Allocation;
import org.virtp2v.core.text.Messages;

/** A conversion of which nothing is kept: it shows whether virt-v2v can convert the machine; virt-v2v(1). */
public final class NullTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(NullTarget.class);

    @Override
    public List<TargetField> fields() {
        return List.of();
    }

    /** virt-v2v takes {@code -of} and {@code -oa} as long as they are its defaults. */
    @Override
    public Set<VirtV2vOption> options() {
        return Set.of(VirtV2vOption.FORMAT, VirtV2vOption.ALLOCATION);
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        List<TargetProblem> problems = new ArrayList<>();
        if (!"raw".equals(Fields.format(input))) {
            problems.add(new TargetProblem(VirtV2vOption.FORMAT, TEXT.get("null.format")));
        }
        if (input.output().allocation() == Allocation.PREALLOCATED) {
            problems.add(new TargetProblem(VirtV2vOption.ALLOCATION, TEXT.get("null.allocation")));
        }
        return problems;
    }

    @Override
    public String summary(TargetInput input) {
        return TEXT.get("null.summary");
    }
}
