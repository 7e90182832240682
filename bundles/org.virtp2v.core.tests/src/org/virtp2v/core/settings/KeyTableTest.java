package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.virtp2v.core.settings.Kind.Form;

/** What is true for every key of the table, also for those to come. */
class KeyTableTest {
    private static final String SECRET = "hunter2";

    /** A value that is no default. */
    private static String sample(Key key) {
        Kind<?> kind = key.kind();
        return switch (kind.form()) {
            case PLAIN, PLAIN_OR_EMPTY ->
                kind == Kind.HOST_KEY_POLICY ? "strict"
                        : kind == Kind.HOSTS ? "conv,2001:db8::7"
                                : kind == Kind.ROOT ? "/dev/vg/root"
                                        : kind == Kind.TEXT || kind == Kind.TEXT_OR_EMPTY ? "a b" : "7";
            case COMMAND, COMMAND_OR_EMPTY -> "mount /x; true a=b";
            case LIST -> kind == Kind.NETWORK_MAP ? "em1:wired,other"
                    : kind == Kind.SHA256 ? "0a".repeat(32) + "," + "1b".repeat(32) : "one,/two";
            case OPTIONS -> "server-id=x,check";
            case TOOL_OPTION -> "--install=htop";
            case URL -> "https://me@host:8443/a:b@c";
            case SECRET -> kind == Kind.ENCRYPTION_KEYS ? "all:key:" + SECRET
                    : kind == Kind.NOTICE_URL ? "https://host/" + SECRET : SECRET;
            case FLAG -> "true";
            case SIZE -> "1048576";
            case CHOICE -> kind.choices().getLast();
        };
    }

    /** A value with a secret in it; the plain sample where there can be none. */
    private static String secretSample(Key key) {
        return switch (key.kind().form()) {
            case OPTIONS -> "server-id=x,os-password=" + SECRET;
            case TOOL_OPTION -> "--root-password=password:" + SECRET;
            case URL -> "https://me:" + SECRET + "@host/x";
            case COMMAND, COMMAND_OR_EMPTY -> "PASSWORD=" + SECRET;
            case SECRET, PLAIN, PLAIN_OR_EMPTY, LIST, FLAG, SIZE, CHOICE -> sample(key);
        };
    }

    /** The kernel command line with all that is set, and what must not stand on it. */
    static SettingsWriter.Writing write(Settings settings) {
        return SettingsWriter.write(settings, Settings.NONE, field -> false);
    }

    @ParameterizedTest
    @EnumSource
    void isReadWrittenAndReadBack(Key key) throws SettingsException {
        Settings settings = key.read(sample(key), Settings.NONE);

        assertThat(settings).isNotEqualTo(Settings.NONE);
        assertThat(key.write(settings)).isEqualTo(sample(key));
        for (String form : key.forms().toList()) {
            assertThat(SettingsReader.read(form + "=\"" + sample(key) + "\"").settings()).isEqualTo(settings);
        }
        SettingsWriter.Writing writing = write(settings);
        if (key.kind().form() == Form.SECRET) {
            assertThat(writing).isEqualTo(new SettingsWriter.Writing("", List.of(key.longForm())));
        } else {
            assertThat(writing.leftOut()).isEmpty();
            assertThat(SettingsReader.read(writing.line()).settings()).isEqualTo(settings);
        }
    }

    @ParameterizedTest
    @EnumSource
    void standsInAPlaceOfItsOwn(Key key) {
        Settings settings = key.read(sample(key), Settings.NONE);
        assertThat(Arrays.stream(Key.values()).filter(other -> !other.isSame(settings, Settings.NONE)))
                .containsExactly(key);
        assertThat(key.copy(Settings.NONE, settings)).isEqualTo(Settings.NONE);
        assertThat(key.copy(settings, Settings.NONE)).isEqualTo(settings);
    }

    @ParameterizedTest
    @EnumSource
    void showsNoSecret(Key key) throws SettingsException {
        Settings settings = key.read(secretSample(key), Settings.NONE);
        boolean secret = secretSample(key).contains(SECRET);

        assertThat(key.isSecret(settings)).isEqualTo(secret);
        assertThat(key.show(settings)).doesNotContain(SECRET);
        assertThat(SettingsDump.of(settings, "1", null)).doesNotContain(SECRET);
        assertThat(write(settings).line()).doesNotContain(SECRET);
        assertThat(write(settings).leftOut()).isEqualTo(secret ? List.of(key.longForm()) : List.of());
        for (String form : key.forms().toList()) {
            assertThat(CommandLineSecrets.hide("x " + form + "=" + secretSample(key) + " quiet"))
                    .doesNotContain(SECRET).startsWith("x " + form + "=").endsWith(" quiet");
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesWhatIsNeededInEveryLanguage(Key key) throws IOException {
        if (!key.kind().expectation().isEmpty()) {
            for (String language : List.of("", "_de")) {
                Properties texts = new Properties();
                try (InputStream file = Key.class.getResourceAsStream("messages" + language + ".properties")) {
                    texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
                }
                assertThat(texts.getProperty(key.kind().expectation())).as(key + language).isNotBlank();
            }
            assertThatExceptionOfType(SettingsException.class)
                    .isThrownBy(() -> SettingsReader.read(key.longForm() + "=:"))
                    .withMessageStartingWith(key.longForm() + "=");
        }
    }

    @Test
    void hasNoNameTwice() {
        assertThat(Arrays.stream(Key.values()).flatMap(Key::forms)).doesNotHaveDuplicates()
                .allMatch(form -> form.startsWith(Key.PREFIX) && !form.startsWith(TargetChoice.PREFIX));
    }
}
