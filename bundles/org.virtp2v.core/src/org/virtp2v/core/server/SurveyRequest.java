package org.virtp2v.core.server;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The subjects of a survey of the conversion server.
 *
 * @param storage
 *            absolute path of the directory the guest is written to; null: there is none
 * @param files
 *            absolute paths of files that are not expected to be there
 * @param tools
 *            names of programs to look for
 * @param libvirt
 *            the question to libvirt; null: none
 * @param virtV2v
 *            how virt-v2v will be run
 */
public record SurveyRequest(@Nullable String storage, List<String> files, List<String> tools,
        @Nullable Libvirt libvirt, VirtV2v virtV2v) {

    public SurveyRequest {
        files = List.copyOf(files);
        tools = List.copyOf(tools);
    }

    /**
     * Questions to libvirt.
     *
     * @param uri
     *            its connection URI; null: libvirt's default
     * @param pool
     *            the storage pool that the disks are written to
     * @param guest
     *            the guest that is not expected to be there
     */
    public record Libvirt(@Nullable String uri, String pool, String guest) {
    }

    /** A survey for a virt-v2v that is run {@linkplain VirtV2v#PLAIN plainly}. */
    public SurveyRequest(@Nullable String storage, List<String> files, List<String> tools,
            @Nullable Libvirt libvirt) {
        this(storage, files, tools, libvirt, VirtV2v.PLAIN);
    }

    /**
     * How virt-v2v will be run.
     *
     * @param sudo
     *            whether through sudo, as root
     * @param windows
     *            whether the guest has Windows
     * @param variables
     *            environment variables that are set for it, by their names
     */
    public record VirtV2v(boolean sudo, boolean windows, Map<String, Secret> variables) {
        /** As the user, with nothing set, for a guest without Windows. */
        public static final VirtV2v PLAIN = new VirtV2v(false, false, Map.of());

        public VirtV2v {
            variables = Map.copyOf(variables);
        }
    }
}
