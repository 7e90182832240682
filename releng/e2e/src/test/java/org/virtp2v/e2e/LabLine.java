package org.virtp2v.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A line to a port of this machine that can be broken, see {@code releng/lab/line}.
 *
 * @param process
 *            the tool
 * @param said
 *            what it prints
 * @param port
 *            where it listens
 * @param control
 *            the file that it obeys
 */
record LabLine(Process process, BufferedReader said, int port, Path control) implements AutoCloseable {

    static LabLine start(Path work, String to, String... options) throws IOException {
        Path control = Files.createTempFile(work, "line", ".control");
        List<String> command = new ArrayList<>(
                List.of(Checkout.lab("line", "--to", "127.0.0.1:" + to, "--control", control.toString())));
        command.addAll(Arrays.asList(options));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        return new LabLine(process, said, Integer.parseInt(said.readLine()), control);
    }

    /** Does something to the line, in its words; returns when it is done. */
    void order(String word) throws IOException {
        Files.writeString(control, word + "\n", StandardOpenOption.APPEND);
        String answer = said.readLine();
        if (!word.equals(answer)) {
            throw new IOException("the line says " + answer);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
