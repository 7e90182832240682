package org.virtp2v.targets.internal;

import java.util.List;
import java.util.Set;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetOutput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.text.Messages;

/**
 * Images in OpenStack's Glance; virt-v2v-output-openstack(1). virt-v2v runs glance(1), which reads no
 * {@code clouds.yaml}.
 */
public final class GlanceTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(GlanceTarget.class);

    @Override
    public List<TargetField> fields() {
        return OpenStackLogin.fields();
    }

    @Override
    public Set<VirtV2vOption> options() {
        return Set.of(VirtV2vOption.FORMAT, VirtV2vOption.ALLOCATION);
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        return List.of(Fields.checkFormat(input), OpenStackLogin.check(input)).stream().flatMap(List::stream).toList();
    }

    @Override
    public TargetOutput output(TargetInput input) {
        return new TargetOutput(List.of(), OpenStackLogin.environment(input), List.of());
    }

    @Override
    public List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return OpenStackLogin.inspect(input, server);
    }

    @Override
    public String summary(TargetInput input) {
        return input.has(OpenStackLogin.AUTH_URL)
                ? TEXT.get("glance.summaryAt", input.guest().name(), input.text(OpenStackLogin.AUTH_URL))
                : TEXT.get("glance.summary", input.guest().name());
    }

    /** The names of the images are virt-v2v's: the first disk has the guest's, the others follow it. */
    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        String name = input.guest().name();
        String key = input.guest().disks().size() > 1 ? "glance.next.disks" : "glance.next";
        return List.of(new NextStep(TEXT.get(key, name, name + "-disk2"),
                List.of(Commands.anywhere("openstack", "server", "create", "--flavor", "FLAVOR", "--network", "NETWORK",
                        "--image", name, name))));
    }
}
