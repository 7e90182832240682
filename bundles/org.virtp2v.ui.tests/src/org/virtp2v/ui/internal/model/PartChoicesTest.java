package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.eclipse.core.databinding.observable.Realm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.machine.DiskGroup;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.Volume.Encryption;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.machine.VolumeUse.Role;

/** Which partitions the wizard leaves behind, and how the settings say so. */
class PartChoicesTest {
    private static final long GIB = 1 << 30;
    private static final DiskGroup VG = new DiskGroup(DiskGroup.Kind.LVM, "vg0", List.of("sda", "sdb"), 0);
    private static final List<String> ALL = List.of("sda", "sdb");

    private static final class ThreadRealm extends Realm {
        @Override
        public boolean isCurrent() {
            return true;
        }

        static void set(@Nullable Realm realm) {
            Realm.setDefault(realm);
        }
    }

    @BeforeEach
    void begin() {
        ThreadRealm.set(new ThreadRealm());
    }

    @AfterEach
    void end() {
        ThreadRealm.set(null);
    }

    private static Volume part(String name, int gib, @Nullable String content, VolumeUse use) {
        return new Volume(name, gib * GIB, GIB, GIB / 2, content == null ? "0x5" : null, null, content, null, null,
                Encryption.NONE, use);
    }

    private static Machine machine() {
        VolumeUse bound = new VolumeUse(null, Role.OTHER, List.of(), List.of(VG));
        return Machines.machine(List.of(
                Machines.disk("sda", false, part("sda1", 1, "ext4", VolumeUse.of("Debian", Role.SYSTEM)),
                        part("sda2", 2, null, VolumeUse.UNKNOWN), part("sda5", 3, "swap", VolumeUse.UNKNOWN),
                        part("sda6", 4, "xfs", VolumeUse.UNKNOWN), part("sda7", 5, "LVM2_member", bound)),
                Machines.disk("sdb", false, part("sdb1", 1, "LVM2_member", bound))));
    }

    private static PartChoices choices(@Nullable List<String> given) {
        return new PartChoices(machine(), given, true);
    }

    private static PartRow row(PartChoices choices, String name) {
        return machine().disks().stream().flatMap(d -> choices.rows(d).stream()).filter(r -> r.name().equals(name))
                .findFirst().orElseThrow();
    }

    private static @Nullable String choose(PartChoices choices, String name, boolean copy) {
        return choices.choose(row(choices, name), copy, ALL);
    }

    @Test
    void listsPartitionsThatHoldSomething() {
        assertThat(choices(null).rows(machine().disks().getFirst())).extracting(PartRow::name)
                .containsExactly("sda1", "sda5", "sda6", "sda7");
    }

    @Test
    void saysNothingUntilSomethingIsChosen() {
        PartChoices choices = choices(null);

        assertThat(choices.excluded().getValue()).containsExactly("sda5");
        assertThat(choices.setting(ALL)).isNull();
    }

    @Test
    void saysNothingWhenTheChoiceIsWhatHappensAnyway() {
        PartChoices choices = choices(null);
        choose(choices, "sda6", false);
        assertThat(choices.setting(ALL)).containsExactly("sda5", "sda6");

        choose(choices, "sda6", true);
        assertThat(choices.setting(ALL)).isNull();
    }

    @Test
    void saysThatSwapIsCopied() {
        PartChoices choices = choices(null);
        choose(choices, "sda5", true);

        assertThat(choices.setting(ALL)).isEmpty();
        assertThat(choices.setting(List.of("sdb"))).isNull();
    }

    @Test
    void beginsWithWhatTheSettingsSay() {
        PartChoices choices = choices(List.of("/dev/sda6"));
        assertThat(choices.excluded().getValue()).containsExactly("sda6");
        assertThat(choices.setting(ALL)).containsExactly("/dev/sda6");
        assertThat(choices.setting(List.of("sdb"))).isEmpty();

        choose(choices, "sda5", false);
        assertThat(choices.setting(ALL)).containsExactly("sda5", "sda6");
    }

    @Test
    void leavesNamesThatMeanNothingToThePlanUntilSomethingIsChosen() {
        PartChoices choices = choices(List.of("sdx9"));
        assertThat(choices.setting(ALL)).containsExactly("sdx9");

        choose(choices, "sda6", false);
        assertThat(choices.setting(ALL)).containsExactly("sda6");
    }

    @Test
    void keepsWhatTheGuestNeeds() {
        PartChoices choices = choices(null);

        assertThat(choose(choices, "sda1", false)).contains("sda1 cannot stay behind", "operating system");
        assertThat(row(choices, "sda1").locked()).contains("operating system");
        assertThat(choices.setting(ALL)).isNull();
    }

    @Test
    void leavesPartitionsThatBelongTogetherBehindTogether() {
        PartChoices choices = choices(null);

        assertThat(choose(choices, "sdb1", false)).contains("sda7, sdb1");
        assertThat(choices.setting(ALL)).containsExactly("sda5", "sda7", "sdb1");
        choose(choices, "sda7", true);
        assertThat(choices.setting(ALL)).isNull();
    }

    @Test
    void leavesThePartitionsOfADiskThatIsNotConvertedAlone() {
        PartChoices choices = choices(null);

        assertThat(choices.choose(row(choices, "sda6"), false, List.of("sdb"))).contains("sda, which is not converted");
        assertThat(choices.setting(ALL)).isNull();
    }

    @Test
    void copiesAllWhereNoServerCanLeaveAnythingOut() {
        PartChoices choices = new PartChoices(machine(), null, false);

        assertThat(choices.excluded().getValue()).isEmpty();
        assertThat(choose(choices, "sda6", false)).contains("builtin");
        assertThat(choices.setting(ALL)).isNull();
    }

    @Test
    void takesBackWhatTheSettingsLeaveBehindWhereNoServerCan() {
        PartChoices choices = new PartChoices(machine(), List.of("sda6"), false);

        assertThat(choices.excluded().getValue()).containsExactly("sda6");
        assertThat(choices.setting(ALL)).containsExactly("sda6");
        assertThat(choose(choices, "sda6", true)).isNull();
        assertThat(choices.setting(ALL)).isNull();
    }

    @Test
    void keepsTheChoiceWhenItLooksAgain() {
        PartChoices choices = choices(null);
        choose(choices, "sda5", true);
        choose(choices, "sda6", false);
        choices.refresh(machine());

        assertThat(choices.excluded().getValue()).containsExactly("sda6");
        choices.refresh(Machines.machine(List.of(
                Machines.disk("sdc", false, part("sdc1", 1, "swap", VolumeUse.UNKNOWN)))));
        assertThat(choices.excluded().getValue()).containsExactly("sdc1");
    }
}
