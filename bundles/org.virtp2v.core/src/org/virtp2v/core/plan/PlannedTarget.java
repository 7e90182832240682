package org.virtp2v.core.plan;

import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetOutput;

/**
 * What the guest is turned into.
 *
 * @param name
 *            the target's name for people
 * @param target
 *            the target itself
 * @param input
 *            what was filled in
 * @param output
 *            what it adds to virt-v2v's options
 */
public record PlannedTarget(String name, OutputTarget target, TargetInput input, TargetOutput output) {
}
