package org.virtp2v.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of the lab that runs until it is ended, and obeys words meanwhile.
 *
 * @param process
 *            the program
 * @param said
 *            what it prints
 * @param control
 *            the file that it obeys
 */
record LabTool(Process process, BufferedReader said, Path control) implements AutoCloseable {

    static LabTool start(Path work, String name, List<String> options) throws IOException {
        Path control = Files.createTempFile(work, name, ".control");
        List<String> command = new ArrayList<>(List.of(Checkout.lab(name, "--control", control.toString())));
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new LabTool(process,
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII)),
                control);
    }

    /** Gives it a word; returns when it has been obeyed. */
    void order(String word) throws IOException {
        Files.writeString(control, word + "\n", StandardOpenOption.APPEND);
        String answer = said.readLine();
        if (!word.equals(answer)) {
            throw new IOException("the " + control.getFileName() + " says " + answer);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
