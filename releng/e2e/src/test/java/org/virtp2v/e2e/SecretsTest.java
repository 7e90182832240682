package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/**
 * Holds the guide's claims no-arguments, no-traces and key-in-memory, over a real sshd. A script stands for virt-v2v,
 * as only what is around it matters.
 */
class SecretsTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String PASSPHRASE = "p2v-passphrase-7Kq";
    private static final String DISK_KEY = "p2v-disk-key-9Zx";
    private static final String ROOT_PASSWORD = "p2v-root-password-4Wd";
    /** What virt-v2v is to be handed as it is. */
    private static final String COMMAND = "echo 'it''s' $HOME `id` \\\n\tnext *";
    private static final String VIRT_V2V = """
            #!/bin/bash
            case $* in
              --help) printf '  %s\\n' '-o <x>' '--root-password <SELECTOR>' '--run-command <COMMAND>' --update; exit ;;
              *--version*) echo virt-v2v 2.2.0; exit ;;
              *--machine-readable*) printf '%s\\n' libguestfs-rewrite input:libvirtxml output:null; exit ;;
            esac
            printf '%s\\0' "$@" > arguments
            echo '[   0.0] Setting up the source'
            sleep 2 # to be looked at
            """;
    @TempDir
    Path work;
    private Path runtime;
    private Path disk;

    @BeforeEach
    void prepare() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        runtime = Files.createDirectory(work.resolve("runtime"));
        disk = Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        Checkout.program(work.resolve("virt-v2v"), VIRT_V2V);
    }

    @Test
    void areInNoProcessAndNoFile() throws Exception {
        try (LabServer server = LabServer.start("--user", "--virt-v2v", work.resolve("virt-v2v").toString())) {
            looksFor(server, "p2v.username=" + server.user() + " p2v.password=" + server.password() + " p2v.sudo",
                    server.password());
            Path locked = Files.copy(Path.of(server.identity()), work.resolve("locked"));
            Checkout.run("ssh-keygen", "-q", "-p", "-f", locked.toString(), "-P", "", "-N", PASSPHRASE);
            List<String> key = Files.readAllLines(Path.of(server.identity()));
            looksFor(server, "p2v.identity=file://" + locked + " p2v.identity.passphrase=" + PASSPHRASE, PASSPHRASE,
                    key.get(key.size() / 2));
        }
    }

    private void looksFor(LabServer server, String login, String... secrets) throws Exception {
        List<String> all = new ArrayList<>(List.of(secrets));
        all.add(DISK_KEY);
        all.add(ROOT_PASSWORD);
        Path line = work.resolve("line");
        Files.deleteIfExists(line);
        Files.createFile(line, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(line, "p2v.server=127.0.0.1 p2v.port=" + server.port() + " " + login
                + " p2v.name=secret p2v.o=null p2v.post= p2v.key=all:key:" + DISK_KEY
                + " p2v.v2v=--root-password=password:" + ROOT_PASSWORD + " p2v.v2v=--update \"p2v.v2v=--run-command="
                + COMMAND + "\"");
        var watch = new ProcessWatch("nothing has an excuse", all.toArray(String[]::new));
        Product product = Product.start(work, List.of("env", "XDG_RUNTIME_DIR=" + runtime, Checkout.PRODUCT.toString(),
                "--cmdline-file=" + line, "--test-disk=" + disk));
        product.awaitOutput("Setting up the source", LIMIT);
        Path remote = product.logDirectory();
        assertThat(filesWith(remote, all)).as("while virt-v2v runs")
                .isEqualTo(remote + "/disk-key-1\n" + remote + "/option-password-1\n");
        assertThat(Files.readString(remote.resolve("arguments")).split("\0")).endsWith(
                "--root-password=file:option-password-1", "--update", "--run-command=" + COMMAND, "physical.xml");

        Result result = product.end(LIMIT);

        assertThat(watch.end()).isEmpty();
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output()).doesNotContain(all);
        assertThat(remote.resolve("p2v-report.json")).isNotEmptyFile();
        assertThat(filesWith(remote, all)).isEmpty();
        assertThat(filesWith(runtime, all)).isEmpty();
        Checkout.run("rm", "-r", remote.toString());
    }

    /** The files below a directory that have one of the texts in them. */
    private String filesWith(Path place, List<String> texts) throws Exception {
        // In the arguments of grep the watch would see them.
        Path patterns = Files.write(work.resolve("patterns"), texts);
        return Checkout.run("bash", "-c", "grep -rlaF -f \"$1\" -- \"$2\" | sort", "bash", patterns.toString(),
                place.toString());
    }
}
