package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/** Holds the guide's claims terminal and no-shell: what a hostile server says is shown, and does nothing. */
class HostileServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** A command in each kind of quotes and none; the file would be there if it were run, on either side. */
    private static final String WORDS = "$(touch MARK) `touch MARK`;touch MARK;';touch MARK;'\";touch MARK;\""
            + "\n;touch MARK\n&touch MARK|touch MARK\n\u001b]52;c;eA==\u0007\u001b[2J\u009b2J%s%n${MARK}\n";
    private static final String VIRT_V2V = """
            #!/bin/bash
            words () { cat WORK/words; }
            case $* in
              *--version*) echo virt-v2v 2.2.0; words; exit ;;
              *--machine-readable*) printf '%s\\n' libguestfs-rewrite input:libvirtxml output:local; words; exit ;;
            esac
            printf '[   0.0] Copying disk 1/1 '; words
            printf 'virt-v2v: warning: '; words
            { printf 'virt-v2v: error: '; words; } >&2
            words > WORK/output/hostile-sda
            words > status
            exit 1
            """;
    private static final Pattern SHELL = Pattern.compile("\"(/bin/|/usr/bin/)?(ba|da)?sh\"");
    @TempDir
    Path work;

    @Test
    void noneOfItsWordsIsRunOrControlsTheTerminal() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path mark = work.resolve("mark");
        Files.writeString(work.resolve("words"), WORDS.replace("MARK", mark.toString()));
        Path output = Files.createDirectory(work.resolve("output"));
        Path disk = Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        Path v2v = Checkout.program(work.resolve("virt-v2v"), VIRT_V2V.replace("WORK", work.toString()));
        try (LabServer server = LabServer.start("--virt-v2v", v2v.toString())) {
            Result result = Product.start(work,
                    server.asRoot() + " p2v.name=hostile p2v.o=local p2v.os=" + output + " p2v.post= p2v.fail=true",
                    List.of(disk)).end(LIMIT);

            assertThat(result.output()).contains("$(touch " + mark + ")", "';touch " + mark + ";'", "${" + mark + "}")
                    .doesNotContain("\u001b", "\u0007", "\u009b");
            assertThat(result.code()).isEqualTo(4);
        }
        assertThat(mark).doesNotExist();
    }

    @Test
    void noShellIsStartedHereButForTheUsersCommandsAndNbdServers() throws IOException {
        try (Stream<Path> files = Files.walk(Checkout.DIR.resolve("bundles"))) {
            List<Path> sources = files.filter(f -> Checkout.DIR.relativize(f).toString()
                    .matches("bundles/org\\.virtp2v\\.[a-z.]+(?<!\\.tests|\\.testing)/src/.*"))
                    .filter(Files::isRegularFile)
                    .toList();
            assertThat(sources).hasSizeGreaterThan(300).filteredOn(f -> f.toString().endsWith(".java"))
                    .filteredOn(f -> SHELL.matcher(read(f)).find()).extracting(f -> f.getFileName().toString())
                    .containsExactlyInAnyOrder("Commands.java", "ServerProcess.java");
            assertThat(sources).filteredOn(f -> f.toString().endsWith(".sh")).isNotEmpty()
                    .noneMatch(f -> read(f).matches("(?s).*\\beval\\b.*"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
