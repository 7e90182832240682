package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the C program (Debian's package virt-p2v) and ours with the same options against the same server, whose virt-v2v
 * only copies what it gets. What virt-v2v is told must be the same.
 */
class PeerTest {
    static final Path PACKED = Path.of("/usr/lib/x86_64-linux-gnu/virt-p2v/virt-p2v.xz");
    @TempDir
    Path work;
    private Path recorder;
    private Path peer;

    @BeforeEach
    void unpack() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
        recorder = work.resolve("recorder");
        Files.writeString(recorder, """
                #!/bin/sh
                case "$*" in
                  *--version*) echo 'virt-v2v 2.2.0' ;;
                  *--machine-readable*) printf 'libguestfs-rewrite\\ncolours-option\\noutput:local\\noutput:qemu\\n' ;;
                  *)
                    printf '%%s\\n' "$@" > %1$s/arguments; cp physical.xml status name %1$s
                    # Ours looks at the guest afterwards.
                    [ -e output-files ] || exit 0
                    while read -r file; do
                      echo "$file" >> %1$s/made
                      case "$file $*" in
                        *.xml" "* | *.sh" "*) cat output-files > "$file" ;;
                        *qcow2*) qemu-img create -q -f qcow2 "$file" 1M ;;
                        *) truncate -s 1M "$file" ;;
                      esac
                    done < output-files ;;
                esac
                """.formatted(work));
        peer = work.resolve("virt-p2v");
        Checkout.run("bash", "-c", "xz -dc " + PACKED + " > " + peer);
        for (Path program : List.of(recorder, peer)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @AfterEach
    void removeGuests() throws Exception {
        Path made = work.resolve("made");
        for (String file : Files.exists(made) ? Files.readAllLines(made) : List.<String>of()) {
            Files.deleteIfExists(Path.of(file));
        }
    }

    /** What virt-v2v got. */
    private record Received(List<String> arguments, String physicalXml, String status, String name) {
    }

    private Received received() throws Exception {
        var received = new Received(Files.readAllLines(work.resolve("arguments")),
                Files.readString(work.resolve("physical.xml")).replaceAll("<\\?xml[^>]*>\\s*", "")
                        .replaceAll("(?s)<!--.*?-->\\s*", "").replaceAll("port=\"\\d+\"", "port=\"N\"").strip(),
                Files.readString(work.resolve("status")), Files.readString(work.resolve("name")));
        Files.delete(work.resolve("arguments"));
        return received;
    }

    private void runPeer(String commandLine) throws Exception {
        Path log = work.resolve("peer.log");
        Process process = new ProcessBuilder(peer.toString(), "--cmdline=" + commandLine).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> log.toString()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "p2v.o=qemu p2v.of=qcow2 p2v.oa=sparse p2v.os=/var/tmp p2v.network=eth0:wired,other",
            "p2v.memory=3G p2v.vcpu.cores=3 p2v.rtc.basis=utc p2v.rtc.offset=3600 p2v.removable=sr0",
            "p2v.rtc.basis=localtime p2v.cpu.vendor=Intel p2v.cpu.model=IvyBridge p2v.interfaces=em1",
            "p2v.vcpu.phys_topo p2v.rtc.basis=utc p2v.output.type=local p2v.output.storage=/tmp p2v.network_map=net" })
    void tellsVirtV2vWhatTheCProgramTellsIt(String options) throws Exception {
        Path disk = Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        Path second = Files.write(work.resolve("second.img"), new byte[1 << 20]);
        try (LabServer server = LabServer.start("--virt-v2v", recorder.toString())) {
            String commandLine = server.asRoot().replace("127.0.0.1", "localhost") + " p2v.username=root p2v.name=peer"
                    + " p2v.disks=" + disk + "," + second + " p2v.post= " + options;
            runPeer(commandLine);
            Received theirs = received();
            assertThat(Product.start(work, commandLine, List.of()).end(Duration.ofSeconds(60)).code()).isZero();
            assertThat(received()).isEqualTo(theirs);
        }
    }
}
