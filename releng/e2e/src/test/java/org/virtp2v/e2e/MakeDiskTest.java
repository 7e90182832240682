package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What virt-p2v-make-disk refuses before it begins. Nothing here can begin: all runs name package sources that do not
 * exist, or lack the release. What it makes is tested by releng/image/test.
 */
class MakeDiskTest {
    private static final String TOOL = Checkout.PRODUCT.resolveSibling("virt-p2v-make-disk").toString();
    @TempDir
    Path work;

    @BeforeEach
    void onlyForRoot() {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
    }

    private String refused(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(TOOL, "--sources", sources().toString()));
        command.addAll(List.of(arguments));
        Checkout.Ended ended = Checkout.end(new ProcessBuilder(command));
        assertThat(ended.code()).as(ended.output()).isEqualTo(1);
        return ended.output();
    }

    /** Of a release that Debian will not have soon. */
    private Path sources() throws Exception {
        return Files.writeString(work.resolve("mirror.sources"), """
                # bookworm and trixie are only in this comment
                Types: deb
                URIs: file:/no-such-mirror
                Suites: zurg zurg-updates
                Components: main
                """);
    }

    @ParameterizedTest
    @CsvSource({ "debian-12,bookworm", "trixie,trixie", "updates,updates" })
    void releaseThatTheSourcesLack(String asked, String name) throws Exception {
        assertThat(refused("-o", work.resolve("p2v.iso").toString(), asked))
                .contains("mirror.sources does not have Debian's " + name + ".", "--sources")
                .doesNotContain("missing:");
    }

    @Test
    void releaseWhenNoneIsNamed() throws Exception {
        assertThat(refused("-o", work.resolve("p2v.iso").toString())).contains("does not have Debian's trixie.");
    }

    /** What apt's list becomes when kernels are wanted from backports, too. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "sources | Suites: zurg zurg-updates | Suites: zurg zurg-backports zurg-updates",
            "sources | Suites: zurg-updates zurg | Suites: zurg-updates zurg zurg-backports",
            "sources | Suites: zurg-security | Suites: zurg-security",
            "sources | Suites: zurg zurg-backports | Suites: zurg zurg-backports",
            "list | deb [a=b] http://x/ zurg main | deb [a=b] http://x/ zurg main; deb [a=b] http://x/ zurg-backports main",
            "list | deb http://x/ zurg-updates main | deb http://x/ zurg-updates main" })
    void sourcesWithBackports(String ending, String list, String expected) throws Exception {
        Path file = Files.writeString(work.resolve("mirror." + ending), list + "\n");
        String script = "set -eu; . \"$0\"; sources=$1 suite=zurg; add_backports \"$2\"; cat \"$sources\"";
        String printed = Checkout.run("bash", "-c", script,
                Checkout.DIR.resolve("releng/image/debian-sources").toString(), file.toString(),
                work.resolve("with").toString());
        assertThat(printed.strip().replace("\n", "; ")).isEqualTo(expected);
    }

    @Test
    void releaseThatIsNone() throws Exception {
        assertThat(refused("-o", "p2v.iso", "a/b")).contains("a/b is no name of a release of Debian");
        assertThat(refused("-o", "p2v.iso", "fedora-40")).contains("virt-p2v-make-kickstart");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "p2v.server=conv p2v.o=null | true",
            "\"p2v.remote.server=conv\" quiet | true",
            "p2v.server=other | true", "p2v.server.hostkey= p2v.server=conv | true",
            "p2v.server=conv p2v.server.hostkey=SHA256:x | false",
            "\"p2v.server.hostkey=strict\" p2v.server=conv | false",
            "p2v.name=x | false", "p2v.server=known | false", "p2v.server=with-port p2v.port=2222 | false" })
    void warnsWhenNothingPinsTheServersHostKey(String words, boolean warns) throws Exception {
        Path known = Files.writeString(work.resolve("known_hosts"),
                "known,x ssh-ed25519 AAAA\n[with-port]:2222 ssh-ed25519 AAAA\n");
        String said = refused("--cmdline", words, "--known-hosts", known.toString(), "-o",
                work.resolve("p2v.iso").toString(),
                "trixie");
        assertThat(said.contains("warning: nothing says which host key")).as(said).isEqualTo(warns);
        if (warns) {
            assertThat(said).contains("p2v.server.hostkey=SHA256:");
        }
    }

    @Test
    void verboseShowsNoPassword() throws Exception {
        assertThat(refused("-v", "--cmdline", "p2v.server=conv p2v.password=hunter2", "-o",
                work.resolve("p2v.iso").toString(),
                "trixie")).contains("+ check_sources", "does not have Debian's trixie").doesNotContain("hunter2");
    }

    @Test
    void diskThatIsInUse() throws Exception {
        String device = loop();
        try {
            Checkout.run("mkfs.ext4", "-q", device);
            Path mounted = Files.createDirectory(work.resolve("mounted"));
            Checkout.run("mount", device, mounted.toString());
            try {
                // Its own release, so that nothing else is refused before.
                assertThat(refused("-o", device, "zurg")).contains(device + " is in use: " + mounted + " is mounted");
            } finally {
                Checkout.run("umount", mounted.toString());
            }
            assertThat(whileHeld(device, () -> refused("-o", device, "zurg")))
                    .contains(device + " cannot be had for writing: Device or resource busy");
        } finally {
            Checkout.run("losetup", "--detach", device);
        }
    }

    private String loop() throws Exception {
        Path file = Files.write(work.resolve("stick.img"), new byte[8 << 20]);
        Process losetup = new ProcessBuilder("losetup", "--find", "--show", file.toString()).start();
        String device = new String(losetup.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeThat(losetup.waitFor()).as("this machine has loop devices").isZero();
        return device;
    }

    /** As a volume or an array holds it. */
    private static String whileHeld(String device, Callable<String> action) throws Exception {
        Process holder = new ProcessBuilder("perl", "-MFcntl", "-e",
                // Who looks at devices may have it for a moment.
                "for (1 .. 100) { last if sysopen($d, $ARGV[0], O_RDWR | O_EXCL); select(undef, undef, undef, 0.1) }"
                        + " $d or die $!; $| = 1; print 'held'; <STDIN>",
                device).start();
        try {
            assertThat(holder.getInputStream().readNBytes(4)).asString().isEqualTo("held");
            return action.call();
        } finally {
            holder.getOutputStream().close();
            holder.waitFor(10, TimeUnit.SECONDS);
        }
    }
}
