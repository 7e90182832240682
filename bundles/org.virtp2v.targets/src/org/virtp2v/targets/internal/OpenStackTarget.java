package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetGuest;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetOutput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.settings.OptionSecret;
import org.virtp2v.core.settings.OutputSettings.Allocation;
import org.virtp2v.core.text.Messages;

/**
 * Volumes in OpenStack's Cinder, which are attached to the conversion server while they are written: it must be a
 * server of the same OpenStack; virt-v2v-output-openstack(1).
 */
public final class OpenStackTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(OpenStackTarget.class);
    private static final String SERVER = "server-id";
    private static final String VERIFY = "verify-server-certificate";
    private static final String VOLUME_TYPE = "volume-type";
    private static final String GUEST_ID = "guest-id";
    private static final String DISKS_BY_ID = "dev-disk-by-id";

    @Override
    public List<TargetField> fields() {
        List<TargetField> fields = new ArrayList<>();
        fields.add(Fields.of(Kind.TEXT, SERVER).option(VirtV2vOption.misc(SERVER)).needed());
        fields.addAll(OpenStackLogin.fieldsWithClouds(
                Fields.of(Kind.TEXT, OpenStackLogin.AUTH_URL).option(VirtV2vOption.CONNECTION)));
        fields.add(Fields.of(Kind.FLAG, VERIFY).option(VirtV2vOption.misc(VERIFY)).withDefault("true"));
        fields.add(Fields.of(Kind.TEXT, VOLUME_TYPE).option(VirtV2vOption.STORAGE));
        fields.add(Fields.of(Kind.TEXT, GUEST_ID).option(VirtV2vOption.misc(GUEST_ID)));
        fields.add(Fields.of(Kind.PATH, DISKS_BY_ID).option(VirtV2vOption.misc(DISKS_BY_ID)));
        return fields;
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        List<TargetProblem> problems = new ArrayList<>(OpenStackLogin.check(input));
        if (!"raw".equals(Fields.format(input))) {
            problems.add(new TargetProblem(VirtV2vOption.FORMAT, TEXT.get("openstack.format")));
        }
        if (input.output().allocation() == Allocation.PREALLOCATED) {
            problems.add(new TargetProblem(VirtV2vOption.ALLOCATION, TEXT.get("openstack.allocation")));
        }
        return problems;
    }

    @Override
    public TargetOutput output(TargetInput input) {
        return new TargetOutput(List.of(), OpenStackLogin.environment(input), List.of());
    }

    @Override
    public List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        List<TargetFinding> findings = new ArrayList<>(OpenStackLogin.inspect(input, server));
        List<String> others = TargetQuestions.names(input).stream().filter(name -> name.startsWith("os-")).toList();
        List<String> known = new ArrayList<>(List.of(SERVER, VERIFY, GUEST_ID, DISKS_BY_ID));
        known.addAll(others);
        findings.addAll(TargetQuestions.unknownOptions(input, server, known));
        if (input.output().misc().stream().anyMatch(OptionSecret::isIn)) {
            findings.add(TargetFinding.warning(TEXT.get("openstack.visible"), TEXT.get("openstack.visible.advice")));
        } else if (!OpenStackLogin.isByPassword(input)) {
            findings.addAll(findServer(input, server));
        }
        return findings;
    }

    /** A password may not be in arguments, so this is asked only where OpenStack can do without one from us. */
    private static List<TargetFinding> findServer(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        ServerQuestions.Answer answer = server.ask(
                openstack(input, "server", "show", "-f", "value", "-c", "id", "--", input.text(SERVER)));
        if (answer.status() == 0) {
            return List.of(TargetFinding.ok(TEXT.get("openstack.server", input.text(SERVER))));
        }
        if (answer.status() == TargetQuestions.NO_SUCH_PROGRAM) {
            return List.of(); // another check says so
        }
        String seen = TEXT.get("openstack.noServer", input.text(SERVER), TargetQuestions.complaint(answer));
        String advice = TEXT.get("openstack.noServer.advice");
        // With sudo it may have been asked as another user than virt-v2v will run as.
        return List.of(input.sudo() ? TargetFinding.warning(seen, advice) : TargetFinding.problem(seen, advice));
    }

    private static List<String> openstack(TargetInput input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("openstack"));
        if (input.has(OpenStackLogin.CLOUD)) {
            command.add("--os-cloud=" + input.text(OpenStackLogin.CLOUD));
        }
        VirtV2vOption.CONNECTION.arguments(input.output()).forEach(url -> command.add("--os-auth-url=" + url));
        if (!input.flag(VERIFY)) {
            command.add("--insecure");
        }
        input.output().misc().stream().filter(option -> option.startsWith("os-")).map("--"::concat)
                .forEach(command::add);
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public List<String> suggestions(String key, TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        boolean canAsk = !OpenStackLogin.isByPassword(input)
                && input.output().misc().stream().noneMatch(OptionSecret::isIn);
        return VOLUME_TYPE.equals(key) && canAsk
                ? server.ask(openstack(input, "volume", "type", "list", "-f", "value", "-c", "Name")).lines()
                : List.of();
    }

    @Override
    public String summary(TargetInput input) {
        return input.has(VOLUME_TYPE) ? TEXT.get("openstack.summaryType", input.guest().name(), input.text(VOLUME_TYPE))
                : TEXT.get("openstack.summary", input.guest().name());
    }

    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        TargetGuest guest = input.guest();
        List<String> commands = new ArrayList<>();
        commands.add(Commands.anywhere("openstack", "server", "create", "--flavor", "FLAVOR", "--network", "NETWORK",
                "--volume", guest.disks().getFirst(), guest.name()));
        guest.disks().stream().skip(1).forEach(disk -> commands
                .add(Commands.anywhere("openstack", "server", "add", "volume", guest.name(), disk)));
        return List.of(new NextStep(TEXT.get("openstack.next"), commands));
    }
}
