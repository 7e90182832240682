package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Checkout.Ended;

/** How the lab keeps root file systems of conversion servers; a stand-in of mmdebstrap makes them in no time. */
class ServerRootTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** Notes that it was called, and makes what servers are known by: a kernel, sshd, and a virt-v2v that runs. */
    private static final String MMDEBSTRAP = """
            #!/bin/bash
            echo "$*" >> %1$s/calls
            for root; do [[ $root != *.making ]] || break; done
            mkdir -p "$root"/{bin,boot,etc/apt/sources.list.d,usr/bin,usr/sbin}
            touch "$root/boot/vmlinuz-1"
            %2$s
            cp "$(command -v busybox)" "$root/bin/sh"
            printf '#!/bin/sh\\n' > "$root/usr/bin/virt-v2v"
            cp "$root/usr/bin/virt-v2v" "$root/usr/sbin/sshd"
            chmod 755 "$root/usr/bin/virt-v2v" "$root/usr/sbin/sshd"
            """;
    @TempDir
    Path work;
    private Path root;

    @BeforeEach
    void standIn() throws IOException {
        root = work.resolve("cache/virt-p2v-lab/server-trixie");
        Files.createDirectory(work.resolve("bin"));
        mmdebstrapDoes("");
    }

    private void mmdebstrapDoes(String meanwhile) throws IOException {
        Checkout.program(work.resolve("bin/mmdebstrap"), MMDEBSTRAP.formatted(work, meanwhile));
    }

    private ProcessBuilder command(String... options) {
        ProcessBuilder builder = new ProcessBuilder(Checkout.lab("server-root", options));
        builder.environment().put("PATH", work.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("XDG_CACHE_HOME", work.resolve("cache").toString());
        return builder;
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(work.resolve("calls"));
    }

    private void assertPrintsTheRoot(Ended ended) {
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(ended.output()).endsWith(root + "\n");
    }

    @Test
    void isMadeOnceAndAgainWhenItIsBrokenOrToBeFresh() throws Exception {
        assertPrintsTheRoot(Checkout.end(command("trixie")));
        assertPrintsTheRoot(Checkout.end(command("trixie")));
        assertThat(calls()).singleElement().asString().contains("--include=virt-v2v,", " trixie ");

        Files.delete(root.resolve("usr/bin/virt-v2v"));
        Files.createFile(root.resolve("half"));
        assertPrintsTheRoot(Checkout.end(command("trixie")));
        assertThat(calls()).hasSize(2);
        assertThat(root.resolve("half")).doesNotExist();

        assertPrintsTheRoot(Checkout.end(command("--fresh", "trixie")));
        assertThat(calls()).hasSize(3);
    }

    @Test
    void leavesNothingOfAnAttemptThatFails() throws Exception {
        mmdebstrapDoes("echo 'E: no such host' >&2; exit 1");
        Ended ended = Checkout.end(command("trixie"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output()).contains("E: no such host", "cannot be made");
        assertThat(root.getParent().toFile().list()).containsExactlyInAnyOrder("server-trixie.lock",
                "server-trixie.log");
    }

    @Test
    void leavesNothingOfAnAttemptThatIsInterruptedAndTheNextOneSucceeds() throws Exception {
        Path making = root.resolveSibling("server-trixie.making");
        mmdebstrapDoes("sleep 600 & mount -t tmpfs none \"$root/boot\"; touch " + work + "/asleep; wait");
        Process first = command("trixie").redirectErrorStream(true).redirectOutput(work.resolve("out").toFile())
                .start();
        for (int i = 0; i < 200 && !Files.exists(work.resolve("asleep")); i++) {
            Thread.sleep(100);
        }
        assertThat(making).isDirectory();
        first.destroy();
        assertThat(first.waitFor()).isEqualTo(130);
        assertThat(making).doesNotExist();
        assertThat(root).doesNotExist();
        assertThat(Leftovers.processesWith(SOON, making.toString())).isEmpty();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(making.toString());

        mmdebstrapDoes("");
        assertPrintsTheRoot(Checkout.end(command("trixie")));
    }

    /** What a list of package sources becomes for another release than bookworm. */
    private String derived(String suite, String name, String list) throws IOException, InterruptedException {
        Path sources = Files.writeString(work.resolve(name), list);
        return Checkout.run("bash", "-euc", """
                say() { :; }
                . "$1"
                suite=$2 sources=$3 own_suite=bookworm
                derive_sources "$4"
                cat "$sources"
                """, "bash", Checkout.DIR.resolve("releng/image/debian-sources").toString(), suite, sources.toString(),
                work.resolve("derived").toString());
    }

    @Test
    void comesFromTheMachinesOwnSourcesOfWhichUnstableLacksTheUpdates() throws Exception {
        String stanzas = """
                Types: deb
                URIs: http://mirror.test/debian
                Suites: bookworm bookworm-updates
                Components: main

                Types: deb
                URIs: http://mirror.test/debian-security
                Suites: bookworm-security
                Components: main
                """;
        assertThat(derived("trixie", "own.sources", stanzas)).isEqualTo(stanzas.replace("bookworm", "trixie"));
        assertThat(derived("sid", "own.sources", stanzas).strip()).isEqualTo("""
                Types: deb
                URIs: http://mirror.test/debian
                Suites: sid
                Components: main""");

        String lines = """
                deb http://mirror.test/debian bookworm main
                deb http://mirror.test/debian bookworm-updates main
                deb [trusted=yes] http://mirror.test/debian-security bookworm-security main
                """;
        assertThat(derived("trixie", "own.list", lines)).isEqualTo(lines.replace("bookworm", "trixie"));
        assertThat(derived("sid", "own.list", lines)).isEqualTo("deb http://mirror.test/debian sid main\n");
    }
}
