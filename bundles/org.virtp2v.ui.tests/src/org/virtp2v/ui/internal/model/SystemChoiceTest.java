package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.SystemRoot;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.VirtV2vOptions;
import org.virtp2v.core.settings.Key;

/** Which system virt-v2v converts, and further options for it. */
class SystemChoiceTest extends MachineModelFixture {
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
        assertThat(new CommandLine(wizard).write(false).line()).contains("p2v.v2v=--compressed p2v.v2v=--bridge=x:y");

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
}
