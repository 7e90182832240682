package org.virtp2v.core.server;

import java.util.List;

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
 */
public record ServerInfo(String version, boolean colours, List<String> inputModes, List<String> outputModes) {
    public ServerInfo {
        inputModes = List.copyOf(inputModes);
        outputModes = List.copyOf(outputModes);
    }
}
