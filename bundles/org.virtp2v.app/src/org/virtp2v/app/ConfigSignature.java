package org.virtp2v.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.TerminalFilter;
import org.virtp2v.exec.FirstBytes;
import org.virtp2v.exec.LocalProgram;
import org.virtp2v.exec.NotStartedException;

/**
 * The signature of fetched settings, as ssh-keygen(1) makes and checks it ({@code -Y sign}, {@code -Y verify}). Where
 * there is a file with those who may sign, nothing else is believed.
 */
final class ConfigSignature {
    /** Keeps a signature for something else from being taken for one of settings; see PROTOCOL.sshsig of OpenSSH. */
    static final String NAMESPACE = "virt-p2v";
    /** What is added to the URL of the settings. */
    static final String ENDING = ".sig";
    private static final Messages TEXT = Messages.beside(ConfigSignature.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int LONGEST_OUTPUT = 1000;

    private final Path signers;

    /**
     * @param signers
     *            the file with those who may sign, as {@code ALLOWED SIGNERS} of ssh-keygen(1) describes it
     */
    ConfigSignature(Path signers) {
        this.signers = signers;
    }

    /** Whether settings must be signed here. */
    boolean isNeeded() {
        return Files.exists(signers);
    }

    /** The file with those who may sign. */
    Path signers() {
        return signers;
    }

    /**
     * Looks who has signed.
     *
     * @return null when it is somebody who may; else why it is not right, for people
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    @Nullable
    String verify(byte[] content, byte[] signature) throws InterruptedException {
        try {
            Path file = Files.createTempFile("virt-p2v", ENDING,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(file, signature);
                Output who = run(new byte[0], List.of("find-principals", "-s", file.toString(), "-f",
                        signers.toString()));
                if (who.status != 0) {
                    return TEXT.get("config.signer", signers.toString(), who.text);
                }
                String signer = who.text.lines().findFirst().orElse("");
                Output right = run(content, List.of("verify", "-f", signers.toString(), "-I", signer, "-n", NAMESPACE,
                        "-s", file.toString()));
                return right.status == 0 ? null : TEXT.get("config.signature", right.text);
            } finally {
                Files.delete(file);
            }
        } catch (NotStartedException e) {
            return TEXT.get("config.noSshKeygen");
        } catch (IOException | TimeoutException e) {
            return TEXT.get("config.signature", String.valueOf(e.getMessage()));
        }
    }

    private static Output run(byte[] input, List<String> arguments)
            throws IOException, TimeoutException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-Y"));
        command.addAll(arguments);
        var said = new FirstBytes(LONGEST_OUTPUT);
        int status = LocalProgram.of(command).inCLocale().withInput(input).start(said, said).await(LIMIT);
        return new Output(status, TerminalFilter.plain(new String(said.bytes(), StandardCharsets.UTF_8)).strip());
    }

    /** What ssh-keygen said. */
    private record Output(int status, String text) {
    }
}
