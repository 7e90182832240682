package org.virtp2v.core.server;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The commands by which libvirt on the conversion server is asked, virsh(1). */
public final class Virsh {

    private Virsh() {
    }

    /**
     * The words of a command, for {@link ServerQuestions#ask}.
     *
     * @param uri
     *            the connection; null: libvirt's default for the remote user
     * @param words
     *            what to ask
     */
    public static List<String> command(@Nullable String uri, String... words) {
        List<String> command = new ArrayList<>(List.of("virsh"));
        if (uri != null) {
            command.addAll(List.of("-c", uri));
        }
        command.addAll(List.of(words));
        return command;
    }
}
