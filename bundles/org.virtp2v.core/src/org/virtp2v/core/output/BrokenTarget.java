package org.virtp2v.core.output;

import java.util.List;
import java.util.Set;

/**
 * In the place of a target that cannot be made, or fails to list its fields: it has none.
 *
 * @param fault
 *            the fault, in whole sentences that name the target
 */
record BrokenTarget(String fault) implements OutputTarget {
    @Override
    public List<TargetField> fields() {
        return List.of();
    }

    @Override
    public Set<VirtV2vOption> options() {
        return Set.of();
    }
}
