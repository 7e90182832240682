package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.v2v.FailureCause.Kind;

class FailureCauseTest {
    private static final int FAILED = 1;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "GIVEN_UP|virt-p2v: gave up waiting for the machine: nothing was heard of it for 60 min",
            "DISK_AWAY|virt-p2v: the relay gave up: error 1 given up: no channel for 3600 s",
            "RELAY|virt-p2v: the relay has ended: Traceback",
            "NO_SPACE|nbdcopy: write at offset 1073741824 failed: No space left on device",
            "NO_SPACE|qemu-img: error while writing at byte 2147418112: No space left on device",
            "NO_SPACE|nbdkit: file[1]: error: pwrite: Disk quota exceeded",
            "SOURCE_UNREADABLE|nbdcopy: read at offset 4096 failed: Input/output error",
            "SOURCE_UNREADABLE|nbdkit: nbd[3]: error: pread: Input/output error",
            "SOURCE_UNREADABLE|[    9.4] I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x80700 phys_seg 1 prio class 2",
            "OUTPUT_UNWRITABLE|nbdcopy: write at offset 0 failed: Input/output error",
            "NO_MEMORY|libguestfs: error: qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory",
            "NO_MEMORY|libguestfs: error: appliance closed the connection unexpectedly, qemu terminated on signal 9",
            "PERMISSION|virt-v2v: error: cannot open /root/out/g-sda: Permission denied",
            "PERMISSION|qemu-img: /srv/g-sda: Could not create '/srv/g-sda': Permission denied",
            "HIBERNATED|virt-v2v: error: unable to mount the disk image for writing. This has probably happened because Windows Hibernation or Fast Restart is being used in this guest.",
            "HIBERNATED|Windows is hibernated, refused to mount.",
            "GUEST_FULL|virt-v2v: error: not enough free space for conversion on filesystem ‘/’. 3MB free < 100MB needed",
            "GUEST_FULL|virt-v2v: error: not enough available inodes for conversion on filesystem ‘/’.  7 inodes available < 100 inodes needed",
            "FILE_SYSTEM|virt-v2v: error: libguestfs error: e2fsck: e2fsck 1.47.4 (6-Mar-2025)",
            "FILE_SYSTEM|virt-v2v: error: detected errors on the XFS filesystem on /dev/sda2",
            "FEATURE|virt-v2v: error: libguestfs error: xfs_repair: feature 'xfs' is not available in this",
            "NO_SYSTEM|virt-v2v: error: inspection could not detect the source guest (or physical machine).",
            "NO_SYSTEM|virt-v2v: error: no root device found in this operating system image.",
            "SEVERAL_SYSTEMS|virt-v2v: error: multi-boot operating systems are not supported by virt-v2v. Use the --root option to change how virt-v2v handles this.",
            "SEVERAL_SYSTEMS|virt-v2v: error: root device /dev/sda9 not found.  Roots found were: /dev/sda1 /dev/vg/root",
            "UNSUPPORTED|virt-v2v: error: virt-v2v is unable to convert this guest type (freebsd/freebsd)",
            "APPLIANCE|libguestfs: error: /usr/bin/supermin exited with error status 1.",
            "APPLIANCE|supermin: failed to find a suitable kernel (host_cpu=x86_64).",
            "KVM|Could not access KVM kernel module: Permission denied" })
    void isKnownByTheLineThatShowsIt(Kind kind, String line, @TempDir Path dir) throws Exception {
        assertThat(FailureCause.find(List.of("\u001b[1;31m" + line + "\u001b[0m"), FAILED))
                .contains(new FailureCause(kind, line));
        assertThat(grep(dir, line)).as("what grep -E finds").containsExactly(line);
    }

    /** What the server's grep makes of the patterns is what is found here. */
    private static List<String> grep(Path dir, String line) throws Exception {
        Path patterns = Files.write(dir.resolve("patterns"), FailureCause.patterns());
        Process grep = new ProcessBuilder("grep", "-aE", "-f", patterns.toString()).start();
        try (var log = grep.outputWriter(StandardCharsets.UTF_8)) {
            log.write("noise\n" + line + "\nmore noise\n");
        }
        return new String(grep.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "nbdkit: debug: nbd: error: Permission denied", "mount: Permission denied",
            "nbdcopy command failed: see earlier error messages",
            "I/O error, dev sda, sector 2048 op 0x1:(WRITE) flags 0x0" })
    void isNotSeenInWhatOnlyLooksLikeIt(String line) {
        assertThat(FailureCause.find(List.of(line), FAILED)).isEmpty();
    }

    @Test
    void isTheOneThatExplainsTheOthers() {
        assertThat(FailureCause.find(List.of("Could not access KVM kernel module: Permission denied",
                "nbdcopy: write at offset 0 failed: No space left on device",
                "nbdkit: file[1]: error: Input/output error",
                "nbdcopy: write at offset 512 failed: No space left on device"), FAILED))
                .contains(new FailureCause(Kind.NO_SPACE,
                        "nbdcopy: write at offset 512 failed: No space left on device"));
    }

    @ParameterizedTest
    @CsvSource({ "NO_MEMORY, 137", "RELAY, 97", "GIVEN_UP, 98" })
    void isKnownByTheExitCodeToo(Kind kind, int status) {
        assertThat(FailureCause.find(List.of(), status)).contains(new FailureCause(kind, ""));
    }

    /** As virt-v2v 2.2 and 2.10 name them; none of its versions takes what is not below /dev. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "libguestfs: trace: v2v: inspect_os = [\"/dev/sda1\", \"btrfsvol:/dev/sda1/@/.snapshots/2/snapshot\"]|/dev/sda1",
            "libguestfs: trace: v2v: inspect_os = [\"btrfsvol:/dev/sda2/root\", \"btrfsvol:/dev/sda3/root\"]|''",
            "virt-v2v: error: root device /dev/sda9 not found.  Roots found were: /dev/vg/a btrfsvol:/dev/vg/b/@|/dev/vg/a" })
    void saysHowASubvolumeCanBeChosen(String found, String systems) {
        FailureCause cause = FailureCause.find(List.of("multi-boot operating systems are not supported", found), FAILED)
                .orElseThrow();
        assertThat(String.join(" ", cause.systems())).isEqualTo(systems);
        assertThat(cause.text("conv", "sda")).contains("such as btrfsvol:/dev/", "btrfs subvolume set-default");
    }

    @Test
    void keepsItsLineShort() {
        String line = "nbdcopy: No space left on device" + "x".repeat(10_000);
        assertThat(FailureCause.find(List.of(line), FAILED).orElseThrow().line()).hasSizeLessThan(600);
    }

    @Test
    void hasWordsForEachThatSayWhatToDo() {
        for (Kind kind : Kind.values()) {
            assertThat(new FailureCause(kind, "the line").text("conv:22", "sda")).endsWith("The log shows: the line")
                    .doesNotContain("{");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "libguestfs: trace: v2v: inspect_os = [\"/dev/sda1\", \"/dev/vg/root\"]|virt-v2v: error: multi-boot operating systems are not supported by virt-v2v.",
            "noise|virt-v2v: error: root device /dev/sda9 not found.  Roots found were: /dev/sda1 /dev/vg/root" })
    void namesTheOperatingSystemsToChooseFrom(String trace, String error, @TempDir Path dir) throws Exception {
        FailureCause cause = FailureCause.find(List.of(trace, error), FAILED).orElseThrow();
        assertThat(cause.kind()).isEqualTo(Kind.SEVERAL_SYSTEMS);
        assertThat(cause.systems()).containsExactly("/dev/sda1", "/dev/vg/root");
        assertThat(cause.text("conv", "sda")).contains("p2v.root", ": /dev/sda1, /dev/vg/root.");
        if (!trace.equals("noise")) {
            assertThat(grep(dir, trace)).containsExactly(trace);
        }
    }

    @Test
    void takesTheTraceOfSeveralSystemsForNoFailure() {
        assertThat(FailureCause.find(List.of("libguestfs: trace: v2v: inspect_os = [\"/dev/sda1\", \"/dev/sda2\"]"),
                FAILED)).isEmpty();
    }
}
