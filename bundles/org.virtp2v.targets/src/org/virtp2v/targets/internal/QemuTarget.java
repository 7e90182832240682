package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.text.Messages;

/**
 * Disk images in a directory of the conversion server, and beside them a script of virt-v2v's that boots them with
 * qemu; virt-v2v-output-local(1). That virt-v2v boots the guest itself ({@code -oo qemu-boot}) is not offered: it opens
 * a window, on a server that need not have a display, and the conversion lasts until somebody closes it.
 */
public final class QemuTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(QemuTarget.class);
    private static final String BOOT = "qemu-boot";

    @Override
    public List<TargetField> fields() {
        return List.of(Fields.directory(), Fields.compressed());
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        return Fields.checkFormat(input);
    }

    @Override
    public List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        List<TargetFinding> findings = new ArrayList<>(
                TargetQuestions.unknownOptions(input, server, List.of("compressed", BOOT)));
        if (input.output().misc().contains(BOOT) || input.output().misc().contains(BOOT + "=true")) {
            findings.add(TargetFinding.warning(TEXT.get("qemu.boot"), TEXT.get("qemu.boot.advice")));
        }
        return findings;
    }

    @Override
    public List<String> suggestions(String key, TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return Directories.suggestions(key, server);
    }

    @Override
    public String summary(TargetInput input) {
        return TEXT.get("qemu.summary", input.host(), input.text(Fields.DIRECTORY), input.guest().name() + ".sh");
    }

    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        String script = Commands.file(input, input.guest().name() + ".sh");
        return List.of(new NextStep(TEXT.get("qemu.next", input.host()),
                List.of(Commands.script(input, script))));
    }
}
