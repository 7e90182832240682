package org.virtp2v.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.ServerFacts.State;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.TestMachines;

/** What is made of the facts; the plans are of two disks with 10 GiB each, mostly images, of which no more is known. */
class JudgeTest {
    private static final long GIB = 1L << 30;
    private static final Duration HOUR = Duration.ofHours(1);

    private static ConversionPlan plan(String options) {
        return plan(TestMachines.server(), "p2v.disks=/a,/b " + options);
    }

    /** A plan of two disks with 10 GiB each, of which these GiB are in use. */
    private static ConversionPlan plan(@Nullable Long used, @Nullable Long otherUsed, String options) {
        var m = TestMachines.server();
        return plan(new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), m.firmware(),
                List.of(disk("sda", used), disk("sdb", otherUsed)), List.of(), List.of()), options);
    }

    private static Disk disk(String name, @Nullable Long usedGib) {
        Long used = usedGib == null ? null : usedGib * GIB;
        var volume = new Volume(name + "1", null, 10 * GIB, used, null, null, "ext4", null, null, Encryption.NONE,
                VolumeUse.of(null, VolumeUse.Role.SYSTEM));
        return new Disk(name, Path.of("/dev", name), 10 * GIB, null, null, false, DiskHardware.UNKNOWN,
                new DiskContent(PartitionTable.GPT, List.of(volume)));
    }

    private static ConversionPlan plan(Machine machine, String options) {
        try {
            var settings = Defaults.complete(
                    SettingsReader.read("p2v.server=conv p2v.name=web " + options).settings(), machine, List.of(),
                    () -> "x");
            return ((Planning.Ready) Planner.plan(settings, machine, NbdServer.DEFAULT_ORDER, path -> 10 * GIB,
                    Targets.NONE)).plan();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Place place(String name, @Nullable Long free) {
        return new Place(name, State.WRITABLE, free);
    }

    private static CheckResult temporary(String options, @Nullable Long tmp, Place overlays) {
        return new SpaceJudge(plan(options)).temporary(
                new ServerFacts(place("/tmp", tmp), overlays, Place.unknown(""), null, null, null, null, null));
    }

    private static CheckResult storage(String options, Place storage) {
        return new SpaceJudge(plan(options)).storage(storage);
    }

    private static CheckResult guestName(String options, State storage, @Nullable List<String> existing,
            @Nullable Boolean libvirtGuest) {
        ConversionPlan plan = plan(options);
        return new OutputJudge(plan, new OutputNeeds(plan, "2.2.0")).guestName(new ServerFacts(Place.unknown("/tmp"),
                Place.unknown("/var/tmp"), new Place("/s", storage, null), existing, null, libvirtGuest, null, null));
    }

    private static SurveyRequest request(String options, String version) {
        return new OutputNeeds(plan(options), version).request(List.of());
    }

    @ParameterizedTest
    @CsvSource({ "0,PROBLEM", "1000000,PROBLEM", "2000000,WARNING", "100000000,OK" })
    void wantsRoomForTheLogs(long free, Verdict verdict) {
        assertThat(temporary("", free, place("/var/tmp", 5 * GIB)).verdict()).isEqualTo(verdict);
    }

    @Test
    void saysThatTmpIsFullInTheWordsOfTheSystem() {
        assertThat(temporary("", 0L, place("/var/tmp", 5 * GIB)).text()).contains("No space left", "/tmp");
    }

    @Test
    void wantsAGibibyteForTheOverlays() {
        Place little = place("/big", GIB - 1);
        assertThat(temporary("", 5 * GIB, little).verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(temporary("", 5 * GIB, little).text()).contains("/big", "1.0 GiB", "VIRT_V2V_TMPDIR");
        assertThat(temporary("p2v.sudo", 5 * GIB, little).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(temporary("", 5 * GIB, place("/big", GIB)).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void doesNotMindADirectoryThatOnlyTheUserCannotWriteUnderSudo() {
        Place closed = new Place("/big", State.NOT_WRITABLE, 5 * GIB);
        assertThat(temporary("", 5 * GIB, closed).verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(temporary("p2v.sudo", 5 * GIB, closed).verdict()).isEqualTo(Verdict.OK);
    }

    @ParameterizedTest
    @CsvSource({ "20,'',OK", "20,preallocated,OK", "19,'',WARNING", "19,sparse,WARNING", "19,preallocated,PROBLEM" })
    void comparesTheStorageWithAllDisks(long freeGib, String allocation, Verdict verdict) {
        String options = allocation.isEmpty() ? "" : "p2v.oa=" + allocation;
        CheckResult result = storage(options, place("/s", freeGib * GIB));
        assertThat(result.verdict()).isEqualTo(verdict);
        assertThat(result.seen()).contains("20.0 GiB", freeGib + ".0 GiB free in /s");
    }

    @ParameterizedTest
    @CsvSource({ "5,2,3,'',OK", "4,2,3,sparse,WARNING", "12,2,,'',OK", "11,2,,'',WARNING",
            "19,2,3,preallocated,PROBLEM", "20,2,3,preallocated,OK" })
    void wantsRoomForWhatIsInUseUnlessAllIsSetAside(long freeGib, Long used, Long otherUsed, String allocation,
            Verdict verdict) {
        var plan = plan(used, otherUsed, allocation.isEmpty() ? "" : "p2v.oa=" + allocation);

        assertThat(new SpaceJudge(plan).storage(place("/s", freeGib * GIB)).verdict()).isEqualTo(verdict);
    }

    @Test
    void saysWhichFigureItTookForTheRoomThatIsNeeded() {
        Place little = place("/s", GIB);
        Place large = place("/s", 30 * GIB);
        var sparse = new SpaceJudge(plan(2L, 3L, ""));
        var preallocated = new SpaceJudge(plan(2L, 3L, "p2v.oa=preallocated"));
        var unknown = new SpaceJudge(plan(null, null, ""));

        assertThat(sparse.storage(little).text()).contains("up to 5.0 GiB are in use on the disks of 20.0 GiB",
                "may still fit");
        assertThat(sparse.storage(large).seen()).endsWith("for at most 5.0 GiB in use on disks of 20.0 GiB");
        assertThat(preallocated.storage(little).text()).contains("the disks have 20.0 GiB", "set aside at once")
                .doesNotContain("in use");
        assertThat(preallocated.storage(large).seen()).endsWith("disks of 20.0 GiB, which is set aside as a whole");
        assertThat(unknown.storage(little).text()).contains("the disks have 20.0 GiB; how much of them is in use is not"
                + " known", "may still fit");
        assertThat(unknown.storage(large).seen()).endsWith("20.0 GiB; how much of them is in use is not known");
    }

    @ParameterizedTest
    @CsvSource({ "MISSING,PROBLEM,PROBLEM", "NOT_A_DIRECTORY,PROBLEM,PROBLEM", "INACTIVE,PROBLEM,PROBLEM",
            "UNREACHABLE,PROBLEM,WARNING", "NOT_WRITABLE,PROBLEM,WARNING", "UNKNOWN,WARNING,WARNING" })
    void judgesAStorageThatCannotBeWritten(State state, Verdict verdict, Verdict withSudo) {
        Place storage = new Place("/s", state, null);
        assertThat(storage("", storage).verdict()).isEqualTo(verdict);
        assertThat(storage("p2v.sudo", storage).verdict()).isEqualTo(withSudo);
        assertThat(storage("", storage).seen()).contains("/s");
        assertThat(storage("", storage).advice()).isNotEmpty();
    }

    @Test
    void looksAtTheRoomAlsoWhereOnlySudoCanWrite() {
        Place large = new Place("/s", State.NOT_WRITABLE, 20 * GIB);
        Place small = new Place("/s", State.NOT_WRITABLE, 19 * GIB);
        assertThat(storage("p2v.sudo", large).text()).contains("cannot be written", "through sudo");
        assertThat(storage("p2v.sudo p2v.oa=preallocated", small).verdict()).isEqualTo(Verdict.PROBLEM);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void neverMakesAProblemOfWhatIsNotKnown(State state) {
        assertThat(storage("p2v.oa=preallocated", Place.unknown("/s")).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(storage("p2v.oa=preallocated", place("/s", null)).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(temporary("", null, Place.unknown("/x")).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(guestName("", state, null, null).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(LinkJudge.clock(null, Instant.EPOCH).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(LinkJudge.relay(null, HOUR).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(LinkJudge.speed(new LinkSpeed(0, Duration.ZERO), plan("")).verdict()).isEqualTo(Verdict.WARNING);
    }

    @Test
    void warnsWhereConnectionsCannotBeMadeAgain() {
        assertThat(LinkJudge.relay("3.6.8", HOUR)).isEqualTo(
                new CheckResult(Check.RELAY, Verdict.OK, "are made again, with Python 3.6.8 there", ""));
        assertThat(LinkJudge.relay("3.6.8", Duration.ZERO)).isEqualTo(new CheckResult(Check.RELAY, Verdict.OK,
                "are not made again (p2v.reconnect=0); only who knows a disk’s key reads it, with Python 3.6.8 there",
                ""));
        assertThat(LinkJudge.relay("", HOUR).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(LinkJudge.relay("", HOUR).text()).contains("no Python 3.6 or newer", "would end the conversion",
                "other users of the server", "package python3");
    }

    @Test
    void refusesToOverwriteAGuest() {
        assertThat(guestName("", State.WRITABLE, List.of("/s/web.xml"), null))
                .isEqualTo(new CheckResult(Check.GUEST_NAME, Verdict.PROBLEM,
                        "These files exist already and would be overwritten: /s/web.xml",
                        "Choose another name (p2v.name), or remove them."));
        assertThat(guestName("", State.WRITABLE, List.of(), null).verdict()).isEqualTo(Verdict.OK);
        assertThat(guestName("", State.UNREACHABLE, List.of(), null).verdict()).isEqualTo(Verdict.WARNING);
        assertThat(guestName("p2v.o=libvirt", State.UNKNOWN, null, true).verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(guestName("p2v.o=libvirt", State.UNKNOWN, null, false).verdict()).isEqualTo(Verdict.OK);
        assertThat(guestName("p2v.o=libvirt", State.UNKNOWN, null, null).verdict()).isEqualTo(Verdict.WARNING);
    }

    @Test
    void saysWhichToolIsMissing() {
        ConversionPlan plan = plan("p2v.o=openstack");
        CheckResult result = new OutputJudge(plan, new OutputNeeds(plan, "2.2.0")).tools(List.of("openstack"));
        assertThat(result.verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(result.text()).contains("openstack not found", "Install");
        ConversionPlan sudo = plan("p2v.o=openstack p2v.sudo");
        assertThat(new OutputJudge(sudo, new OutputNeeds(sudo, "2.2.0")).tools(List.of("openstack")).verdict())
                .isEqualTo(Verdict.WARNING);
        assertThat(new OutputJudge(plan, new OutputNeeds(plan, "2.2.0")).tools(null).verdict())
                .isEqualTo(Verdict.WARNING);
    }

    @ParameterizedTest
    @CsvSource({ "local,local,OK", "local,disk,OK", "disk,local,OK", "rhv,ovirt,OK", "rhv-upload,ovirt-upload,OK",
            "rhv,rhv-upload,WARNING", "glance,disk,WARNING", "no-such,local,WARNING", "no-such,'',OK" })
    void warnsOfAModeThatVirtV2vListsByNoneOfItsNames(String mode, String listed, Verdict verdict) {
        List<String> modes = listed.isEmpty() ? List.of() : List.of("null", listed);
        CheckResult result = OutputJudge.mode(mode, new ServerInfo("2.10.0", true, List.of(), modes));
        assertThat(result).extracting(CheckResult::check, CheckResult::verdict).containsExactly(Check.VIRT_V2V,
                verdict);
        assertThat(result.text()).contains("2.10.0");
        if (verdict == Verdict.WARNING) {
            assertThat(result.text()).contains(mode, "null, " + listed, "p2v.o");
        }
    }

    @Test
    void asksForWhatTheOutputModeMakes() {
        assertThat(request("p2v.os=/s", "2.2.0").files()).containsExactly("/s/web-sda", "/s/web-sdb", "/s/web.xml");
        assertThat(request("p2v.o=qemu p2v.os=/s/", "2.2.0").files()).contains("/s/web.sh");
        assertThat(request("p2v.o=kubevirt", "2.2.0").files()).contains("/var/tmp/web.yaml");
        assertThat(request("p2v.os=relative", "2.2.0").storage()).isNull();
        assertThat(request("p2v.o=null", "2.2.0")).isEqualTo(
                new SurveyRequest(null, List.of(), List.of("nbdkit", "nbdcopy"), null));
        assertThat(request("p2v.o=null", "1.44.2").tools()).isEmpty();
        assertThat(request("p2v.of=qcow2", "2.2.0").tools()).contains("qemu-img");
    }

    @Test
    void surveysWithWhatVirtV2vIsGivenButForSecrets() {
        assertThat(request("p2v.sudo p2v.env.TMPDIR=/big p2v.env.https_proxy=http://u:p@proxy", "2.2.0").virtV2v())
                .isEqualTo(new SurveyRequest.VirtV2v(true, false, Map.of("TMPDIR", new Secret("/big"))));
        ConversionPlan windows = plan(TestMachines.windows(), "p2v.disks=sda");
        assertThat(new OutputNeeds(windows, "2.2.0").request(List.of()).virtV2v().windows()).isTrue();
    }

    @Test
    void asksLibvirtAsVirtV2vWill() {
        assertThat(request("p2v.o=libvirt", "2.2.0").libvirt())
                .isEqualTo(new SurveyRequest.Libvirt(null, "default", "web"));
        assertThat(request("p2v.o=libvirt p2v.sudo", "2.2.0").libvirt())
                .isEqualTo(new SurveyRequest.Libvirt("qemu:///system", "default", "web"));
        assertThat(request("p2v.o=libvirt p2v.os=vms p2v.oc=qemu:///session p2v.sudo", "2.2.0").libvirt())
                .isEqualTo(new SurveyRequest.Libvirt("qemu:///session", "vms", "web"));
    }

    @ParameterizedTest
    @CsvSource({ "0,OK,same", "-1,OK,same", "200,OK,3:20 ahead", "-300,OK,5:00 behind", "-301,WARNING,5:01 behind",
            "-3599,WARNING,59:59 behind" })
    void comparesTheClocks(long seconds, Verdict verdict, String seen) {
        CheckResult result = LinkJudge.clock(Duration.ofSeconds(seconds), Instant.EPOCH);
        assertThat(result.verdict()).isEqualTo(verdict);
        assertThat(result.seen()).contains(seen);
        assertThat(result.clockStep()).isNull();
    }

    @ParameterizedTest
    @CsvSource({ "2010-01-01T00:12:59Z,2026-11-28T18:30:00Z", "2026-11-28T18:30:00Z,2026-11-28T17:30:00Z",
            "1970-01-01T00:00:00Z,9999-12-31T23:59:59Z" })
    void offersToSetAClockThatIsWrongByAnHourOrMore(Instant here, Instant there) {
        CheckResult result = LinkJudge.clock(Duration.between(here, there), here);

        assertThat(result.verdict()).isEqualTo(Verdict.WARNING);
        assertThat(result.seen()).isEqualTo("this machine shows " + inMinutes(here) + " UTC, the conversion server "
                + inMinutes(there) + " UTC");
        assertThat(result.advice()).contains("date -u -s \"" + inMinutes(there) + "\"");
        assertThat(result.clockStep()).isEqualTo(Duration.between(here, there));
    }

    private static String inMinutes(Instant time) {
        return time.toString().substring(0, 16).replace('T', ' ');
    }

    @Test
    void estimatesTheTimeFromTheSpeedAndTheLimit() {
        var speed = new LinkSpeed(100_000_000, Duration.ofSeconds(1));
        assertThat(LinkJudge.speed(speed, plan("")).seen()).isEqualTo(
                "at 100 MB/s about 4 minutes for 20.0 GiB, less when not all of it is in use");
        assertThat(LinkJudge.speed(speed, plan("p2v.bandwidth=10MB")).seen()).contains("at 10 MB/s",
                "about 36 minutes", "without the limit it would be 100 MB/s");
    }

    @Test
    void estimatesTheTimeFromWhatIsInUseWhereThatIsKnown() {
        var speed = new LinkSpeed(100_000_000, Duration.ofSeconds(1));

        assertThat(LinkJudge.speed(speed, plan(2L, 3L, "")).seen())
                .isEqualTo("at 100 MB/s about a minute, for at most 5.0 GiB in use on disks of 20.0 GiB");
    }
}
