package org.virtp2v.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.OutputSettings.Allocation;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;

class VirtV2vOptionTest {
    private static final OutputSettings FULL = new OutputSettings("libvirt", Allocation.SPARSE, "qemu:///system",
            "qcow2",
            "pool", List.of("a=1", "b", "a=2", "ab=3"));
    static final List<VirtV2vOption> ALL = VirtV2vOption.ALL;

    @Test
    void isCalledAsVirtV2vCallsIt() {
        assertThat(VirtV2vOption.ALL).extracting(VirtV2vOption::flag).containsExactly("-o", "-oa", "-oc", "-of", "-os",
                "-oo");
        assertThat(VirtV2vOption.misc("server-id")).hasToString("-oo server-id");
        assertThat(VirtV2vOption.of("-oc")).contains(VirtV2vOption.CONNECTION);
        assertThat(VirtV2vOption.of("word")).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void isGivenByItsKey(VirtV2vOption option) throws SettingsException {
        String value = option == VirtV2vOption.ALLOCATION ? "sparse" : "x=y";
        OutputSettings read = SettingsReader.read(option.key().longForm() + "=" + value).settings().output();

        assertThat(option.arguments(read)).containsExactly(value);
        assertThat(option.write(List.of(value), OutputSettings.NONE)).isEqualTo(read);
        assertThat(option.copy(read, OutputSettings.NONE)).isEqualTo(read);
        assertThat(option.write(List.of(), read)).isEqualTo(OutputSettings.NONE);
    }

    @Test
    void leavesToVirtV2vWhatIsNotGiven() {
        assertThat(Stream.of("", null).map(OutputSettings.NONE::withStorage)
                .flatMap(output -> VirtV2vOption.ALL.stream().flatMap(option -> option.arguments(output).stream())))
                .containsExactly("local", "local");
    }

    @Test
    void readsAndWritesOneOfSeveralOptionsOfTheMode() {
        VirtV2vOption a = VirtV2vOption.misc("a");
        assertThat(a.arguments(FULL)).containsExactly("a=1", "a=2");
        assertThat(a.read(FULL)).isEqualTo("1,2");
        assertThat(VirtV2vOption.misc("b").read(FULL)).isEqualTo("true");
        assertThat(VirtV2vOption.misc("c").read(FULL)).isEmpty();
        assertThat(a.write(List.of("a=4"), FULL).misc()).containsExactly("b", "ab=3", "a=4");
        assertThat(VirtV2vOption.MISC.read(FULL)).isEqualTo("a=1,b,a=2,ab=3");
    }

    @Test
    void refusesAWordThatVirtV2vDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VirtV2vOption.ALLOCATION.write(List.of("thick"), OutputSettings.NONE));
    }

    @Test
    void hasNoFieldForTheModeOrForAnyOption() {
        TargetField field = TargetField.of(Kind.TEXT, "word", "Word");
        assertThatIllegalArgumentException().isThrownBy(() -> field.option(VirtV2vOption.MODE));
        assertThatIllegalArgumentException().isThrownBy(() -> field.option(VirtV2vOption.MISC));
        assertThat(field.option(VirtV2vOption.ALLOCATION).option().key()).isEqualTo(Key.OUTPUT_ALLOCATION);
    }
}
