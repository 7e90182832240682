package org.virtp2v.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.ServerFacts.State;
import org.virtp2v.core.server.ServerQuestions.Answer;
import org.virtp2v.core.testing.Plans;

/** Whether the guest can be started before its disks are copied. */
class InstantJudgeTest {
    private static final Answer HELP = new Answer(0, """
              -i <disk|libvirt|libvirtxml|ova|vmx>
              --key <SELECTOR>                    Specify a LUKS key
              --root <ask|... >                   How to choose root filesystem
              --install <PKG,PKG..>               Add package(s)
            """, "");

    private Answer help = HELP;
    private final Map<String, Answer> versions = new HashMap<>();
    private Answer sudo = new Answer(0, "", "");
    private Kvm kvm = Kvm.USABLE;
    private int apparmor = 2;
    private @Nullable String python = "3.6.8";
    private @Nullable List<String> missing = List.of();
    private long free = 1L << 40;
    private double rate = 100e6;

    private CheckResult judge(String options) throws Exception {
        Place place = new Place("/var/tmp", State.WRITABLE, free);
        ServerFacts facts = new ServerFacts(place, place, place, List.of(), missing, null, null, python,
                new GuestfsFacts(kvm, Appliance.BUILT, "", null));
        return new InstantJudge(Plans.instant("p2v.server=conv p2v.disks=/a " + options)).judge(
                command -> switch (command.getFirst()) {
                    case "sudo" -> sudo;
                    case "grep" -> new Answer(apparmor, "", "");
                    case "qemu-img", "virsh" -> versions.getOrDefault(String.join(" ", command), new Answer(1, "", ""));
                    default -> help;
                }, facts,
                new LinkSpeed((long) rate, Duration.ofSeconds(1)));
    }

    private void isProblem(String options, String... words) throws Exception {
        assertThat(judge(options)).returns(Verdict.PROBLEM, CheckResult::verdict).extracting(CheckResult::text)
                .asString().contains(words);
    }

    private void isWarning(String... words) throws Exception {
        assertThat(judge("")).returns(Verdict.WARNING, CheckResult::verdict).extracting(CheckResult::text).asString()
                .contains(words);
    }

    @ParameterizedTest
    @CsvSource({ "''", "p2v.o=libvirt", "p2v.o=qemu p2v.of=qcow2", "p2v.v2v=--install=vim", "p2v.sudo" })
    void canBeDoneWhereAllIsThere(String options) throws Exception {
        assertThat(judge(options)).isEqualTo(
                CheckResult.ok(Check.INSTANT, "the guest can be started there before its disks are copied"));
    }

    @Test
    void needsVirtV2vInPlaceWithTheOptionsThatAreGiven() throws Exception {
        isProblem("p2v.v2v=--uninstall=vim", "virt-v2v-in-place does not take --uninstall");
        help = new Answer(127, "", "");
        isProblem("", "no virt-v2v-in-place", "comes with virt-v2v 2.2");
        help = new Answer(1, "", "broken");
        isWarning("options of virt-v2v-in-place unknown");
        help = new Answer(0, "nothing that lists options", "");
        isWarning("options of virt-v2v-in-place unknown");
    }

    @Test
    void needsProgramsOnTheServer() throws Exception {
        missing = TestBootJudge.QEMUS;
        isProblem("", "no QEMU for x86");
        missing = List.of("qemu-img", "virsh");
        isProblem("p2v.o=libvirt", "missing on the conversion server: qemu-img, virsh");
        missing = null;
        isWarning("programs on the conversion server unknown");
        missing = List.of();
        python = "";
        isProblem("", "no Python 3.6");
        python = null;
        isWarning("no Python 3.6");
    }

    @ParameterizedTest
    @CsvSource({ "4.2.1, QEMU on the conversion server is of version 4", "5.0.0, ''", "10.0.3 (Debian), ''",
            "unknown, ''" })
    void needsAQemuThatCanDoIt(String version, String problem) throws Exception {
        versions.put("qemu-img --version", new Answer(0, "qemu-img version " + version + "\nCopyright (c) 2003", ""));
        isProblemOrNot("", problem);
    }

