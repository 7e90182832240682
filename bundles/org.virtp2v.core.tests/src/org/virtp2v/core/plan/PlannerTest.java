package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.TestMachines;

class PlannerTest {
    private static final Machine MACHINE = TestMachines.server();

    private static Planning plan(String line) throws Exception {
        return plan(line, NbdServer.DEFAULT_ORDER);
    }

    private static Planning plan(String line, List<NbdServer> servers) throws Exception {
        var settings = Defaults.complete(SettingsReader.read(line).settings(), MACHINE, List.of(), () -> "random");
        return Planner.plan(settings, MACHINE, servers, path -> {
            if (path.equals(Path.of("/missing.img"))) {
                throw new SourceException("no " + path);
            }
            return 4096;
        }, Targets.NONE);
    }

    private static ConversionPlan ready(String line) throws Exception {
        return ((Planning.Ready) plan(line)).plan();
    }

    @Test
    void goesOnAfterReadErrorsOnlyWithAServerThatCan() throws Exception {
        List<NbdServer> programs = List.of(NbdServer.QEMU_NBD, NbdServer.NBDKIT);
        assertThat(((Planning.Ready) plan("p2v.server=conv", programs)).plan().nbdServers()).isEqualTo(programs);
        for (String choice : List.of("zero", "ask")) {
            assertThat(((Planning.Refused) plan("p2v.server=conv p2v.on_read_error=" + choice, programs)).problems())
                    .singleElement().satisfies(problem -> {
                        assertThat(problem.field()).isEqualTo(Key.ON_READ_ERROR);
                        assertThat(problem.message()).contains("p2v.on_read_error=" + choice, "--nbd=qemu-nbd,nbdkit");
                    });
        }
    }

    @Test
    void plansTheWholeMachine() throws Exception {
        ConversionPlan plan = ready("p2v.server=conv");
        assertThat(plan.disks()).containsExactly(new SourceDisk("sda", Path.of("/dev/sda"), 1L << 40, "sda"),
                new SourceDisk("sdb", Path.of("/dev/sdb"), 1L << 39, "sdb"));
        assertThat(plan.interfaces()).containsExactly(
                new GuestInterface("em1", "52:54:00:12:34:56", "default"), new GuestInterface("em2", null, "default"));
        assertThat(plan.removable()).containsExactly("sr0");
        assertThat(plan.guest().vcpus()).isEqualTo(16);
        assertThat(plan.guest().firmware()).isEqualTo(Firmware.UEFI);
        assertThat(plan.testConnection()).isTrue();
    }

    @Test
    void namesImagesByPositionAndLeavesTheirFirmwareOpen() throws Exception {
        ConversionPlan plan = ready("p2v.server=conv p2v.disks=/a.img,sdb,/b.img");
        assertThat(plan.disks()).extracting(SourceDisk::targetDevice).doesNotHaveDuplicates();
        assertThat(plan.disks().get(0)).isEqualTo(new SourceDisk("/a.img", Path.of("/a.img"), 4096, "sda"));
        assertThat(plan.guest().firmware()).isEqualTo(Firmware.UNKNOWN);
    }

    @Test
    void theBandwidthIsEnoughForTheConnections() throws Exception {
        assertThat(ready("p2v.server=conv p2v.bandwidth=10MB").login().connections())
                .isEqualTo(Connections.AUTO.upTo(10_000_000));
        assertThat(ready("p2v.server=conv").login().connections()).isEqualTo(Connections.AUTO);
    }

    @Test
    void countsOnAfterTwentySixDisks() {
        assertThat(List.of(Planner.targetName(0), Planner.targetName(25), Planner.targetName(26),
                Planner.targetName(701), Planner.targetName(702)))
                .containsExactly("sda", "sdz", "sdaa", "sdzz", "sdaaa");
    }

    @Test
    void copiesThePhysicalTopologyInsteadOfTheNumberOfCores() throws Exception {
        Guest guest = ready("p2v.server=conv p2v.vcpu.phys_topo p2v.vcpu.cores=3").guest();
        assertThat(List.of(guest.sockets(), guest.coresPerSocket(), guest.threadsPerCore())).containsExactly(2, 4, 2);
        Guest plain = ready("p2v.server=conv p2v.vcpu.cores=3").guest();
        assertThat(List.of(plain.sockets(), plain.coresPerSocket(), plain.threadsPerCore())).containsExactly(1, 3, 1);
    }

    @ParameterizedTest
    @CsvSource({ "'',REMOTE_SERVER", "p2v.server=c p2v.name=,GUEST_NAME", "p2v.server=c p2v.name=a/b,GUEST_NAME",
            "p2v.server=c p2v.memory=255M,MEMORY", "p2v.server=c p2v.disks=,DISKS", "p2v.server=c p2v.disks=sdc,DISKS",
            "'p2v.server=c p2v.disks=sda,/dev/sda',DISKS", "p2v.server=c p2v.disks=/dev/sdc,DISKS" })
    void refusesNamingTheField(String line, Key field) throws Exception {
        assertThat(plan(line)).isInstanceOfSatisfying(Planning.Refused.class,
                r -> assertThat(r.problems()).singleElement().extracting(PlanProblem::field).isEqualTo(field));
    }

    @Test
    void reportsEveryProblem() throws Exception {
        assertThat(plan("p2v.name= p2v.memory=1 p2v.disks=")).isInstanceOfSatisfying(Planning.Refused.class,
                r -> assertThat(r.problems()).hasSize(4));
    }

