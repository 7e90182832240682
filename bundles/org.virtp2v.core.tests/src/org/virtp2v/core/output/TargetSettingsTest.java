package org.virtp2v.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.testing.FakeTarget;

class TargetSettingsTest {

    private static Settings resolve(String line) throws SettingsException {
        return TargetSettings.resolve(SettingsReader.read(line).settings(), FakeTarget.TARGETS);
    }

    @Test
    void writesFieldsToTheOptionsTheyStandFor() throws SettingsException {
        Settings settings = resolve(
                "p2v.target=fake p2v.target.dir=/d p2v.target.small p2v.target.ids=1,2 p2v.target.word=w p2v.oo=x=y");
        assertThat(settings.output().type()).isEqualTo("local");
        assertThat(settings.output().storage()).isEqualTo("/d");
        assertThat(settings.output().misc()).containsExactly("x=y", "compressed", "id=1", "id=2");
        assertThat(settings.target().values()).containsOnlyKeys("word");
    }

    @Test
    void fillsInDefaultsWhereNothingIsGiven() throws SettingsException {
        assertThat(resolve("p2v.target=fake").output().storage()).isEqualTo("/srv");
        assertThat(resolve("p2v.target=fake").output().misc()).isEmpty();
        assertThat(resolve("p2v.target=fake p2v.os=/x").output().storage()).isEqualTo("/x");
        assertThat(resolve("p2v.target=fake p2v.os=").output().storage()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "true, ''", "yes, ''", "'', ''", "no, check=false", "0, check=false", "OFF, check=false" })
    void writesAFlagThatIsSetWithoutBeingNamedOnlyWhenItIsNot(String word, String misc) throws SettingsException {
        assertThat(String.join(",", resolve("p2v.target=fake p2v.target.checked=" + word).output().misc()))
                .isEqualTo(misc);
    }

    @Test
    void takesTheTargetOfTheModeWhenNoneIsNamed() throws SettingsException {
        assertThat(resolve("p2v.o=disk p2v.target.dir=/d").output())
                .satisfies(output -> assertThat(output.type()).isEqualTo("disk"))
                .satisfies(output -> assertThat(output.storage()).isEqualTo("/d"));
        assertThat(resolve("p2v.target=fake p2v.o=disk").output().type()).isEqualTo("disk");
    }

    @ParameterizedTest
    @CsvSource({ "p2v.target=none, p2v.target=none, fake", "p2v.target=fake p2v.o=libvirt, p2v.o=libvirt, local",
            "p2v.target.no-such=1, p2v.target.no-such, p2v.target.word",
            "p2v.target.small=perhaps, small=perhaps, true",
            "p2v.target.dir=/a p2v.os=/b, p2v.target.dir, -os", "p2v.target.ids=1 p2v.oo=id=2, p2v.target.ids, -oo id",
            "p2v.target.only-b=x, p2v.target.only-b, p2v.target.how=b",
            "p2v.target.b-url=http://x, p2v.target.b-url, p2v.target.how=b",
            "p2v.o=libvirt p2v.target.pool=x, p2v.target.pool, p2v.target.storage" })
    void refusesNamingWhatIsWrongAndWhatIsRight(String line, String wrong, String right) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> resolve(line))
                .withMessageContainingAll(wrong, right);
    }

    @Test
    void takesTheSameValueTwice() throws SettingsException {
        assertThat(resolve("p2v.target.dir=/a p2v.os=/a p2v.target.how=b p2v.target.only-b=x").output().storage())
                .isEqualTo("/a");
    }

    @Test
    void neverTellsASecret() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> resolve("p2v.target.secret=hunter2 p2v.target.no-such=hunter2"))
                .withMessageNotContaining("hunter2");
    }

    @Test
    void namesThePlugInThatIsBroken() {
        Targets broken = () -> List.of(new TargetDescription("b", "Broken", "local", 1, null, () -> {
            throw new IllegalStateException("no class");
        }));
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TargetSettings.resolve(Settings.NONE, broken))
                .withMessageContainingAll("Broken", "no class");
    }
}