    @ParameterizedTest
    @CsvSource({ "4.5.0, 9.0.0, libvirt on the conversion server is of version 4", "9.0.0, 2.12.0, QEMU on the",
            "9.0.0, 7.2.22, ''" })
    void needsALibvirtThatCanDoItAndTheQemuThatItRuns(String libvirt, String qemu, String problem) throws Exception {
        versions.put("virsh -c qemu:///system version", new Answer(0, """
                Compiled against library: libvirt %1$s
                Using library: libvirt %1$s
                Using API: QEMU 9.0.0
                Running hypervisor: QEMU %2$s
                """.formatted(libvirt, qemu), ""));
        isProblemOrNot("p2v.o=libvirt p2v.oc=qemu:///system", problem);
    }

    private void isProblemOrNot(String options, String problem) throws Exception {
        if (problem.isEmpty()) {
            assertThat(judge(options).verdict()).isEqualTo(Verdict.OK);
        } else {
            isProblem(options, problem, "or newer is needed", "do without p2v.instant");
        }
    }

    @ParameterizedTest
    @CsvSource({ "CLOSED", "MISSING", "UNSUPPORTED" })
    void refusesToEmulateTheGuest(Kvm without) throws Exception {
        kvm = without;
        isProblem("", "would be emulated", "LIBGUESTFS_BACKEND_SETTINGS=force_tcg");
    }

    @Test
    void emulatesItWhereSomebodyHasSaidSo() throws Exception {
        kvm = Kvm.OFF;
        isWarning("is emulated, which is slow");
    }

    @Test
    void asksWhetherSudoRunsPython() throws Exception {
        sudo = new Answer(1, "", "");
        assertThat(judge("").verdict()).isEqualTo(Verdict.OK);
        isProblem("p2v.sudo", "sudo does not let root run Python", "NOPASSWD: ALL");
    }

    @Test
    void rawDisksNeedTwiceTheRoomForAWhile() throws Exception {
        free = Plans.DISK_SIZE * 3 / 2;
        isWarning("up to 2.0 MiB are needed");
        assertThat(judge("p2v.of=qcow2").verdict()).isEqualTo(Verdict.OK);
    }

    @ParameterizedTest
    @CsvSource({ "'', 'libvirt has no network that is started by the name of default'", "p2v.network=eth0:lan, ''",
            "p2v.interfaces=, ''", "p2v.bridge.eth0=br0, ''", "p2v.v2v=--bridge=br0, ''" })
    void libvirtStartsAGuestOnlyWithNetworksThatAreStarted(String options, String problem) throws Exception {
        help = new Answer(0, HELP.output() + "  --bridge <in:out>                   Map bridge\n", "");
        versions.put("virsh -c qemu:///session net-list --name", new Answer(0, "lan\n\n", ""));
        String libvirt = "p2v.o=libvirt p2v.oc=qemu:///session " + options;
        if (problem.isEmpty()) {
            assertThat(judge(libvirt).verdict()).isEqualTo(Verdict.OK);
        } else {
            isProblem(libvirt, problem, "p2v.interfaces=");
        }
    }

    @ParameterizedTest
    @CsvSource({ "0, false", "1, true", "2, false" })
    void warnsOfAProfileOfAppArmorWithoutANetwork(int found, boolean warned) throws Exception {
        apparmor = found;
        assertThat(judge("").verdict()).isEqualTo(Verdict.OK);
        CheckResult libvirt = judge("p2v.o=libvirt p2v.interfaces=");
        assertThat(libvirt.verdict()).isEqualTo(warned ? Verdict.WARNING : Verdict.OK);
        assertThat(libvirt.text().contains("/etc/apparmor.d/abstractions/libvirt-qemu")).isEqualTo(warned);
        assertThat(judge("p2v.o=libvirt p2v.oc=qemu:///session p2v.interfaces=").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void aLimitBelowWhatAGuestNeedsIsWarnedOf() throws Exception {
        assertThat(judge("p2v.bandwidth=100M").verdict()).isEqualTo(Verdict.OK);
        assertThat(judge("p2v.bandwidth=4M")).returns(Verdict.WARNING, CheckResult::verdict)
                .extracting(CheckResult::text).asString()
                .contains("p2v.bandwidth lets 4 MB/s through", "needs 13 MB/s", "higher p2v.bandwidth");
    }

    @Test
    void warnsOfALineThatIsTooSlowForAGuest() throws Exception {
        rate = 3e6;
        isWarning("the line carries 3 MB/s");
        rate = 0;
        assertThat(judge("").verdict()).isEqualTo(Verdict.OK);
    }
}
