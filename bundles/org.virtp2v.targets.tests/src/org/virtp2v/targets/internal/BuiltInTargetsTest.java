package org.virtp2v.targets.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;

/** The targets that come with the program. */
class BuiltInTargetsTest {

    static List<TargetDescription> builtIn() {
        return BuiltInTargets.all();
    }

    @Test
    void hasATargetForEveryModeOfVirtV2v() {
        assertThat(builtIn()).extracting(TargetDescription::id).containsExactly("local", "libvirt", "qemu",
                "openstack", "glance", "rhv-upload", "rhv", "kubevirt", "null");
        assertThat(builtIn()).allMatch(target -> target.order() >= 10 && target.order() <= 100)
                .extracting(TargetDescription::order).doesNotHaveDuplicates().isSorted();
        assertThat(builtIn()).allMatch(target -> OutputMode.of(target.mode()).name().equals(target.id()));
    }

    @Test
    void namesEveryTarget() {
        assertThat(builtIn()).extracting(TargetDescription::name).allMatch(name -> !name.isBlank())
                .doesNotHaveDuplicates();
        assertThat(builtIn()).extracting(TargetDescription::about).allMatch(about -> about.endsWith("."))
                .doesNotHaveDuplicates();
        assertThat(builtIn()).extracting(TargetDescription::icon).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void makesATargetOnce() {
        assertThat(builtIn()).allMatch(target -> target.target() == target.target());
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void hasFieldsThatAFormCanBeMadeOf(TargetDescription description) {
        OutputTarget target = description.target();
        Set<String> before = new HashSet<>();
        for (TargetField field : target.fields()) {
            assertThat(field.label()).isNotBlank();
            assertThat(field.help()).isNotBlank().endsWith(".");
            if (field.dependsOn() != null) {
                assertThat(before).as(field.key()).contains(field.dependsOn().key());
            }
            assertThat(before.add(field.key())).as(field.key()).isTrue();
            List<String> choices = field.choices().stream().map(TargetField.Choice::value).toList();
            assertThat(choices.isEmpty()).as(field.key()).isEqualTo(field.kind() != Kind.CHOICE);
            if (field.kind() == Kind.CHOICE) {
                assertThat(choices).doesNotHaveDuplicates().contains(field.defaultValue());
                assertThat(field.choices()).allMatch(choice -> !choice.label().isBlank());
            }
            if (field.kind() == Kind.SECRET) {
                assertThat(field.option()).as("everybody can see options").isNull();
                assertThat(field.defaultValue()).isEmpty();
            }
        }
        assertThat(OutputTarget.ALL_OPTIONS).containsAll(target.options());
    }
}
