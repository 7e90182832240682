package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.e2e.Product.Result;

/** Two machines of one name, and guests that are gone when virt-v2v says that it has made them. */
class NameTest {
    private static final Duration LIMIT = Duration.ofMinutes(12);
    private static final Duration SOON = Duration.ofMinutes(2);
    /** The real one, which has to wait: the first conversion goes on for as long as others try. */
    private static final String WAITS = """
            #!/bin/bash
            case $* in
              *'-i libvirtxml'*)
                echo '[   0.0] Setting up the source'
                until [ -e WORK/go ]; do sleep 0.2; done ;;
            esac
            exec WORK/virt-v2v "$@"
            """;
    @TempDir
    Path work;
    private Path output;

    @BeforeEach
    void makeTheOutput() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
    }

    private Product start(String login, List<Path> disks) throws Exception {
        return Product.start(work, login + " p2v.o=local p2v.os=" + output + " p2v.name=twin p2v.post=\"touch " + work
                + "/post\" p2v.fail=\"touch " + work + "/fail\"", disks);
    }

    private String lockFiles() throws Exception {
        return Checkout.run("bash", "-c",
                "grep -l 'directory .*' /tmp/.virt-p2v-claim-* 2>/dev/null | xargs -r grep -l twin || true");
    }

    @Test
    void refusesTheSecondMachineOfANameAndCompletesTheFirst() throws Exception {
        List<Path> disks = Checkout.guest("phony", work.resolve("guests"));
        Files.copy(Path.of("/usr/bin/virt-v2v"), work.resolve("virt-v2v"), StandardCopyOption.COPY_ATTRIBUTES);
        Path programs = Files.createDirectory(work.resolve("programs"));
        Checkout.program(programs.resolve("virt-v2v"), WAITS.replace("WORK", work.toString()));
        try (LabServer server = LabServer.start("--user", "--instead", programs.toString())) {
            Product first = start(server.asRoot(), disks);
            first.awaitOutput("Setting up the source", LIMIT);
            Path directory = first.logDirectory();
            String whose = "twin is being converted by 127.0.0.1 (root, since ";
            Result preflight = start(server.asRoot(), disks).end(SOON);
            assertThat(preflight.code()).isEqualTo(4);
            assertThat(preflight.output()).contains(whose, directory.toString(), "p2v.name");
            for (String login : List.of(server.asRoot(), server.asUserWithSudo())) {
                Result run = start(login + " p2v.skip_test_connection", disks).end(SOON);
                assertThat(run.code()).isEqualTo(4);
                assertThat(run.output()).contains(whose, directory.toString(), "Nothing was changed", "p2v.name=…")
                        .doesNotContain("Look for", "Remove them");
            }
            assertThat(work.resolve("fail")).exists();
            assertThat(work.resolve("post")).doesNotExist();
            Files.createFile(work.resolve("go"));
            Result result = first.end(LIMIT);
            assertThat(result.code()).as(result.output()).isZero();
            assertThat(result.output()).contains("Conversion finished successfully");
            assertThat(work.resolve("post")).exists();
            assertThat(Files.size(output.resolve("twin-sda"))).isEqualTo(Files.size(disks.getFirst()));
            assertThat(GuestXml.read(output.resolve("twin.xml")).all("//disk[@device='disk']/source/@file"))
                    .containsExactly(output.resolve("twin-sda").toString());
            assertThat(lockFiles()).isEmpty();
        }
    }

    /** What a virt-v2v without an error leaves, and what is said of it. */
    @ParameterizedTest
    @CsvSource({ "'rm twin-sda', 'twin-sda is missing'",
            "'truncate -s 1000 twin-sda', 'twin-sda has 1000 B of 1.0 MiB'",
            "'> twin.xml', 'twin.xml is empty'", "'echo x > twin.xml', 'twin.xml does not name the disk twin-sda'" })
    void doesNotTellOfSuccessWhenTheGuestIsNotComplete(String damage, String message) throws Exception {
        Path image = Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        Path program = work.resolve("virt-v2v-stand-in");
        Checkout.program(program, """
                #!/bin/bash
                case $* in
                  *--version*) echo virt-v2v 2.2.0; exit ;;
                  *--machine-readable*) printf '%%s\\n' libguestfs-rewrite input:libvirtxml output:local; exit ;;
                esac
                cd %s || exit
                truncate -s 1M twin-sda
                echo "<source file='$PWD/twin-sda'/>" > twin.xml
                %s
                """.formatted(output, damage));
        try (LabServer server = LabServer.start("--virt-v2v", program.toString())) {
            Result result = start(server.asRoot(), List.of(image)).end(SOON);
            assertThat(result.code()).isEqualTo(4);
            assertThat(result.output()).contains("the guest is not complete", message, "left as they are")
                    .doesNotContain("finished successfully", "may be left");
            assertThat(work.resolve("post")).doesNotExist();
            assertThat(work.resolve("fail")).exists();
            assertThat(output.resolve("twin.xml")).exists();
            assertThat(lockFiles()).isEmpty();
        }
    }
}
