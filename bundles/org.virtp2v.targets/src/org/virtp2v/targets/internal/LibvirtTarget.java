package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetGuest;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.server.Virsh;
import org.virtp2v.core.text.Messages;

/** A guest of libvirt, with its disks in a storage pool; virt-v2v-output-local(1). */
public final class LibvirtTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(LibvirtTarget.class);
    private static final String CONNECTION = "connection";
    private static final String POOL = "pool";
    private static final Pattern POOL_TYPE = Pattern.compile("<pool [^>]*?type=['\"]([^'\"]*)");

    @Override
    public List<TargetField> fields() {
        return List.of(Fields.of(Kind.TEXT, CONNECTION).option(VirtV2vOption.CONNECTION),
                Fields.of(Kind.TEXT, POOL).option(VirtV2vOption.STORAGE), Fields.compressed());
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        return Fields.checkFormat(input);
    }

    @Override
    public List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        List<TargetFinding> findings = new ArrayList<>(
                TargetQuestions.unknownOptions(input, server, List.of("compressed")));
        ServerQuestions.Answer uri = server.ask(virsh(input, "uri"));
        if (uri.status() == TargetQuestions.NO_SUCH_PROGRAM) {
            findings.add(TargetFinding.warning(TEXT.get("libvirt.noVirsh"), TEXT.get("libvirt.noVirsh.advice")));
        } else if (uri.status() != 0) {
            findings.add(TargetQuestions.bad(uri, TEXT.get("libvirt.silent", TargetQuestions.complaint(uri)),
                    TEXT.get("libvirt.silent.advice")));
        } else {
            findings.add(TargetFinding.ok(TEXT.get("libvirt.at", String.join(" ", uri.lines()))));
            findings.addAll(poolType(input, server));
            findings.addAll(missingNetworks(input, server));
        }
        return findings;
    }

    /** That there is no such pool, another check says. */
    private static List<TargetFinding> poolType(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        ServerQuestions.Answer answer = server.ask(virsh(input, "pool-dumpxml", "--", pool(input)));
        Matcher type = POOL_TYPE.matcher(answer.output());
        return answer.status() == 0 && type.find() && !"dir".equals(type.group(1))
                ? List.of(TargetFinding.problem(TEXT.get("libvirt.poolType", pool(input), type.group(1)),
                        TEXT.get("libvirt.poolType.advice")))
                : List.of();
    }

    /** libvirt defines a guest with them, but does not start it. */
    private List<TargetFinding> missingNetworks(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        ServerQuestions.Answer answer = server.ask(virsh(input, "net-list", "--all", "--name"));
        List<String> missing = input.guest().interfaces().stream().map(TargetGuest.Nic::network)
                .filter(network -> !answer.lines().contains(network)).distinct().sorted().toList();
        return answer.status() != 0 || missing.isEmpty() ? List.of()
                : List.of(TargetFinding.warning(TEXT.get("libvirt.noNetwork", String.join(", ", missing)),
                        TEXT.get("libvirt.noNetwork.advice")));
    }

    @Override
    public List<String> suggestions(String key, TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return switch (key) {
            case CONNECTION -> server.ask(Virsh.command(null, "uri")).lines();
            case POOL -> server.ask(virsh(input, "pool-list", "--all", "--name")).lines();
            default -> List.of();
        };
    }

    @Override
    public List<String> networks(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return server.ask(virsh(input, "net-list", "--all", "--name")).lines();
    }

    private static List<String> virsh(TargetInput input, String... arguments) {
        return Virsh.command(input.has(CONNECTION) ? input.text(CONNECTION) : null, arguments);
    }

    private static String pool(TargetInput input) {
        return input.has(POOL) ? input.text(POOL) : Storage.Pool.DEFAULT;
    }

    @Override
    public String summary(TargetInput input) {
        return input.has(CONNECTION) ? TEXT.get("libvirt.summaryAt", pool(input), input.text(CONNECTION))
                : TEXT.get("libvirt.summary", pool(input));
    }

    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        return List.of(new NextStep(TEXT.get("libvirt.next", input.host()),
                List.of(Commands.there(input, virsh(input, "start", "--", input.guest().name())))));
    }
}
