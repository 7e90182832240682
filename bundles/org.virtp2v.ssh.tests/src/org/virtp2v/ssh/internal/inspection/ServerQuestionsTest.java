package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.ServerQuestions.Answer;
import org.virtp2v.core.server.VirtV2vOptions;
import org.virtp2v.core.server.VirtV2vOptions.Argument;
import org.virtp2v.ssh.internal.LabServer;

/** Programs that real servers are asked to run, and their answers. */
class ServerQuestionsTest extends InspectionFixture {
    private static Answer ask(ServerLogin login, String... command) throws Exception {
        return inspect(server, login, i -> i.ask(List.of(command)));
    }

    @Test
    void asksAProgramWithExactlyTheseArguments() throws Exception {
        assertThat(ask(server.labUser(false), "printf", "%s|", "two words", "it's", "$HOME `id`", "a\nb", "*", ""))
                .isEqualTo(new Answer(0, "two words|it's|$HOME `id`|a\nb|*||", ""));
    }

    @Test
    void tellsHowAProgramFailed() throws Exception {
        Answer answer = ask(server.labUser(false), "bash", "-c", "echo out; echo \"$LC_ALL\" >&2; cat; exit 3");
        assertThat(answer).isEqualTo(new Answer(3, "out\n", "C"));
        assertThat(answer.lines()).isEmpty();
        assertThat(ask(server.labUser(false), "no-such-program").status()).isEqualTo(127);
    }

    @Test
    void givesUpAProgramThatTakesTooLong() throws Exception {
        assertThat(ask(server.labUser(false), "sleep", "60").status()).isEqualTo(124);
    }

    @Test
    void keepsOnlyTheStartOfAFloodOfOutput() throws Exception {
        inspect(server, server.root(), inspection -> {
            Answer flood = inspection.ask(List.of("yes", "0123456789"));
            assertThat(flood.output()).hasSizeLessThanOrEqualTo(1 << 20);
            Answer errors = inspection.ask(List.of("bash", "-c", "head -c 100000000 /dev/zero | tr '\\0' x >&2"));
            assertThat(errors.errors()).hasSizeLessThan(10_000);
            assertThat(inspection.ask(List.of("echo", "still here")).output()).isEqualTo("still here\n");
            return null;
        });
    }

    @Test
    void asksAsRootOnlyWhatSudoAllows() throws Exception {
        Answer refused = ask(server.labUser(true), "bash", "-c", "id -un; echo complaint >&2");
        assertThat(refused).isEqualTo(new Answer(0, server.user() + "\n", "complaint", false));
        assertThat(ask(server.labUser(true), "virt-v2v", "--version").asVirtV2v()).isTrue();
        // There the user may run everything with sudo.
        try (LabServer bare = LabServer.start("--user", "--virt-v2v", "none")) {
            Answer asRoot = inspect(bare, bare.labUser(true), i -> i.ask(List.of("id", "-un")));
            assertThat(asRoot).isEqualTo(new Answer(0, "root\n", ""));
            assertThat(inspect(bare, bare.labUser(true), i -> i.ask(List.of("sleep", "61"))).status()).isEqualTo(124);
            assertThat(ProcessHandle.allProcesses().map(ProcessHandle::info).flatMap(i -> i.commandLine().stream()))
                    .noneMatch(line -> line.endsWith("sleep 61"));
            assertThat(inspect(bare, bare.labUser(false), i -> i.ask(List.of("id", "-un"))).lines())
                    .containsExactly(bare.user());
            assertThat(inspect(bare, bare.labUser(true), i -> i.ask(List.of("sudo", "-n", "printenv", "SUDO_USER")))
                    .lines()).containsExactly(bare.user());
        }
    }

    /** The rules of sudo allow virt-v2v, and nothing else. */
    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void readsTheOptionsOfTheRealVirtV2v(boolean sudo) throws Exception {
        Answer answer = ask(server.labUser(sudo), "virt-v2v", VirtV2vOptions.HELP);
        assertThat(answer.asVirtV2v()).isTrue();
        assertThat(VirtV2vOptions.parse(answer.output()).orElseThrow().arguments())
                .containsEntry("--root", Argument.REQUIRED).containsEntry("-oo", Argument.REQUIRED)
                .containsEntry("--network", Argument.REQUIRED).containsEntry("--wrap", Argument.NONE)
                .doesNotContainKey("--roo");
    }

    /** What targets with an environment ask: the rule of the server's user lets virt-v2v run, and no more. */
    @Test
    void learnsThatSudoRefusesTheEnvironment() throws Exception {
        assertThat(ask(server.labUser(true), "sudo", "-n", "virt-v2v", "--version").status()).isZero();
        Answer answer = ask(server.labUser(true), "sudo", "-n", "OS_PASSWORD=x", "virt-v2v", "--version");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.errors()).contains("not allowed to set", "OS_PASSWORD");
    }
}
