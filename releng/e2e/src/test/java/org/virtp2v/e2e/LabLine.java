package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A line to a port of this machine that can be broken, see {@code releng/lab/line}.
 *
 * @param tool
 *            the program
 * @param port
 *            where it listens
 */
record LabLine(LabTool tool, int port) implements AutoCloseable {

    static LabLine start(Path work, String to, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--to", "127.0.0.1:" + to));
        all.addAll(Arrays.asList(options));
        LabTool tool = LabTool.start(work, "line", all);
        return new LabLine(tool, Integer.parseInt(tool.said().readLine()));
    }

    /** Does something to the line, in its words; returns when it is done. */
    void order(String word) throws IOException {
        tool.order(word);
    }

    @Override
    public void close() {
        tool.close();
    }
}
