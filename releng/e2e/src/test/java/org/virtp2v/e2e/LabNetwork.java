package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Two machines with a router between them where packets are really lost, see {@code releng/lab/network}.
 *
 * @param tool
 *            the program
 * @param near
 *            a process on the near machine
 * @param far
 *            a process on the far machine
 * @param address
 *            that of the far machine
 */
record LabNetwork(LabTool tool, String near, String far, String address) implements AutoCloseable {

    static LabNetwork start(Path work, String... options) throws IOException {
        LabTool tool = LabTool.start(work, "network", Arrays.asList(options));
        String line = tool.said().readLine();
        if (line == null) {
            throw new IOException("no network; the reason is above");
        }
        String[] words = line.split(" ");
        return new LabNetwork(tool, words[0], words[1], words[2]);
    }

    /** Before a command: runs it on the near machine. */
    List<String> onNear() {
        return on(near);
    }

    /** Before a command: runs it on the far machine. */
    List<String> onFar() {
        return on(far);
    }

    private static List<String> on(String process) {
        return List.of("nsenter", "--net=/proc/" + process + "/ns/net");
    }

    /** Does something to the router, in its words; returns when it is done. */
    void order(String word) throws IOException {
        tool.order(word);
    }

    @Override
    public void close() {
        tool.close();
    }
}
