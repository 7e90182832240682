package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.settings.ConfigSettings;
import org.virtp2v.core.settings.KernelCommandLine;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.settings.SettingsSource;
import org.virtp2v.core.testing.TestMachines;
import org.virtp2v.core.testing.Web;

/** The settings of a machine, from a web server. */
@Timeout(60)
class ConfigFetchTest {
    private static final String SETTINGS = "p2v.server=conv\n";
    private static final String MAC = "52-54-00-12-34-56";

    @TempDir
    Path files;
    @TempDir
    Path keys;
    private Web web;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        web = new Web(files);
    }

    @AfterEach
    void stop() throws Exception {
        web.close();
    }

    private ConfigFetch.Result fetch(String words, String... names) throws Exception {
        StringBuilder line = new StringBuilder(words);
        for (String name : names) {
            line.append(" p2v.config=").append(name.contains(":") ? name : web.url(name));
        }
        ConfigSettings config = SettingsReader.read(line.toString()).settings().config();
        return new ConfigFetch(new ConfigSignature(keys.resolve("allowed_signers")), Duration.ofMillis(10),
                Duration.ofMillis(50), line1 -> {
                    synchronized (told) {
                        told.add(line1);
                    }
                }).fetch(config, TestMachines.server(), KernelCommandLine.parse(line.toString()));
    }

    private static String host(ConfigFetch.Result result) throws Exception {
        SettingsSource found = Objects.requireNonNull(result.settings());
        return SettingsReader.read("", found).settings().server().host();
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(files.resolve(name), text);
    }

    @Test
    void takesTheFirstFileThatIsThere() throws Exception {
        write("default.conf", "p2v.server=everybody");
        assertThat(host(fetch("", "{mac}.conf", "{serial}.conf", "default.conf"))).isEqualTo("everybody");
        write(MAC + ".conf", "p2v.server=mine");
        ConfigFetch.Result result = fetch("", "{serial}.conf", "{mac}.conf", "default.conf");
        assertThat(host(result)).isEqualTo("mine");
        assertThat(result.tried()).containsExactly(
                web.url("{serial}.conf") + " (this machine does not tell what stands in braces)",
                web.url(MAC + ".conf") + " (found)");
        assertThat(host(fetch("", "file://" + files + "/nothing", "file://" + files + "/{mac}.conf")))
                .isEqualTo("mine");
    }

    @Test
    void tellsThatThereIsNone() throws Exception {
        ConfigFetch.Result result = fetch("", "{mac}", "b");
        assertThat(result.settings()).isNull();
        assertThat(result.tried()).containsExactly(web.url(MAC) + " (not there)", web.url("b") + " (not there)");
    }

    @ParameterizedTest
    @CsvSource({ "forbidden,403", "broken,status 500", "redirect/broken,status 500" })
    void neverTakesTheNextFileAfterAFailure(String name, String words) throws Exception {
        write("default.conf", SETTINGS);
        assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> fetch("", name, "default.conf"))
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ExitCode.CONNECTION));
        assertThat(told).hasSize(3).allMatch(line -> line.contains("Trying again in"));
    }

    @Test
    void showsNoPasswordOfAUrl() throws Exception {
        String url = web.url("broken").replace("http://", "http://ada:sesame@");
        assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> fetch("", url))
                .satisfies(e -> assertThat(e.getMessage()).contains("***@").doesNotContain("sesame"));
        assertThat(told.toString()).doesNotContain("sesame");
        assertThat(fetch("", web.url("nothing?token=sesame")).tried().toString()).contains("token=***")
                .doesNotContain("sesame");
    }

    @Test
    void waitsUntilThereAreSome() throws Exception {
        var later = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(300);
                write("mine", SETTINGS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(host(fetch("p2v.config.missing=wait", "mine"))).isEqualTo("conv");
        later.join();
        assertThat(told).singleElement().asString().contains("There are no settings for this machine", "(not there)",
                "asked for again every");
    }

    @Test
    void believesOnlyTheRightSum() throws Exception {
        write("mine", SETTINGS);
        String sum = "p2v.config.sha256=" + "0".repeat(64);
        assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> fetch(sum, "mine"))
                .withMessageContaining("their SHA-256 sum is")
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ExitCode.USAGE);
                    String right = e.getMessage().replaceFirst("(?s).*sum is ([0-9a-f]{64}).*", "$1");
                    assertThat(host(fetch(sum + "," + right, "mine"))).isEqualTo("conv");
                });
        assertThat(told).isEmpty();
    }

    @Test
    void believesOnlyThoseWhoMaySign() throws Exception {
        keygen("-q", "-t", "ed25519", "-N", "", "-f", keys.resolve("chief").toString());
        keygen("-q", "-t", "ed25519", "-N", "", "-f", keys.resolve("other").toString());
        Files.writeString(keys.resolve("allowed_signers"),
                "chief@example.com namespaces=\"virt-p2v\" " + Files.readString(keys.resolve("chief.pub")));
        write("mine", SETTINGS);
        refused("there is no signature beside them");
        sign("other", "virt-p2v");
        refused("has signed them");
        sign("chief", "file");
        refused("their signature is not right");
        sign("chief", "virt-p2v");
        assertThat(host(fetch("", "mine"))).isEqualTo("conv");
        write("mine", SETTINGS + "p2v.name=changed");
        refused("their signature is not right");
        write("mine.sig", "nonsense");
        refused("has signed them");
    }

    private void refused(String words) {
        assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> fetch("", "mine"))
                .withMessageContaining(words);
    }

    private void sign(String key, String namespace) throws Exception {
        Files.deleteIfExists(files.resolve("mine.sig"));
        keygen("-Y", "sign", "-n", namespace, "-f", keys.resolve(key).toString(), files.resolve("mine").toString());
    }

    private static void keygen(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor()).isZero();
    }

    @ParameterizedTest
    @CsvSource({ "<html>log in</html>,web page", "\u00e4,UTF-8" })
    void takesNoOtherFilesForSettings(String text, String words) throws Exception {
        Files.write(files.resolve("mine"), text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> fetch("", "mine"))
                .withMessageContaining(words)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
    }
}
