package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.ServerException;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.text.Messages;

/** A guest of libvirt, with its disks in a storage pool; virt-v2v-output-local(1). */
public final class LibvirtTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(LibvirtTarget.class);
    /** libvirt's and virt-v2v's own. */
    private static final String DEFAULT_POOL = "default";

    @Override
    public List<TargetField> fields() {
        return List.of(
                TargetField.of(Kind.TEXT, "connection", TEXT.get("connection")).option(VirtV2vOption.CONNECTION)
                        .withHelp(TEXT.get("connection.help")),
                TargetField.of(Kind.TEXT, "pool", TEXT.get("pool")).option(VirtV2vOption.STORAGE)
                        .withHelp(TEXT.get("pool.help")));
    }

    @Override
    public Set<String> options() {
        return Set.of("-oc", "-os", "-of", "-oa", "-oo");
    }

    @Override
    public List<String> suggestions(String key, TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return "pool".equals(key) ? server.ask(virsh(input, "pool-list", "--all", "--name")).lines() : List.of();
    }

    @Override
    public List<String> networks(TargetInput input, ServerQuestions server)
            throws ConnectionException, ServerException, InterruptedException {
        return server.ask(virsh(input, "net-list", "--all", "--name")).lines();
    }

    private static List<String> virsh(TargetInput input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("virsh"));
        String uri = input.text("connection");
        if (!uri.isEmpty()) {
            command.addAll(List.of("-c", uri));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    @Override
    public String summary(TargetInput input) {
        String pool = input.has("pool") ? input.text("pool") : DEFAULT_POOL;
        return input.has("connection") ? TEXT.get("libvirt.summaryAt", pool, input.text("connection"))
                : TEXT.get("libvirt.summary", pool);
    }
}
