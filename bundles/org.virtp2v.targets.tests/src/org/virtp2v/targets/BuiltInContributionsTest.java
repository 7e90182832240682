package org.virtp2v.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.PropertyResourceBundle;
import java.util.Set;

import org.eclipse.core.runtime.IExtensionRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.output.OutputModes;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;

/** Looks at plugin.xml and its names, which are in the checkout beside this bundle. */
class BuiltInContributionsTest {
    private static final Path BUNDLE = Path.of("../org.virtp2v.targets");

    private static PropertyResourceBundle names(String language) throws IOException {
        try (var reader = Files.newBufferedReader(BUNDLE.resolve("plugin" + language + ".properties"))) {
            return new PropertyResourceBundle(reader);
        }
    }

    private static List<TargetDescription> builtIn(String language) throws Exception {
        IExtensionRegistry registry = Registries.of(names(language), Files.readString(BUNDLE.resolve("plugin.xml")));
        return InstalledTargets.of(registry).all();
    }

    static List<TargetDescription> builtIn() throws Exception {
        return builtIn("");
    }

    @Test
    void hasATargetForEveryModeOfVirtV2v() throws Exception {
        assertThat(builtIn()).extracting(TargetDescription::id).containsExactly("local", "libvirt", "qemu",
                "openstack", "glance", "rhv-upload", "rhv", "kubevirt", "null");
        assertThat(builtIn()).allMatch(target -> target.order() >= 10 && target.order() <= 100)
                .extracting(TargetDescription::order).doesNotHaveDuplicates();
        assertThat(builtIn()).allMatch(target -> OutputModes.canonical(target.mode()).equals(target.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "_de" })
    void namesEveryTargetInEveryLanguage(String language) throws Exception {
        assertThat(names(language).keySet()).isEqualTo(names("").keySet());
        assertThat(builtIn(language)).extracting(TargetDescription::name)
                .allMatch(name -> !name.isBlank() && !name.startsWith("%")).doesNotHaveDuplicates();
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
