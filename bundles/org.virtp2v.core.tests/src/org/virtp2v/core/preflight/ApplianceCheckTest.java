package org.virtp2v.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.GuestfsStart.State;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.testing.TestMachines;

/** Whether libguestfs works: what is made of its files, and of trying it. */
class ApplianceCheckTest {
    private static final String SDA = "p2v.server=conv p2v.username=ada p2v.disks=sda ";
    private static final String KERNEL = "/boot/vmlinuz-6.8.0";
    private final FakeServer server = new FakeServer();
    private GuestfsFacts facts = new GuestfsFacts(Kvm.USABLE, Appliance.BUILT, KERNEL, null);
    private String options = "";

    private Optional<CheckResult> result() throws Exception {
        ServerLogin login = Plans.of(SDA + options, TestMachines.server()).login();
        try (ServerInspection inspection = server.access(login, key -> {
        }).inspect()) {
            var check = new ApplianceCheck(Plans.of(SDA + options, TestMachines.server()), "2.12.0", facts);
            check.begin(inspection);
            return check.end(inspection, Duration.ofSeconds(60));
        }
    }

    private CheckResult after(State state, String... lines) throws Exception {
        server.guestfsKnown = new GuestfsStart(State.RUNNING, Duration.ZERO, List.of());
        server.guestfsStart = new GuestfsStart(state, Duration.ofSeconds(47), List.of(lines));
        return result().orElseThrow();
    }

    private void has(Appliance appliance) {
        facts = new GuestfsFacts(facts.kvm(), appliance, KERNEL, null);
    }

    @Test
    void isInOrderWhenItStartsOrHasStartedBefore() throws Exception {
        assertThat(after(State.STARTED).text()).isEqualTo("libguestfs: its appliance starts there, in 47 s");
        server.guestfsKnown = new GuestfsStart(State.KNOWN, Duration.ofSeconds(4), List.of());
        server.journal.lines.clear();
        assertThat(result().orElseThrow().text())
                .isEqualTo("libguestfs: its appliance has started there before, in 4 s");
        assertThat(server.journal.lines).noneMatch(line -> line.startsWith("await"));
    }

    /** What the programs say, as it was seen, or as it stands in their sources. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69 | force_tcg",
            "Could not access KVM kernel module: Permission denied | force_tcg",
            "cp: cannot open '/boot/vmlinuz-6.8.0' for reading: Permission denied | chmod 0644 /boot/vmlinuz-6.8.0",
            "supermin: failed to find a suitable kernel (host_cpu=x86_64). | SUPERMIN_KERNEL",
            "libguestfs: error: cannot find any suitable libguestfs supermin, fixed or old-style appliance on "
                    + "LIBGUESTFS_PATH (search path: /nowhere) | libguestfs-appliance",
            "mke2fs: No space left on device while writing out and closing file system | LIBGUESTFS_CACHEDIR",
            "virt-v2v: error: insufficient free space in the conversion server temporary directory /var/tmp (3 MB). "
                    + "| Make room",
            "qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory | more memory",
            "libguestfs: error: could not connect to libvirt (URI = qemu:///session): no socket "
                    + "| LIBGUESTFS_BACKEND=direct",
            "sudo: sorry, you are not allowed to set the following environment variables: TMPDIR | SETENV",
            "[    2.1] Kernel panic - not syncing: VFS: Unable to mount root fs | libguestfs-test-tool",
            "something that nobody knows | libguestfs-test-tool" })
    void saysWhatIsWrongAndWhatToDo(String line, String advice) throws Exception {
        CheckResult result = after(State.FAILED, "libguestfs: launch: backend=direct", line,
                "virt-v2v: error: libguestfs error: guestfs_launch failed, see earlier error messages");
        assertThat(result.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(result.seen()).isEqualTo("its appliance does not start (“" + line + "”)");
        assertThat(result.advice()).contains(advice);
    }

    @Test
    void tellsACauseBeforeWhatFollowsFromIt() throws Exception {
        assertThat(after(State.FAILED, "supermin: ext2: No space left on device",
                "libguestfs: error: /usr/bin/supermin exited with error status 1.").seen())
                .contains("No space left on device");
    }

    @Test
    void isAProblemThatHangsWithKvmAndAWarningWithout() throws Exception {
        CheckResult hangs = after(State.SILENT, "Booting from ROM..");
        assertThat(hangs.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(hangs.text()).contains("it hangs, 47 s after", "“Booting from ROM..”", "force_tcg");
        for (Kvm other : List.of(Kvm.OFF, Kvm.MISSING, Kvm.UNKNOWN)) {
            facts = new GuestfsFacts(other, Appliance.BUILT, KERNEL, null);
            assertThat(after(State.SILENT).verdict()).isEqualTo(Verdict.WARNING);
        }
    }

    @Test
    void saysWhenItIsNotKnown() throws Exception {
        assertThat(after(State.RUNNING)).extracting(CheckResult::verdict, CheckResult::seen)
                .containsExactly(Verdict.WARNING, "its appliance is still being tried, after 60 s");
        assertThat(after(State.SLOW, "[  3.1] udev").text()).contains("has not started in 47 s (“[  3.1] udev”)");
        CheckResult untried = after(State.UNTRIED, "flock: command not found");
        assertThat(untried.verdict()).isEqualTo(Verdict.WARNING);
        assertThat(untried.seen()).isEqualTo("its appliance has been made there before; whether its appliance starts "
                + "could not be tried: flock: command not found");
        has(Appliance.UNKNOWN);
        assertThat(after(State.UNTRIED, "x").seen()).startsWith("whether its appliance starts could not be tried");
    }

    @Test
    void saysWhenVirtV2vDidNotGetThatFar() throws Exception {
        assertThat(after(State.ENDED, "virt-v2v: error: -o null: not here").verdict()).isEqualTo(Verdict.WARNING);
        assertThat(after(State.ENDED, "sudo: sorry, you are not allowed to set the following environment variables: A"))
                .extracting(CheckResult::verdict).isEqualTo(Verdict.PROBLEM);
    }

    @ParameterizedTest
    @EnumSource(value = Appliance.class, names = { "CLOSED", "NO_KERNEL" })
    void isNotTriedWhereTheFilesShowThatItCannotStart(Appliance appliance) throws Exception {
        has(appliance);
        assertThat(result().orElseThrow().verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(server.guestfsTries).isEmpty();
        options = "p2v.sudo";
        assertThat(result().orElseThrow().verdict()).isEqualTo(Verdict.OK);
        assertThat(after(State.UNTRIED).verdict()).isEqualTo(Verdict.WARNING);
    }

    @Test
    void namesTheKernelThatCannotBeRead() throws Exception {
        has(Appliance.CLOSED);
        assertThat(result().orElseThrow().text()).startsWith("libguestfs: ")
                .contains("cannot read the kernel " + KERNEL, "chmod 0644 " + KERNEL);
    }
}
