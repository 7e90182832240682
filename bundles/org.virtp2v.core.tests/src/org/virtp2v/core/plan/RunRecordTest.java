package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.Origin.DiskIdentity;
import org.virtp2v.core.settings.ReadErrorChoice;
import org.virtp2v.core.settings.ResumeChoice;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.testing.FakeTargets;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.testing.TestMachines;

/** What is left on the server to go on with, how it is read, and the plan that is made of it. */
class RunRecordTest {
    private static final Instant BEGAN = Instant.parse("2026-11-29T10:04:05Z");
    private static final String PRINT = "0123456789abcdef".repeat(4);
    private static final String LOGIN = "p2v.server=conv p2v.password=geheim p2v.name=web p2v.disks=sda,sdb";

    private static Machine machine(@Nullable String uuid, Disk... disks) {
        Machine server = TestMachines.server();
        return new Machine(server.hostName(), server.cpu(), server.memoryBytes(), server.acpi(), server.rtc(),
                server.firmware(), List.of(disks), server.removableDrives(), server.interfaces(),
                new Identity(null, null, null, uuid, null), server.trust(), List.of());
    }

    private static Disk disk(String name, long size, @Nullable String serial) {
        return new Disk(name, Path.of("/dev", name), size, "MODEL", serial, false);
    }

    private static RunRecord record(String commandLine, Machine machine) {
        ConversionPlan plan = Plans.of(commandLine, machine);
        return RunRecord.of(plan, "1.0", BEGAN, plan.disks().stream().map(d -> PRINT).toList(),
                List.of("relay.json"));
    }

    private static Settings settings(String commandLine) throws Exception {
        return SettingsReader.read(commandLine).settings();
    }

    @Test
    void isReadAsItWasWrittenWithoutAnySecret() {
        RunRecord record = record(LOGIN + " p2v.o=rhv-upload p2v.oc=https://admin:pa55@rhv/api p2v.os=store"
                + " p2v.bandwidth=5M p2v.on_read_error=zero p2v.post=poweroff", TestMachines.server());
        String text = record.json().toString();
        assertThat(text).doesNotContain("geheim", "pa55", "poweroff", "\n");
        RunRecord read = RunRecord.parse(text);
        assertThat(read.json()).hasToString(text);
        assertThat(read.guest()).isEqualTo("web");
        assertThat(read.began()).isEqualTo(BEGAN);
        assertThat(read.settings().run().bytesPerSecond()).isEqualTo(5L << 20);
        assertThat(read.settings().output().storage()).isEqualTo("store");
        assertThat(read.disks()).isEqualTo(record.disks());
    }

    @Test
    void takesNeitherALogInNorACommandFromTheServer() {
        String text = record(LOGIN, TestMachines.server()).json().toString().replace("\"settings\":\"",
                "\"settings\":\"p2v.server=evil p2v.post=reboot p2v.pre=rm p2v.disks=/etc/shadow p2v.os=/x ");
        Settings read = RunRecord.parse(text).settings();
        assertThat(read.server().host()).isNull();
        assertThat(read.run().post()).isNull();
        assertThat(read.run().pre()).isNull();
        assertThat(read.devices().disks()).isNull();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = { "\"version\":1, \"version\":2", "\"guest\":\"web\", \"guest\":\"a/b\"",
            "\"guest\":\"web\", \"guest\":\"\\u001b[2J\"", "\"guest\":\"web\", \"guest\":7",
            "\"relay.json\", \"../../etc/passwd\"", "\"relay.json\", \"a b\"", "\"relay.json\", \"-rf\"",
            "\"bytes\":1099511627776, \"bytes\":0", "\"bytes\":1099511627776, \"bytes\":1e99",
            "\"excluded\":[], `\"excluded\":[[-1,5]]`", "\"excluded\":[], `\"excluded\":[[5,1099511627776]]`",
            "\"path\":\"/dev/sda\", \"path\":\"sda\"", "\"fingerprint\":\"0123, \"fingerprint\":\"xx23",
            "2026-11-29T10:04:05Z, yesterday", "\"target\":\"sda\", \"target\":\"$(x)\"", "}], x",
            "\"uuid\":null, \"uuid\":1" })
    void refusesWhatDoesNotFit(String right, String wrong) {
        String text = record(LOGIN, TestMachines.server()).json().toString();
        assertThat(text).contains(right);
        assertThatIllegalArgumentException().isThrownBy(() -> RunRecord.parse(text.replace(right, wrong)));
    }

