package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import org.eclipse.core.databinding.observable.Realm;
import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.DiskGroup.Kind;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.DriveHealth;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.SystemRoot;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.VirtV2vOptions;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.FirmwareChoice;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.DiskSizer;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.ui.WizardInput;

class MachineModelTest {
    private static final DiskGroup RAID = new DiskGroup(Kind.MD_RAID, "md0", List.of("sda", "sdb"), 0);
    private static final ServerInfo SERVER = new ServerInfo("2.2.0", true, List.of(),
            List.of("libvirt", "local", "null", "qemu", "rhv"));

    private final ThreadRealm realm = new ThreadRealm();

    /** Models need a realm, but no display. */
    private static final class ThreadRealm extends Realm {
        @Override
        public boolean isCurrent() {
            return true;
        }

        void begin() {
            Realm.setDefault(this);
        }

        static void end() {
            Realm.setDefault(null);
        }
    }

    @BeforeEach
    void begin() {
        realm.begin();
    }

    @AfterEach
    void end() {
        ThreadRealm.end();
    }

    private static Settings settings(String line) {
        try {
            return SettingsReader.read(line).settings();
        } catch (SettingsException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Probed probed(String line, Machine machine, List<String> testDisks, DiskSizer sizer) {
        Settings complete = Defaults.complete(settings(line), machine, testDisks, () -> "random");
        List<String> known = machine.disks().stream().map(Disk::name).toList();
        List<String> byPath = complete.devices().disks().stream().filter(name -> !known.contains(name)).toList();
        return new Probed(machine, complete, new DiskSizes(byPath, sizer),
                new KeyFiles(complete.devices().encryptionKeys()));
    }

    private static Probed probed(String line, Machine machine) {
        return probed(line, machine, List.of(), path -> 1L << 30);
    }

    private static MachineModel model(String line, Machine machine) {
        return new MachineModel(probed(line, machine), false, Targets.NONE, NbdServer.DEFAULT_ORDER);
    }

    private static @Nullable String choose(MachineModel model, String disk, boolean on) {
        return model.disks().choose(DiskRows.find(model.disks().nodes().getValue(), disk), on);
    }

    private static WizardModel wizard(String line, Probed probed) {
        Engine engine = new Engine(null, null, null, Targets.NONE, "1.0.0", Clock.systemUTC());
        WizardModel wizard = new WizardModel(new WizardInput(engine, settings("p2v.server=conv " + line),
                List.of(NbdServer.values()), List.of(), false, null, () -> "random"));
        wizard.probed(probed);
        return wizard;
    }

    private static List<Key> problems(WizardModel wizard) {
        return wizard.plan() instanceof Planning.Refused refused
                ? refused.problems().stream().map(PlanProblem::field).toList() : List.of();
    }

    private static List<Key> warnings(WizardModel wizard) {
        return wizard.plan().warnings().stream().map(PlanProblem::field).toList();
    }

    @Test
    void offersTheFirmwareOfTheSettingsAndTakesAnother() {
        MachineModel model = model("p2v.firmware=efi", Machines.machine(Machines.disks("sda")));
        assertThat(model.guest().firmware().getValue()).isEqualTo(FirmwareChoice.EFI);

        model.guest().firmware().setValue(FirmwareChoice.BIOS);
        assertThat(model.guestSettings().firmware()).isEqualTo(FirmwareChoice.BIOS);
        assertThat(model("", Machines.machine(Machines.disks("sda"))).guestSettings().firmware())
                .isEqualTo(FirmwareChoice.AUTO);
    }

    private static List<String> messages(WizardModel wizard) {
        return wizard.plan() instanceof Planning.Refused refused
                ? refused.problems().stream().map(PlanProblem::message).toList() : List.of();
    }

    @Test
    void takesFurtherOptionsOfVirtV2vThatTheServerHas() {
        String line = "p2v.v2v=--compressed \"p2v.v2v=--network=a b\"";
        WizardModel wizard = wizard(line, probed(line, Machines.machine(Machines.disks("sda"))));
        IObservableValue<String> field = wizard.known().options().text();
        assertThat(field.getValue()).isEqualTo("--compressed --network='a b'");
        wizard.server().tested().setValue(SERVER);
        assertThat(wizard.settings().virtV2v()).isEqualTo(settings(line).virtV2v());

        field.setValue("--compressed --bridge 'x:y'");
        assertThat(problems(wizard)).isEmpty();
        assertThat(wizard.commandLine(false).line()).contains("p2v.v2v=--compressed p2v.v2v=--bridge=x:y");

        wizard.server().tested().setValue(
                SERVER.with(VirtV2vOptions.parse("  -o <x>\n  -b, --bridge <in:out>\n").orElseThrow()));
        assertThat(problems(wizard)).containsExactly(Key.VIRT_V2V);
        assertThat(messages(wizard).getFirst()).contains("2.2.0", "no option --compressed");
        field.setValue("-b 'x:y'");
        assertThat(problems(wizard)).isEmpty();
    }

    @Test
    void refusesFurtherOptionsThatCannotBeReadOrAreReserved() {
        WizardModel wizard = wizard("", probed("", Machines.machine(Machines.disks("sda"))));
        wizard.known().options().text().setValue("--bridge 'x");
        assertThat(messages(wizard)).containsExactly("The quote ' is not closed.");
        wizard.known().options().text().setValue("--os=/x");
        assertThat(messages(wizard)).singleElement().asString().contains("p2v.os");
    }

    @Test
    void offersTheSystemsOfTheChosenDisksAndThoseThatVirtV2vFound() {
        SystemRoot volume = new SystemRoot("vg/root", true, "Debian");
        MachineModel model = model("", Machines.machine(List.of(systems("sda", volume),
                systems("nvme0n1", new SystemRoot("nvme0n1p1", false, "Fedora"),
                        new SystemRoot("nvme0n1p4", false, "Windows")),
                systems("sdb", volume, new SystemRoot("sdb1", false, "SUSE")))));
        assertThat(model.system().offered().getValue()).containsExactly("first (default)", "single",
                "/dev/vg/root (Debian)",
                "/dev/sdb1 (Fedora)", "/dev/sdb4 (Windows)", "/dev/sdc1 (SUSE)");

        choose(model, "nvme0n1", false);
        model.system().found(List.of("/dev/vg/other", "/dev/sdb1"));
        assertThat(model.system().offered().getValue()).containsExactly("first (default)", "single",
                "/dev/vg/root (Debian)",
                "/dev/sdb1 (SUSE)", "/dev/vg/other");
    }

    private static Disk systems(String disk, SystemRoot... roots) {
        return new Disk(disk, Path.of("/dev", disk), 1L << 30, null, null, false, DiskHardware.UNKNOWN,
                new DiskContent(DiskContent.PartitionTable.GPT, List.of(), BootSigns.NONE, List.of(roots)));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = { "'',first,-", "'',,-", "'',single,single",
            "'','/dev/sda2 (Debian GNU/Linux 12)',/dev/sda2", "'',' /dev/vg/root ',/dev/vg/root",
            "p2v.root=first,first,first", "p2v.root=/dev/sda1,-,/dev/sda1" })
    void takesASystem(String line, @Nullable String typed, @Nullable String root) {
        WizardModel wizard = wizard(line, probed(line, Machines.machine(Machines.disks("sda"))));
        if (typed != null) {
            wizard.known().system().text().setValue(typed);
        }
        assertThat(problems(wizard)).isEmpty();
        assertThat(wizard.settings().virtV2v().root()).isEqualTo(root);
    }

    @Test
    void refusesASystemThatIsNone() {
        WizardModel wizard = wizard("", probed("", Machines.machine(Machines.disks("sda"))));
        wizard.known().system().text().setValue("sda2");
        assertThat(problems(wizard)).containsExactly(Key.ROOT);
    }

    private static void move(MachineModel model, String disk, int places) {
        model.disks().move(DiskRows.find(model.disks().nodes().getValue(), disk), places);
    }

    @Test
    void movesDisksWithinTheGuest() {
        MachineModel model = model("", Machines.machine(Machines.disks("sda", "sdb", "sdc", "sdd"), RAID));
        choose(model, "sdd", false);

        move(model, "sdc", -1);
        assertThat(model.deviceSettings().disks()).containsExactly("sda", "sdc", "sdb");
        move(model, "sdc", -1);
        move(model, "sdc", -1);
        move(model, "sdd", -1);
        assertThat(model.deviceSettings().disks()).containsExactly("sdc", "sda", "sdb");
        move(model, "sdc", 2);
        assertThat(model.deviceSettings().disks()).containsExactly("sda", "sdb", "sdc");
        assertThat(model.disks().rows()).extracting(model.disks()::position).containsExactly(1, 2, 3, 0);
    }

    @Test
    void keepsTheOrderThatWasGivenOrMadeByMoving() {
        Machine machine = Machines.machine(Machines.disks("sda", "sdb", "sdc"));
        MachineModel model = model("p2v.disks=sdc,sda", machine);
        assertThat(model.deviceSettings().disks()).containsExactly("sdc", "sda");

        move(model, "sda", -1);
        model.refresh(probed("p2v.disks=sdc,sda", Machines.machine(Machines.disks("sda", "sdb", "sdc", "sdd"))));
        choose(model, "sdd", true);

        assertThat(model.deviceSettings().disks()).containsExactly("sda", "sdc", "sdd");
        assertThat(wizard("", probed("p2v.disks=sdc,sda", machine)).commandLine(false).line())
                .contains("p2v.disks=sdc,sda");
    }

    @Test
    void takesItsDefaultsFromTheMachine() {
        MachineModel model = model("", Machines.machine(Machines.disks("sda", "sdb")));

        assertThat(model.guest().name().getValue()).isEqualTo("web1");
        assertThat(model.guest().vcpus().getValue()).isEqualTo("24");
        assertThat(model.guest().memory().getValue()).isEqualTo("4096");
        assertThat(model.outputSettings(null).type()).isEqualTo("local");
        assertThat(model.outputSettings(null).storage()).isEqualTo("/var/tmp");
        assertThat(model.deviceSettings().disks()).containsExactly("sda", "sdb");
        assertThat(model.deviceSettings().removable()).containsExactly("sr0");
        assertThat(model.deviceSettings().interfaces()).containsExactly("em1", "em2");
    }

    @Test
    void saysWhatTheSettingsSayWhenNothingIsChanged() {
        String line = "p2v.name=x p2v.vcpu.cores=3 p2v.memory=300000001 p2v.disks=sdb,sda p2v.removable= "
                + "p2v.interfaces=em2 p2v.network=em1:wired,other p2v.o=libvirt p2v.oc=qemu:///system p2v.os=pool "
                + "p2v.of=qcow2 p2v.oa=sparse p2v.oo=compressed,a=b";
        Probed probed = probed(line, Machines.machine(Machines.disks("sda", "sdb")));
        MachineModel model = new MachineModel(probed, false, Targets.NONE, NbdServer.DEFAULT_ORDER);

        assertThat(model.guestSettings()).isEqualTo(probed.complete().guest());
        assertThat(model.deviceSettings()).isEqualTo(probed.complete().devices());
        assertThat(model.outputSettings(null)).isEqualTo(probed.complete().output());
    }

    @Test
    void showsTheProductWhileTheTopologyIsCopied() {
        MachineModel model = model("p2v.vcpu.cores=3", Machines.machine(Machines.disks("sda")));

        model.guest().topology().setValue(true);

        assertThat(model.guest().vcpus().getValue()).isEqualTo("12");
        assertThat(model.guestSettings().physicalTopology()).isTrue();
        assertThat(model.guestSettings().vcpus()).isEqualTo(3);

        model.guest().topology().setValue(false);

        assertThat(model.guest().vcpus().getValue()).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "x", "4 GB", "-1", "255", "0", "99999999999999", "9999999999999999999999" })
    void refusesMemory(String text) {
        WizardModel wizard = wizard("", probed("", Machines.machine(Machines.disks("sda"))));

        wizard.machine().getValue().guest().memory().setValue(text);

        assertThat(problems(wizard)).containsExactly(Key.MEMORY);
    }

    @Test
    void countsMemoryInMebibytes() {
        MachineModel model = model("", Machines.machine(Machines.disks("sda")));

        model.guest().memory().setValue(" 256 ");

        assertThat(model.guestSettings().memoryBytes()).isEqualTo(256L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "0", "-3", "two", "1.5", "99999999999" })
    void refusesNumbersOfCpus(String text) {
        WizardModel wizard = wizard("", probed("", Machines.machine(Machines.disks("sda"))));

        wizard.machine().getValue().guest().vcpus().setValue(text);

        assertThat(problems(wizard)).containsExactly(Key.VCPU_CORES);
    }

    @Test
    void warnsAboveTheLimits() {
        WizardModel wizard = wizard("", probed("", Machines.machine(Machines.disks("sda"))));

        wizard.machine().getValue().guest().vcpus().setValue("1025");
        wizard.machine().getValue().guest().memory().setValue(Long.toString((16L << 20) + 1));

        assertThat(problems(wizard)).isEmpty();
        assertThat(warnings(wizard)).containsExactlyInAnyOrder(Key.VCPU_CORES, Key.MEMORY);
    }

    @Test
    void refusesNoNameAndNoDisk() {
        WizardModel wizard = wizard("", probed("", Machines.machine(Machines.disks("sda"))));

        wizard.machine().getValue().guest().name().setValue(" ");
        choose(wizard.machine().getValue(), "sda", false);

        assertThat(problems(wizard)).containsExactly(Key.GUEST_NAME, Key.DISKS);
        assertThat(((Planning.Refused) wizard.plan()).problems()).noneMatch(p -> p.message().contains("p2v."));
    }

    @Test
    void choosesTheDisksOfAnArrayTogetherAndSaysWhy() {
        MachineModel model = model("", Machines.machine(Machines.disks("sda", "sdb", "sdc"), RAID));

        assertThat(model.disks().nodes().getValue()).hasSize(2).first().isInstanceOfSatisfying(DiskSet.class,
                set -> assertThat(set.title()).isEqualTo("RAID array md0"));
        assertThat(choose(model, "sdb", false)).contains("sda, sdb", "md0");
        assertThat(model.deviceSettings().disks()).containsExactly("sdc");
        assertThat(choose(model, "sda", true)).contains("sda, sdb", "md0");
        assertThat(model.deviceSettings().disks()).containsExactly("sda", "sdb", "sdc");
        assertThat(choose(model, "sdc", false)).isNull();
    }

    @Test
    void choosesPartOfAnArrayWhereThatIsAllowed() {
        MachineModel model = model("p2v.allow_partial_arrays", Machines.machine(Machines.disks("sda", "sdb"), RAID));

        assertThat(choose(model, "sdb", false)).isNull();
        assertThat(model.deviceSettings().disks()).containsExactly("sda");
    }

    @Test
    void putsGroupsThatShareADiskTogether() {
        DiskGroup group = new DiskGroup(Kind.LVM, "vg0", List.of("sdb", "sdc"), 1);
        MachineModel model = model("", Machines.machine(Machines.disks("sda", "sdb", "sdc"), RAID, group));

        assertThat(model.disks().nodes().getValue()).singleElement().isInstanceOfSatisfying(DiskSet.class, set -> {
            assertThat(set.title()).isEqualTo("RAID array md0, volume group vg0");
            assertThat(set.missing()).isEqualTo("1 member is missing");
            assertThat(set.disks()).hasSize(3);
        });
    }

    @Test
    void refusesPartOfAnArrayFromTheCommandLine() {
        String line = "p2v.disks=sda";
        WizardModel wizard = wizard(line, probed(line, Machines.machine(Machines.disks("sda", "sdb"), RAID)));

        assertThat(problems(wizard)).containsExactly(Key.DISKS);
    }

    @Test
    void keepsTheDiskOfTheRunningSystemOut() {
        MachineModel model = model("",
                Machines.machine(List.of(Machines.disk("sda", true), Machines.disk("sdb", false))));

        assertThat(model.deviceSettings().disks()).containsExactly("sdb");
        assertThat(choose(model, "sda", true)).contains("sda", "runs from");
        assertThat(model.deviceSettings().disks()).containsExactly("sdb");
    }

    @Test
    void keepsAllOfTheRunningSystemsArrayOut() {
        MachineModel model = model("",
                Machines.machine(List.of(Machines.disk("sda", true), Machines.disk("sdb", false)), RAID));

        assertThat(model.deviceSettings().disks()).isEmpty();
        assertThat(choose(model, "sdb", true)).contains("sdb", "sda");
    }

    @Test
    void takesOnePathToADisk() {
        DiskGroup paths = new DiskGroup(Kind.MULTIPATH, "mpatha", List.of("sda", "sdb"), 0);
        MachineModel model = model("", Machines.machine(Machines.disks("sda", "sdb"), paths));

        assertThat(model.deviceSettings().disks()).containsExactly("sda");
        assertThat(choose(model, "sdb", true)).contains("another path to sda");
        assertThat(choose(model, "sda", false)).isNull();
    }

    @Test
    void keepsWhatTheUserChoseWhenItLooksAgain() {
        MachineModel model = model("", Machines.machine("a", Machines.disks("sda", "sdb"), List.of("em1", "em2")));
        choose(model, "sda", false);
        model.interfaces().choose(model.interfaces().rows().getValue().get(0), false);
        model.networks().connect("em2", "wired");
        model.guest().vcpus().setValue("7");
        OutputModelTest.field(model.output(), "storage").setValue("/data");

        model.refresh(probed("", Machines.machine("b", Machines.disks("sda", "sdc"), List.of("em1", "em3"))));

        assertThat(model.deviceSettings().disks()).containsExactly("sdc");
        assertThat(model.deviceSettings().interfaces()).containsExactly("em3");
        assertThat(model.networks().of("em2")).isEqualTo("wired");
        assertThat(model.guest().vcpus().getValue()).isEqualTo("7");
        assertThat(model.guest().name().getValue()).isEqualTo("b");
        assertThat(model.outputSettings(null).storage()).isEqualTo("/data");
    }

    @Test
    void keepsATypedNameAndARandomOneWhenItLooksAgain() {
        Machine nameless = Machines.machine("", Machines.disks("sda"), List.of());
        MachineModel model = model("", nameless);
        Settings other = Defaults.complete(settings(""), nameless, List.of(), () -> "other");

        model.refresh(new Probed(nameless, other, DiskSizes.NONE, KeyFiles.NONE));

        assertThat(model.guest().name().getValue()).isEqualTo("random");

        model.guest().name().setValue("mine");
        model.refresh(probed("", Machines.machine(Machines.disks("sda"))));

        assertThat(model.guest().name().getValue()).isEqualTo("mine");
    }

    @Test
    void letsANewDiskOfAnArrayGoWithTheOthers() {
        MachineModel model = model("", Machines.machine(Machines.disks("sda")));
        choose(model, "sda", false);

        model.refresh(probed("", Machines.machine(Machines.disks("sda", "sdb"), RAID)));

        assertThat(model.deviceSettings().disks()).isEmpty();
    }

    @Test
    void keepsAModeThatTheServerDidNotReportAndWarns() {
        String line = "p2v.o=openstack";
        WizardModel wizard = wizard(line, probed(line, Machines.machine(Machines.disks("sda"))));
        wizard.server().tested().setValue(SERVER);

        assertThat(wizard.machine().getValue().output().offered(SERVER))
                .extracting(form -> form.description().mode()).contains("openstack").doesNotContain("vdsm");
        assertThat(warnings(wizard)).containsExactly(Key.OUTPUT_TYPE);
    }

    @Test
    void knowsTheNetworksThatWereNamed() {
        MachineModel model = model("p2v.network=em1:wired,other", Machines.machine(Machines.disks("sda")));

        assertThat(model.networks().known()).containsExactly("default", "wired", "other");
        assertThat(model.networks().connect("em2", " lab ")).isTrue();
        assertThat(model.networks().connect("em2", "a,b")).isFalse();
        assertThat(model.networks().connect("em2", " ")).isFalse();
        assertThat(model.networks().known()).containsExactly("default", "wired", "other", "lab");
        assertThat(model.deviceSettings().networkMap()).hasToString("em1:wired em2:lab");
    }

    @Test
    void writesOneNetworkForAllInterfacesOnce() {
        MachineModel model = model("", Machines.machine(Machines.disks("sda")));

        model.networks().connect("em1", "wired");
        model.networks().connect("em2", "wired");

        assertThat(model.deviceSettings().networkMap()).hasToString("wired");
    }

    @Test
    void listsOnlyTestDisks() throws SourceException {
        Probed probed = probed("", Machines.machine(Machines.disks("sda")), List.of("/x/a.img", "/x/b.img"), path -> {
            if (path.equals(Path.of("/x/b.img"))) {
                throw new SourceException("There is no b.img");
            }
            return 5L << 30;
        });
        MachineModel model = new MachineModel(probed, true, Targets.NONE, NbdServer.DEFAULT_ORDER);

        assertThat(model.disks().rows()).extracting(DiskRow::name, DiskRow::sizeBytes).containsExactly(
                tuple("/x/a.img", 5L << 30),
                tuple("/x/b.img", null));
        assertThat(model.deviceSettings().disks()).containsExactly("/x/a.img", "/x/b.img");
        assertThat(model.sizes().sizeOf(Path.of("/x/a.img"))).isEqualTo(5L << 30);
    }

    @Test
    void refusesADiskThatCannotBeLookedAt() {
        String line = "p2v.disks=sda,sdz";
        WizardModel wizard = wizard(line, probed(line, Machines.machine(Machines.disks("sda")), List.of(), path -> {
            throw new SourceException("There is no " + path);
        }));

        assertThat(problems(wizard)).containsExactly(Key.DISKS);
        choose(wizard.machine().getValue(), "sdz", false);
        assertThat(problems(wizard)).isEmpty();
    }

    @Test
    void turnsKeysIntoSelectorsThatVirtV2vKnows() {
        Disk luks = Machines.disk("nvme0n1", false,
                Machines.volume("nvme0n1p3", null, "1234-5678", Encryption.LUKS));
        Disk windows = Machines.disk("sdb", false, Machines.volume("sdb2", "Windows", null, Encryption.BITLOCKER));
        WizardModel wizard = wizard("", probed("", Machines.machine(List.of(luks, windows))));
        DiskChoices disks = wizard.machine().getValue().disks();

        assertThat(warnings(wizard)).contains(Key.ENCRYPTION_KEY);
        disks.unlock(luks.content().volumes().get(0), "first:key");
        disks.unlock(windows.content().volumes().get(0), "second");

        assertThat(wizard.settings().devices().encryptionKeys()).extracting(Secret::reveal)
                .containsExactly("1234-5678:key:first:key", "/dev/sdb2:key:second");
        assertThat(warnings(wizard)).doesNotContain(Key.ENCRYPTION_KEY);
        assertThat(disks.keys().getValue().toString()).doesNotContain("second");

        choose(wizard.machine().getValue(), "nvme0n1", false);

        assertThat(wizard.settings().devices().encryptionKeys()).extracting(Secret::reveal)
                .containsExactly("/dev/sda2:key:second");
    }

    @Test
    void readsKeyFilesOnceBeforePlanning(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "secret");
        String line = "p2v.key=all:file:" + file;
        WizardModel wizard = wizard(line, probed(line, Machines.machine(Machines.disks("sda"))));
        Files.delete(file);

        assertThat(wizard.plan()).isInstanceOf(Planning.Ready.class);

        String missing = "p2v.key=all:file:" + file;
        assertThat(problems(wizard(missing, probed(missing, Machines.machine(Machines.disks("sda"))))))
                .containsExactly(Key.ENCRYPTION_KEY);
    }

    @Test
    void saysWhatIsOnADisk() {
        Disk disk = Machines.disk("sda", false, Machines.volume("sda1", null, null, Encryption.LUKS),
                Machines.volume("sda2", "Debian GNU/Linux 12 (bookworm)", null, Encryption.NONE));
        MachineModel model = model("", Machines.machine(List.of(disk)));

        assertThat(model.disks().rows().get(0).content())
                .isEqualTo("Debian GNU/Linux 12 (bookworm), LUKS encrypted");
    }

    @Test
    void saysHowManySectorsOfADiskHaveBeenReplaced() {
        List<Disk> disks = Stream.of(0L, 1L, 12L)
                .map(reallocated -> new Disk("sd" + reallocated, Path.of("/dev/sd" + reallocated),
                        1, null, null, false,
                        DiskHardware.UNKNOWN.with(new DriveHealth(true, 0L, 0L, reallocated, null)),
                        DiskContent.UNKNOWN))
                .toList();

        assertThat(model("", Machines.machine(disks)).disks().rows()).extracting(DiskRow::content)
                .containsExactly("", "1 sector has been replaced", "12 sectors have been replaced");
    }
}
