package org.virtp2v.core.plan;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.mode.GuestFiles;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetFile;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetOutput;

/**
 * The output target of a plan.
 *
 * @param name
 *            the target's name for people
 * @param target
 *            the target itself
 * @param input
 *            the values of its fields
 * @param output
 *            the additions to virt-v2v's options
 * @param storage
 *            where it goes
 * @param files
 *            the files that virt-v2v makes there
 * @param tools
 *            names of programs that must be on the conversion server, beside those that virt-v2v always needs
 * @param nextSteps
 *            how the guest is started there
 */
public record PlannedTarget(String name, OutputTarget target, TargetInput input, TargetOutput output, Storage storage,
        GuestFiles files, List<String> tools, List<NextStep> nextSteps) {
    public PlannedTarget {
        tools = List.copyOf(tools);
        nextSteps = List.copyOf(nextSteps);
    }

    /**
     * The names of all files that are made where the guest goes: the disks first, then the guest's description, then
     * the target's scripts. This is the one list of files that must not exist before, and that a failed run may remove.
     */
    public List<String> fileNames() {
        List<String> names = new ArrayList<>(files.all());
        if (storage instanceof Storage.Directory) {
            output.files(TargetFile.Use.SCRIPT).forEach(script -> names.add(script.name()));
        }
        return names;
    }
}
