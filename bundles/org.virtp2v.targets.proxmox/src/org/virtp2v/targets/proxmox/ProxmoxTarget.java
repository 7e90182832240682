package org.virtp2v.targets.proxmox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetFile;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetOutput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.text.Bash;
import org.virtp2v.core.text.Messages;

/**
 * A guest for Proxmox VE: virt-v2v makes files, and beside them comes a script that imports them on a node of Proxmox
 * VE with qm(1). The conversion server can be such a node, or the files can be copied there.
 */
public final class ProxmoxTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(ProxmoxTarget.class);
    /** Of qm(1). */
    private static final int LEAST_ID = 100;
    private static final int GREATEST_ID = 999_999_999;
    /** Those virt-v2v writes files in; empty is the default, raw. */
    private static final Set<String> FORMATS = Set.of("", "raw", "qcow2");

    @Override
    public List<TargetField> fields() {
        return List.of(
                TargetField.of(Kind.PATH, "directory", TEXT.get("directory")).option(VirtV2vOption.STORAGE)
                        .withDefault(Storage.Directory.DEFAULT).withHelp(TEXT.get("directory.help")).needed(),
                TargetField.of(Kind.TEXT, "storage", TEXT.get("storage")).withDefault("local-lvm")
                        .withHelp(TEXT.get("storage.help")).needed(),
                TargetField.of(Kind.TEXT, "vmid", TEXT.get("vmid")).withHelp(TEXT.get("vmid.help")),
                TargetField.of(Kind.TEXT, "bridge", TEXT.get("bridge")).withDefault("vmbr0")
                        .withHelp(TEXT.get("bridge.help")).needed());
    }

    @Override
    public Set<VirtV2vOption> options() {
        return Set.of(VirtV2vOption.STORAGE, VirtV2vOption.FORMAT, VirtV2vOption.ALLOCATION, VirtV2vOption.MISC);
    }

    @Override
    public List<TargetProblem> check(TargetInput input) {
        List<TargetProblem> problems = new ArrayList<>();
        String format = input.output().format();
        if (format != null && !FORMATS.contains(format)) {
            problems.add(new TargetProblem(VirtV2vOption.FORMAT, TEXT.get("format.bad", format)));
        }
        String id = input.text("vmid");
        if (!id.isEmpty() && !(id.matches("[0-9]{3,9}") && Integer.parseInt(id) >= LEAST_ID)) {
            problems.add(new TargetProblem("vmid",
                    TEXT.get("vmid.bad", id, Integer.toString(LEAST_ID), Integer.toString(GREATEST_ID))));
        }
        return problems;
    }

    @Override
    public TargetOutput output(TargetInput input) {
        String script = new ImportScript(input).text();
        return new TargetOutput(List.of(), Map.of(), List.of(new TargetFile(ImportScript.nameFor(input.guest().name()),
                new Secret(script), TargetFile.Use.SCRIPT)));
    }

    @Override
    public String summary(TargetInput input) {
        return TEXT.get("summary", input.host(), input.text("directory"),
                ImportScript.nameFor(input.guest().name()));
    }

    @Override
    public List<NextStep> nextSteps(TargetInput input) {
        String script = input.text("directory").replaceFirst("/+$", "") + "/"
                + ImportScript.nameFor(input.guest().name());
        return List.of(new NextStep(TEXT.get("next"), List.of("bash " + Bash.quote(script))));
    }

    /** Where the conversion server is a node of Proxmox VE. */
    @Override
    public List<String> suggestions(String key, TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return "storage".equals(key)
                ? server.ask(List.of("pvesm", "status", "--content", "images")).lines().stream().skip(1)
                        .map(line -> line.split("\\s+")[0]).toList()
                : List.of();
    }
}