    @Test
    void findsDisksAgainBySerialNumberWhateverTheirNamesAre() throws Exception {
        RunRecord record = record(LOGIN,
                machine("u", disk("sda", 1 << 20, "A"), disk("sdb", 1 << 21, "B")));
        ConversionPlan plan = ResumedPlan.of(record, settings("p2v.server=conv"),
                machine("u", disk("sda", 1 << 20, "X"), disk("sdb", 1 << 20, "A"), disk("sdc", 1 << 21, "B")),
                Targets.NONE, NbdServer.DEFAULT_ORDER);
        assertThat(plan.disks()).extracting(SourceDisk::name).containsExactly("sdb", "sdc");
        assertThat(plan.disks()).extracting(SourceDisk::targetDevice).containsExactly("sda", "sdb");
    }

    @Test
    void tellsHowTheGuestIsStartedUnlessItWentToAnotherTargetOfTheMode() throws Exception {
        Machine machine = machine("u", disk("sda", 1 << 20, "A"), disk("sdb", 1 << 21, "B"));
        RunRecord record = record(LOGIN + " p2v.o=local p2v.os=/x", machine);
        assertThat(nextSteps(record, machine)).flatExtracting(NextStep::commands)
                .containsExactly("virsh define /x/web.xml", "virsh start web");
        RunRecord other = new RunRecord("1", BEGAN, "u", "", "web", record.settings(), "of a plug-in", record.disks(),
                List.of());
        assertThat(nextSteps(other, machine)).isEmpty();
    }

    private static List<NextStep> nextSteps(RunRecord record, Machine machine) throws Exception {
        return ResumedPlan.of(record, settings("p2v.server=conv"), machine, new FakeTargets(),
                NbdServer.DEFAULT_ORDER).target().nextSteps();
    }

    @Test
    void refusesADiskThatIsNotThereOrAnotherOneOfTheSameName() {
        RunRecord record = record(LOGIN, machine("u", disk("sda", 1 << 20, "A"), disk("sdb", 1 << 21, "B")));
        for (Machine other : List.of(machine("u", disk("sda", 1 << 20, "A")),
                machine("u", disk("sda", 1 << 20, "A"), disk("sdb", 1 << 21, "C")),
                machine("u", disk("sda", 1 << 20, "A"), disk("sdb", 1 << 22, "B")))) {
            assertThatExceptionOfType(SourceException.class).isThrownBy(() -> ResumedPlan.of(record,
                    settings("p2v.server=conv"), other, Targets.NONE, NbdServer.DEFAULT_ORDER))
                    .withMessageContaining("sdb").withMessageContaining("p2v.resume=end");
        }
    }

    @Test
    void tellsClonesApartByTheMachine() {
        Machine one = machine("u1", disk("sda", 1 << 20, null), disk("sdb", 1 << 21, null));
        RunRecord record = record(LOGIN, one);
        assertThat(ResumedPlan.isOfThisMachine(record, one)).isTrue();
        assertThat(ResumedPlan.isOfThisMachine(record, machine("u2", one.disks().toArray(Disk[]::new)))).isFalse();
        assertThat(ResumedPlan.isOfThisMachine(record, machine(null, one.disks().toArray(Disk[]::new)))).isTrue();
        assertThat(ResumedPlan.isOfThisMachine(record, machine(null, disk("sda", 1 << 19, null)))).isFalse();
    }

