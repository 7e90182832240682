package org.virtp2v.core.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.Plans;

class ServerSuggestionsTest {
    private final FakeServer server = new FakeServer();

    ServerSuggestionsTest() {
        server.answers.putAll(Map.of("pool", "fast\n", "further", "more\n"));
    }

    /** Asks about whatever field it is asked about. */
    private static class Asking implements OutputTarget {
        @Override
        public List<TargetField> fields() {
            return List.of(TargetField.of(Kind.FLAG, "more", "More"), TargetField.of(Kind.TEXT, "pool", "Pool"),
                    TargetField.of(Kind.TEXT, "further", "Further").when("more", "true"),
                    TargetField.of(Kind.SECRET, "password", "Password"));
        }

        @Override
        public List<String> suggestions(String key, TargetInput input, ServerQuestions questions)
                throws ConnectionException, ServerException, InterruptedException {
            return questions.ask(List.of(key)).lines();
        }
    }

    private ServerSuggestions.Found ask(OutputTarget target, String more) throws Exception {
        TargetInput input = new TargetInput(Map.of("more", new Secret(more)), Settings.NONE.output(),
                new TargetGuest("g", 1, 1, Firmware.UNKNOWN, false, List.of(), List.of()), "conv", false);
        OutputTarget guarded = new TargetDescription("t", "T", "local", 1, null, () -> target).target();
        return ServerSuggestions.ask(guarded, input, server, Plans.of("p2v.server=conv p2v.disks=/a").login(),
                ServerSuggestions.NOBODY);
    }

    @Test
    void asksForFieldsOfTextThatMeanSomething() throws Exception {
        assertThat(ask(new Asking(), "false").values()).isEqualTo(Map.of("pool", List.of("fast")));
        assertThat(server.journal.lines).containsExactly("access", "inspect", "ask pool", "close inspection",
                "close access");
        assertThat(ask(new Asking(), "true").values()).containsOnlyKeys("pool", "further");
    }

    @Test
    void doesNotLogInWhereATargetHasNoQuestion() throws Exception {
        assertThat(ask(new GenericTarget(), "")).isEqualTo(ServerSuggestions.Found.NONE);
        assertThat(server.journal.lines).isEmpty();
    }

    @Test
    void goesOnWhenATargetFails() throws Exception {
        ServerSuggestions.Found found = ask(new Asking() {
            @Override
            public List<String> suggestions(String key, TargetInput input, ServerQuestions questions) {
                throw new IllegalStateException("a fault of a plug-in");
            }

            @Override
            public List<String> networks(TargetInput input, ServerQuestions questions) {
                return List.of("lab", " ", "lab");
            }
        }, "");

        assertThat(found).isEqualTo(new ServerSuggestions.Found(Map.of(), List.of("lab")));
    }

    @Test
    void closesWhatItOpenedWhenTheConnectionIsLost() {
        server.journal.failAt = "ask";

        assertThatThrownBy(() -> ask(new Asking(), "")).isInstanceOf(ConnectionException.class);

        assertThat(server.journal.lines).containsExactly("access", "inspect", "ask pool", "close inspection",
                "close access");
    }

    @Test
    void trustsNobodyNew() {
        assertThat(ServerSuggestions.NOBODY.trusts(new HostKey("ssh-ed25519", 256, "SHA256:" + "A".repeat(43))))
                .isFalse();
        assertThat(ServerSuggestions.NOBODY.passphrase("file:///id", false)).isNull();
    }
}
