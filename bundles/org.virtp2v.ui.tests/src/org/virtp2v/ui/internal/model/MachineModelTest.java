package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.FirmwareChoice;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.source.NbdServer;

class MachineModelTest extends MachineModelFixture {
    @Test
    void offersTheFirmwareOfTheSettingsAndTakesAnother() {
        MachineModel model = model("p2v.firmware=efi", Machines.machine(Machines.disks("sda")));
        assertThat(model.guest().firmware().getValue()).isEqualTo(FirmwareChoice.EFI);

        model.guest().firmware().setValue(FirmwareChoice.BIOS);
        assertThat(model.guestSettings().firmware()).isEqualTo(FirmwareChoice.BIOS);
        assertThat(model("", Machines.machine(Machines.disks("sda"))).guestSettings().firmware())
                .isEqualTo(FirmwareChoice.AUTO);
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
    void keepsWhatTheUserChoseWhenItLooksAgain() {
        MachineModel model = model("", Machines.machine("a", Machines.disks("sda", "sdb"), List.of("em1", "em2")));
        choose(model, "sda", false);
        model.interfaces().choose(model.interfaces().rows().getValue().get(0), false);
        model.networks().connect("em2", "wired");
        model.guest().vcpus().setValue("7");
        OutputModelFixture.field(model.output(), "storage").setValue("/data");

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
}
