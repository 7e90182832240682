package org.virtp2v.core.server;

import java.util.List;

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
 */
public record SurveyRequest(@Nullable String storage, List<String> files, List<String> tools,
        @Nullable Libvirt libvirt) {

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
}
