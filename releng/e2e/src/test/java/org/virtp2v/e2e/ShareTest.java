package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the product gives to the desktop and the shell. */
class ShareTest {
    private static final Path SHARE = Checkout.HOME.resolve("share");
    private static final String ID = "org.virtp2v.virt-p2v";

    /**
     * What bash proposes for the last word of a command line, by the completion that is in the product. As bash does
     * it, an equals sign is a word of its own.
     */
    private static List<String> proposals(String... words) throws Exception {
        String script = """
                . /usr/share/bash-completion/bash_completion
                . "$1"
                shift
                compopt() { :; }
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_TYPE=9 COMP_KEY=9
                COMP_LINE=${COMP_LINE// = /=} COMP_POINT=${#COMP_LINE}
                _virt_p2v virt-p2v "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        var command = new ArrayList<>(List.of("bash", "-c", script, "bash",
                SHARE.resolve("bash-completion/completions/virt-p2v").toString(), "virt-p2v"));
        command.addAll(List.of(words));
        return Checkout.run(command.toArray(String[]::new)).lines().filter(l -> !l.isEmpty()).toList();
    }

    @Test
    void bashCompletesEveryOption() throws Exception {
        var options = new TreeSet<>(Checkout.run(Checkout.PRODUCT.toString(), "--long-options").lines().toList());
        options.addAll(Checkout.run(Checkout.PRODUCT.toString(), "--short-options").lines().toList());
        assertThat(proposals("-").stream().map(o -> o.replace("=", ""))).containsExactlyInAnyOrderElementsOf(options);
        assertThat(proposals("--test-")).containsExactly("--test-disk=");
        assertThat(proposals("--nbd", "=", "")).containsExactlyInAnyOrder("builtin", "qemu-nbd", "qemu-nbd-no-sa",
                "nbdkit", "nbdkit-no-sa");
        assertThat(proposals("--nbd", "=", "qemu-nbd,nbdkit-")).containsExactly("qemu-nbd,nbdkit-no-sa");
        assertThat(proposals("--progress", "=", "")).containsExactly("text", "json");
    }

    @Test
    void bashCompletesTheKeysThatThereAre() throws Exception {
        // Those that a name follows are proposed with the names that there are.
        var keys = new TreeSet<>(proposals("--cmdline", "=", "'p2v.").stream().map(k -> k.replace("=", ""))
                .filter(k -> !k.matches("p2v\\.(env|ip|bridge)\\..*")).toList());
        String source = Files.readString(
                Checkout.DIR.resolve("bundles/org.virtp2v.core/src/org/virtp2v/core/settings/Key.java"));
        var known = new TreeSet<>(
                Pattern.compile("\"(p2v\\.[a-z0-9_.]+)\"").matcher(source).results().map(r -> r.group(1))
                        .filter(k -> !k.endsWith(".")).toList());
        assertThat(keys).isEqualTo(known);
    }

    @Test
    void bashCompletesTheVariablesThatMayBeSet() throws Exception {
        String source = Files.readString(
                Checkout.DIR.resolve("bundles/org.virtp2v.core/src/org/virtp2v/core/settings/ToolVariables.java"));
        List<String> known = Pattern.compile("\"([A-Za-z0-9_]+)\"").matcher(source).results().map(r -> r.group(1))
                .toList();
        assertThat(proposals("--cmdline", "=", "'p2v.env.").stream().map(k -> k.replace("=", "")))
                .containsExactlyInAnyOrderElementsOf(known.stream().map(name -> "p2v.env." + name).toList());
    }

    @Test
    void bashCompletesTheLastKeyOfAQuotedCommandLine() throws Exception {
        assertThat(proposals("--cmdline", "=", "'p2v.server=conv p2v.oa=pre"))
                .containsExactly("p2v.server=conv p2v.oa=preallocated");
        assertThat(proposals("--cmdline", "=", "\"p2v.server=conv p2v.sud"))
                .containsExactly("p2v.server=conv p2v.sudo");
        assertThat(proposals("--cmdline", "=", "'p2v.memo")).containsExactly("p2v.memory=", "p2v.memory=VALUE");
    }

    @ParameterizedTest
    @ValueSource(strings = { "disk", "kickstart", "kiwi" })
    void bashCompletesTheOptionsOfEveryTool(String kind) throws Exception {
        String tool = Checkout.PRODUCT.resolveSibling("virt-p2v-make-" + kind).toString();
        var options = new TreeSet<>(Checkout.run(tool, "--long-options").lines().toList());
        options.addAll(Checkout.run(tool, "--short-options").lines().toList());
        assertThat(proposalsOf(kind, tool, "-")).containsExactlyInAnyOrderElementsOf(options);
        assertThat(proposalsOf(kind, tool, "--inject-ssh-identity", "/etc/hostn")).containsExactly("/etc/hostname");
        assertThat(proposalsOf(kind, tool, "--install", "")).isEmpty();
        assertThat(proposalsOf(kind, tool, "")).isNotEmpty();
    }

    private static List<String> proposalsOf(String kind, String... words) throws Exception {
        String script = """
                . "$1"
                shift
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
                _virt_p2v_make_%s
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(kind);
        var command = new ArrayList<>(List.of("bash", "-c", script, "bash",
                SHARE.resolve("bash-completion/completions/virt-p2v-make-" + kind).toString()));
        command.addAll(List.of(words));
        return Checkout.run(command.toArray(String[]::new)).lines().filter(l -> !l.isEmpty()).toList();
    }

    @Test
    void theDesktopEntryIsValidAndStartsTheProgramThroughPolkit() throws Exception {
        Path entry = SHARE.resolve("applications/" + ID + ".desktop");
        assertThat(Checkout.run("desktop-file-validate", entry.toString())).isBlank();
        assertThat(Files.readAllLines(entry)).contains("Exec=pkexec /usr/bin/virt-p2v", "Icon=" + ID);
        assertThat(Files.readString(SHARE.resolve("polkit-1/actions/" + ID + ".policy")))
                .contains("<annotate key=\"org.freedesktop.policykit.exec.path\">/usr/bin/virt-p2v</annotate>");
        assertThat(SHARE.resolve("icons/hicolor/scalable/apps/" + ID + ".svg")).isRegularFile();
    }

    @Test
    void theAppStreamDataIsValid() throws Exception {
        Checkout.run("appstreamcli", "validate", "--no-net",
                SHARE.resolve("metainfo/" + ID + ".metainfo.xml").toString());
    }
}
