package org.virtp2v.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.settings.Kind.Form;

/** The completion for bash, which is in the checkout beside the bundles, knows the keys of the table, and no others. */
class CompletionTest {
    private static final Path FILE = Path.of("../../product/share/bash-completion/completions/virt-p2v");

    private static List<String> words(String list) throws IOException {
        return Pattern.compile("^" + list + "='([^']*)'", Pattern.MULTILINE).matcher(Files.readString(FILE)).results()
                .flatMap(match -> Stream.of(match.group(1).strip().split("\\s+"))).toList();
    }

    private static List<String> forms(boolean flags) {
        return Arrays.stream(Key.values()).filter(key -> key.kind().form() == Form.FLAG == flags).flatMap(Key::forms)
                .toList();
    }

    @Test
    void knowsWhichKeysHaveAValue() throws IOException {
        assertThat(words("_virt_p2v_keys")).containsExactlyInAnyOrderElementsOf(forms(false));
        assertThat(words("_virt_p2v_flags")).containsExactlyInAnyOrderElementsOf(forms(true));
    }

    @Test
    void proposesOnlyValuesThatThereAre() throws IOException {
        List<MatchResult> cases = Pattern
                .compile("^ +(p2v\\S+(?: \\| p2v\\S+)*)\\) echo ([^;$]*) ;;", Pattern.MULTILINE)
                .matcher(Files.readString(FILE)).results().toList();
        List<Key> choices = Arrays.stream(Key.values()).filter(key -> key.kind().form() == Form.CHOICE).toList();
        assertThat(choices).isNotEmpty().allSatisfy(key -> {
            String forms = String.join(" | ", key.forms().sorted((a, b) -> a.length() - b.length()).toList());
            assertThat(cases).filteredOn(found -> found.group(1).equals(forms)).singleElement().satisfies(
                    found -> assertThat(key.kind().choices()).contains(found.group(2).split(" ")));
        });
    }

    @Test
    void proposesEveryVariableOfVirtV2v() throws Exception {
        Process bash = new ProcessBuilder("bash", "-c", "complete() { :; }; . " + FILE + "; _virt_p2v_named").start();
        String proposed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(proposed.strip().split("\\s+")).filteredOn(key -> key.startsWith(NamedKey.VARIABLE.of("")))
                .containsExactlyElementsOf(
                        ToolVariables.NAMES.stream().map(n -> NamedKey.VARIABLE.of(n) + "=").toList());
    }
}
