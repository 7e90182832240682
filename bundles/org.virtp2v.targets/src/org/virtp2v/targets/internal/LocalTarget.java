package org.virtp2v.targets.internal;

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

/** Disk images and libvirt XML in a directory of the conversion server; virt-v2v-output-local(1). */
public final class LocalTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(LocalTarget.class);
    /** The libvirt of the whole server, where guests outlive their user's sessions. */
    private static final String LIBVIRT = "qemu:///system";

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
        return TargetQuestions.unknownOptions(input, server, List.of("compressed"));
    }

    @Override
    public List<String> suggestions(String key, TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return Directories.suggestions(key, server);
    }

    @Override
    public List<String> networks(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return server.ask(List.of("virsh", "-c", LIBVIRT, "net-list", "--all", "--name")).lines();
    }

    @Override
    public String summary(TargetInput input) {
        return TEXT.get("local.summary", input.host(), input.text(Fields.DIRECTORY));
    }

    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        String xml = Commands.file(input, input.guest().name() + ".xml");
        return List.of(new NextStep(TEXT.get("local.next", input.host()), List.of(
                Commands.there(input, List.of("virsh", "-c", LIBVIRT, "define", xml)),
                Commands.there(input, List.of("virsh", "-c", LIBVIRT, "start", input.guest().name())))));
    }
}
