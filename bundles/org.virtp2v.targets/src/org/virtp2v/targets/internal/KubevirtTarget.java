package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
 * Disk images and YAML for KubeVirt in a directory of the conversion server; virt-v2v(1). The options came one by one:
 * virt-v2v 2.2 has none, so the server's is asked.
 */
public final class KubevirtTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(KubevirtTarget.class);
    /** A valid name for Kubernetes, RFC 1123; virt-v2v checks it since 2.4. */
    private static final String NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

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
        List<TargetFinding> findings = new ArrayList<>(TargetQuestions.unknownOptions(input, server, List.of()));
        String name = input.guest().name();
        if (!name.matches(NAME)) {
            findings.add(
                    TargetFinding.warning(TEXT.get("kubevirt.badName", name), TEXT.get("kubevirt.badName.advice")));
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
        return TEXT.get("kubevirt.summary", input.host(), input.text(Fields.DIRECTORY), input.guest().name() + ".yaml");
    }

    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        String yaml = Commands.file(input, input.guest().name() + ".yaml");
        List<NextStep> steps = new ArrayList<>();
        // A disk that the user names is where the user wants it.
        if (!TargetQuestions.names(input).contains("disk")) {
            steps.add(new NextStep(TEXT.get("kubevirt.next.disks", yaml), input.guest().disks().stream()
                    .map(disk -> Commands.anywhere("virtctl", "image-upload", "pvc", disk.toLowerCase(Locale.ROOT),
                            "--size=SIZE", "--image-path=" + Commands.file(input, disk)))
                    .toList()));
        }
        steps.add(new NextStep(TEXT.get("kubevirt.next.create"),
                List.of(Commands.anywhere("kubectl", "create", "-f", yaml))));
        return steps;
    }
}