    @Test
    void goesOnAsItBeganUnlessSomethingIsGivenAnew() throws Exception {
        RunRecord begun = record(LOGIN + " p2v.bandwidth=5M p2v.on_read_error=zero p2v.test_boot p2v.o=local p2v.os=/x",
                machine("u", disk("sda", 1 << 20, "A"), disk("sdb", 1 << 21, "B")));
        SourceDisk whole = begun.disks().getFirst().source();
        RunRecord record = new RunRecord("1", BEGAN, "u", "", "web", begun.settings(), "t",
                List.of(new RunRecord.Disk(new SourceDisk("sda", whole.path(), whole.sizeBytes(), "sda", null, null,
                        List.of(new Extent(4096, 8192))), new DiskIdentity("A", null, null), PRINT)),
                List.of());
        Machine now = machine("u", disk("sda", 1 << 20, "A"));
        ConversionPlan same = ResumedPlan.of(record, settings("p2v.server=conv p2v.os=/y p2v.exclude=sda1"), now,
                Targets.NONE, NbdServer.DEFAULT_ORDER);
        assertThat(same.disks().getFirst().excluded()).containsExactly(new Extent(4096, 8192));
        assertThat(same.bytesPerSecond()).isEqualTo(5L << 20);
        assertThat(same.onReadError()).isEqualTo(ReadErrorChoice.ZERO);
        assertThat(same.testBoot()).isTrue();
        assertThat(same.output().storage()).isEqualTo("/x");
        assertThat(same.nbdServers()).containsExactly(NbdServer.BUILTIN);
        assertThat(RunRecord.parse(record.json().toString())).isEqualTo(record);
        ConversionPlan anew = ResumedPlan.of(record,
                settings("p2v.server=conv p2v.bandwidth=1M p2v.on_read_error=stop p2v.test_boot=no p2v.resume=only"),
                now, Targets.NONE, NbdServer.DEFAULT_ORDER);
        assertThat(anew.bytesPerSecond()).isEqualTo(1L << 20);
        assertThat(anew.onReadError()).isEqualTo(ReadErrorChoice.STOP);
        assertThat(anew.testBoot()).isFalse();
        assertThat(anew.resume()).isEqualTo(ResumeChoice.ONLY);
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> ResumedPlan.of(record, settings("p2v.server=conv"), now, Targets.NONE,
                        List.of(NbdServer.QEMU_NBD)))
                .withMessageContaining("builtin");
    }

    @Test
    void aGuestThatRunsGoesOnWhateverIsGiven() throws Exception {
        Machine machine = machine("u", disk("sda", 1 << 20, "A"), disk("sdb", 1 << 21, "B"));
        RunRecord record = RunRecord.parse(record(LOGIN + " p2v.instant", machine).json().toString());
        assertThat(record.settings().run().instant()).isTrue();
        assertThat(ResumedPlan.of(record, settings("p2v.server=conv p2v.instant=no p2v.test_boot"), machine,
                Targets.NONE, NbdServer.DEFAULT_ORDER)).returns(true, ConversionPlan::instant)
                .returns(false, ConversionPlan::testBoot);
        assertThat(record(LOGIN, machine).settings().run().instant()).isFalse();
    }

    @Test
    void isTheSameConversionWithTheSameGuestPlaceAndDisks(@TempDir Path temp) throws Exception {
        Path image = Files.createFile(temp.resolve("a.img"));
        String line = "p2v.server=conv p2v.name=web p2v.disks=" + image + " p2v.o=local p2v.os=/x";
        RunRecord record = RunRecord.parse(record(line, Plans.MACHINE).json().toString());
        assertThat(record.isSameGuest(Plans.of(line))).isTrue();
        assertThat(record.isSameSource(Plans.of(line))).isTrue();
        assertThat(record.isSameGuest(Plans.of(line.replace("web", "db")))).isFalse();
        assertThat(record.isSameGuest(Plans.of(line.replace("/x", "/y")))).isFalse();
        assertThat(record.isSameSource(Plans.of(line.replace("a.img", "b.img")))).isFalse();
        assertThat(record.isSameSource(Plans.of(line.replace("a.img", "a.img,/b.img")))).isFalse();
    }
}
