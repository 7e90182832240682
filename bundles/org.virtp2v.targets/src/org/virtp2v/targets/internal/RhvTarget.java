package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.text.Messages;

/** A guest in an export storage domain of oVirt, which is imported from there; virt-v2v-output-rhv(1). */
public final class RhvTarget implements OutputTarget {
    /** virt-v2v makes no more for oVirt. */
    static final int MOST_DISKS = 23;
    private static final Messages TEXT = Messages.beside(RhvTarget.class);
    private static final String STORAGE = "export-domain";
    private static final String MOUNT_NFS = "/sbin/mount.nfs";

    @Override
    public List<TargetField> fields() {
        return List.of(Fields.of(Kind.TEXT, STORAGE).option(VirtV2vOption.STORAGE).needed());
    }

    /** virt-v2v does nothing with {@code -oc}, but takes it. */
    @Override
    public Set<VirtV2vOption> options() {
        return Set.of(VirtV2vOption.CONNECTION, VirtV2vOption.FORMAT, VirtV2vOption.ALLOCATION);
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        List<TargetProblem> problems = new ArrayList<>(Fields.checkFormat(input));
        String storage = input.text(STORAGE);
        if (!isDirectory(storage) && !storage.matches("[^/]+:/.+")) {
            problems.add(new TargetProblem(STORAGE, TEXT.get("rhv.storage.bad", storage)));
        }
        problems.addAll(checkDisks(STORAGE, input));
        return problems;
    }

    static List<TargetProblem> checkDisks(String key, TargetInput input) {
        int disks = input.guest().disks().size();
        return disks <= MOST_DISKS ? List.of()
                : List.of(new TargetProblem(key,
                        TEXT.get("rhv.disks", String.valueOf(disks), String.valueOf(MOST_DISKS))));
    }

    private static boolean isDirectory(String storage) {
        return storage.startsWith("/");
    }

    @Override
    public List<TargetFinding> inspect(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        String storage = input.text(STORAGE);
        return isDirectory(storage) ? domain(storage, server) : mount(server);
    }

    /**
     * virt-v2v expects one directory that is named like a UUID, and in it the files of a domain that is attached to a
     * data centre.
     */
    private static List<TargetFinding> domain(String storage, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        ServerQuestions.Answer answer = server.ask(List.of("ls", "-1", "--", storage));
        if (answer.status() != 0) {
            return List
                    .of(TargetQuestions.bad(answer, TargetQuestions.complaint(answer), TEXT.get("rhv.domain.advice")));
        }
        List<String> domains = answer.lines().stream().filter(name -> name.matches("[^-]{8}(-.{4}){3}-.{12}")).toList();
        if (domains.size() != 1) {
            return List
                    .of(TargetQuestions.bad(answer, TEXT.get("rhv.noDomain", storage), TEXT.get("rhv.domain.advice")));
        }
        String guests = storage + "/" + domains.getFirst() + "/master/vms";
        ServerQuestions.Answer attached = server.ask(List.of("test", "-d", guests));
        return attached.status() == 0 ? List.of(TargetFinding.ok(TEXT.get("rhv.domain", domains.getFirst())))
                : List.of(TargetQuestions.bad(attached, TEXT.get("rhv.notAttached", guests),
                        TEXT.get("rhv.notAttached.advice")));
    }

    private static List<TargetFinding> mount(ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        List<TargetFinding> findings = new ArrayList<>();
        ServerQuestions.Answer nfs = server.ask(List.of("test", "-x", MOUNT_NFS));
        if (nfs.status() != 0) {
            findings.add(TargetQuestions.bad(nfs, TEXT.get("rhv.noNfs", MOUNT_NFS), TEXT.get("rhv.noNfs.advice")));
        }
        // Where it was answered as another user, virt-v2v itself runs through sudo.
        ServerQuestions.Answer user = server.ask(List.of("id", "-u"));
        if (user.asVirtV2v() && !user.lines().equals(List.of("0"))) {
            findings.add(TargetFinding.warning(TEXT.get("rhv.notRoot"), TEXT.get("rhv.notRoot.advice")));
        }
        return findings;
    }

    @Override
    public String summary(TargetInput input) {
        return TEXT.get("rhv.summary", input.text(STORAGE));
    }

    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        return List.of(NextStep.of(TEXT.get("rhv.next", input.text(STORAGE), input.guest().name())));
    }
}