    @Test
    void warnsAboveWhatKvmSupportsButPlans() throws Exception {
        var ready = (Planning.Ready) plan("p2v.server=c p2v.memory=17T p2v.vcpu.cores=1025");
        assertThat(ready.warnings()).extracting(PlanProblem::field).containsExactly(Key.MEMORY, Key.VCPU_CORES);
    }

    @Test
    void saysThatAPasswordIsNotUsedBesideAnIdentity() throws Exception {
        var ready = (Planning.Ready) plan("p2v.server=c p2v.password=x p2v.identity=file:///id");
        assertThat(ready.warnings()).extracting(PlanProblem::field).containsExactly(Key.AUTH_PASSWORD);
    }

    @Test
    void passesOnThatADiskIsMissing() {
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> plan("p2v.server=c p2v.disks=/missing.img"));
    }

    @Test
    void plansAnInterfaceThatIsNotThereWithAWarning() throws Exception {
        var ready = (Planning.Ready) plan("p2v.server=c p2v.interfaces=em9");
        assertThat(ready.plan().interfaces()).containsExactly(new GuestInterface("em9", null, "default"));
        assertThat(ready.warnings()).extracting(PlanProblem::field).containsExactly(Key.INTERFACES);
    }

    private static Machine machine(Cpu cpu, long memoryBytes) {
        return new Machine("h", cpu, memoryBytes, true, MACHINE.rtc(), MACHINE.firmware(), MACHINE.disks(), List.of(),
                List.of());
    }

    private static Planning.Ready plan(Machine machine, String line) throws Exception {
        var settings = Defaults.complete(SettingsReader.read("p2v.server=c " + line).settings(), machine, List.of(),
                () -> "random");
        return (Planning.Ready) Planner.plan(settings, machine, NbdServer.DEFAULT_ORDER, path -> 4096, Targets.NONE);
    }

    /** Sockets, cores and threads as lscpu has them, CPUs that are online, and what the guest gets. */
    @ParameterizedTest
    @CsvSource({ "2,4,2,16, 2,4,2", "1,16,2,22, 1,22,1", "2,16,1,22, 2,11,1", "1,4,2,4, 1,4,1", "2,8,2,31, 1,31,1",
            "1,24,2,32, 1,32,1", "1,1,1,8, 1,1,1", "1,8,1,6, 1,6,1" })
    void givesNoMoreCpusThanThereAre(int sockets, int cores, int threads, int online, int guestSockets, int guestCores,
            int guestThreads) throws Exception {
        var planning = plan(machine(new Cpu("Intel", null, online, sockets, cores, threads, true, true), 1L << 33),
                "p2v.vcpu.phys_topo");
        Guest guest = planning.plan().guest();

        assertThat(List.of(guest.sockets(), guest.coresPerSocket(), guest.threadsPerCore()))
                .containsExactly(guestSockets, guestCores, guestThreads);
        assertThat(guest.vcpus()).isLessThanOrEqualTo(online);
        boolean changed = sockets * cores * threads > online;
        assertThat(planning.warnings()).extracting(PlanProblem::field)
                .isEqualTo(changed ? List.of(Key.VCPU_PHYS_TOPO) : List.of());
    }

    /** MiB that the kernel counts, and whether the power of two above is much more than what is built in. */
    @ParameterizedTest
    @CsvSource({ "773000,true", "1030000,false", "7700,false", "15800,false", "12000,true", "97000,true", "400,true",
            "490,false" })
    void tellsWhereMemoryIsRoundedUpByMuch(long mebibytes, boolean told) throws Exception {
        var machine = machine(MACHINE.cpu(), mebibytes << 20);

        assertThat(plan(machine, "").warnings()).extracting(PlanProblem::field)
                .isEqualTo(told ? List.of(Key.MEMORY) : List.of());
        assertThat(plan(machine, "p2v.memory=" + mebibytes + "M").warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "p2v.ip.em9=192.0.2.7, p2v.ip.em9, p2v.interfaces",
            "p2v.bridge.em9=br0, p2v.bridge.em9, p2v.interfaces",
            "p2v.interfaces=em2 p2v.ip.em1=::1, p2v.ip.em1, p2v.interfaces",
            "p2v.ip.em2=192.0.2.7, p2v.ip.em2, not known",
            "p2v.bridge.em2=br0, p2v.bridge.em2, not known" })
    void refusesAddressesAndBridgesOfInterfacesThatVirtV2vWouldNotFind(String words, String key, String cause)
            throws Exception {
        var refused = (Planning.Refused) plan("p2v.server=c p2v.disks=sda " + words);
        assertThat(refused.problems()).singleElement().satisfies(problem -> assertThat(problem.field())
                .isEqualTo(Key.INTERFACES))
                .satisfies(problem -> assertThat(problem.message()).contains(key, cause));
    }

    @Test
    void plansAddressesAndBridgesOfInterfacesThatTheGuestGets() throws Exception {
        ConversionPlan plan = ready("p2v.server=c p2v.disks=sda p2v.ip.em1=192.0.2.7 p2v.bridge.em1=br0");
        assertThat(plan.virtV2v().addresses()).hasSize(1);
        assertThat(plan.virtV2v().bridges()).hasSize(1);
    }
}
