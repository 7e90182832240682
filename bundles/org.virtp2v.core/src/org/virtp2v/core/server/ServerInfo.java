package org.virtp2v.core.server;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Version and features of the conversion server's virt-v2v.
 *
 * @param version
 *            such as {@code 2.2.0}
 * @param colours
 *            whether it knows {@code --colours}
 * @param inputModes
 *            the {@code input:} lines of {@code --machine-readable}
 * @param outputModes
 *            the {@code output:} lines, without {@code vdsm}
 * @param options
 *            its options; null: it was not asked for them, or did not tell
 */
public record ServerInfo(String version, boolean colours, List<String> inputModes, List<String> outputModes,
        @Nullable VirtV2vOptions options) {
    public ServerInfo {
        inputModes = List.copyOf(inputModes);
        outputModes = List.copyOf(outputModes);
    }

    /** One whose options are not known. */
    public ServerInfo(String version, boolean colours, List<String> inputModes, List<String> outputModes) {
        this(version, colours, inputModes, outputModes, null);
    }

    /** The same with other options. */
    public ServerInfo with(@Nullable VirtV2vOptions options) {
        return new ServerInfo(version, colours, inputModes, outputModes, options);
    }
}
