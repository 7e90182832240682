package org.virtp2v.ssh.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.SshOptions;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.connection.LoginPrompt.NoAnswerException;

/** Who answers which question of the server (RFC 4256). OpenSSH's sshd asks one at a time, other servers several. */
@Timeout(120)
class LoginPromptTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final LoginTime time = new LoginTime(Duration.ofSeconds(30), null);
    private @Nullable List<Secret> answers;
    private long thinkingMillis;

    private final ServerDialog dialog = new ServerDialog() {
        @Override
        public void accepted(HostKey key) {
            throw new AssertionError("it is known");
        }

        @Override
        public @Nullable List<Secret> answers(String name, String instruction, List<Prompt> prompts) {
            asked.add(name + "|" + instruction + "|" + prompts);
            try {
                Thread.sleep(thinkingMillis);
            } catch (InterruptedException e) {
                asked.add("interrupted");
            }
            return answers;
        }
    };

    @Test
    void thePasswordAnswersTheFirstQuestionAndThePersonTheNext() {
        LoginPrompt prompt = new LoginPrompt(new Secret("secret"), dialog, time);
        assertThat(ask(prompt, "Password: ")).containsExactly("secret");
        assertThat(asked).isEmpty();
        answers = List.of(new Secret("123456"));
        assertThat(ask(prompt, "Verification code: ")).containsExactly("123456");
        assertThat(asked).containsExactly("name|instruction|[Prompt[text=Verification code: , echo=false]]");
        assertThat(prompt.promptKeyboardInteractive("", "", "Welcome", new String[0], new boolean[0])).isEmpty();
    }

    @Test
    void beingAskedTheSameAgainMeansThatThePasswordIsWrong() {
        LoginPrompt prompt = new LoginPrompt(new Secret("secret"), dialog, time);
        ask(prompt, "Password: ");
        assertThat(refused(prompt, "Password: ").question()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void severalQuestionsAtOnceAreThePersons() {
        LoginPrompt prompt = new LoginPrompt(new Secret("secret"), dialog, time);
        answers = List.of(new Secret("a"), new Secret("b"));
        assertThat(ask(prompt, "Password: ", "Code: ")).containsExactly("a", "b");
        answers = List.of(new Secret("a"));
        assertThat(refused(prompt, "Password: ", "Code: ").question()).isEqualTo("Code:");
        answers = null;
        assertThat(ask(prompt, "Password: ")).containsExactly("secret");
        assertThat(refused(prompt, "Color: ").question()).isEqualTo("Color:");
    }

    @Test
    void aPersonAnswersARealServerAndMayThink() throws Exception {
        try (LabServer server = LabServer.start("--auth", "keyboard-interactive")) {
            var login = new ServerLogin(server.host(), server.port(), server.user(), null, null, false);
            var options = LabServer.options(List.of(server.knownHosts()), Duration.ofSeconds(3));
            answers = List.of(server.password());
            thinkingMillis = 4000;
            try (ServerAccess access = new SshConversionServer(options).access(login, dialog)) {
                assertThat(LabServer.data(access, () -> null).isOpen()).isTrue();
            }
            assertThat(asked).singleElement().asString().contains("Password:");
            answers = null;
            thinkingMillis = 0;
            try (ServerAccess access = new SshConversionServer(options).access(login, dialog)) {
                assertThat(catchThrowableOfType(ConnectionException.class, access::test))
                        .hasMessageContaining("none was given");
            }
            stopsAskingWhenInterrupted(options, login);
        }
    }

    private void stopsAskingWhenInterrupted(SshOptions options, ServerLogin login) throws Exception {
        thinkingMillis = 60_000;
        asked.clear();
        try (ServerAccess access = new SshConversionServer(options).access(login, dialog)) {
            Thread connecting = Thread.currentThread();
            Blocking.start("test", () -> {
                while (asked.isEmpty()) {
                    Thread.onSpinWait();
                }
                connecting.interrupt();
            });
            assertThat(catchThrowableOfType(InterruptedException.class, access::test)).isNotNull();
            Thread.sleep(500);
            assertThat(asked).last().isEqualTo("interrupted");
        }
    }

    private static String[] ask(LoginPrompt prompt, String... questions) {
        return prompt.promptKeyboardInteractive("me@host", "name", "instruction", questions,
                new boolean[questions.length]);
    }

    private static NoAnswerException refused(LoginPrompt prompt, String... questions) {
        return catchThrowableOfType(NoAnswerException.class, () -> ask(prompt, questions));
    }
}
