package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;

class SessionTest {
    private static final HostKey KEY = new HostKey("ssh-ed25519", 256, "SHA256:" + "A".repeat(43));
    private static final HostKey OTHER = new HostKey("ssh-ed25519", 256, "SHA256:" + "B".repeat(43));

    private final Session session = new Session();
    private final List<String> asked = new ArrayList<>();
    private String answer = "right";

    private final ServerDialog user = new ServerDialog() {
        @Override
        public void accepted(HostKey key) {
            asked.add("accepted");
        }

        @Override
        public boolean trusts(HostKey key) {
            asked.add("trusts");
            return true;
        }

        @Override
        public Secret passphrase(String identityUrl, boolean wasWrong) {
            asked.add("passphrase");
            return answer == null ? null : new Secret(answer);
        }
    };

    private ServerDialog dialog(String address) {
        return session.dialog(address, user);
    }

    @Test
    void asksAboutAHostKeyOnceInASession() {
        assertThat(dialog("a:22").trusts(KEY)).isTrue();
        dialog("a:22").accepted(KEY);
        assertThat(dialog("a:22").trusts(KEY)).isTrue();
        assertThat(asked).containsExactly("trusts", "accepted");
    }

    @Test
    void holdsAServerToTheKeyThatWasAccepted() {
        dialog("a:22").accepted(KEY);
        assertThat(session.policy("a:22", new HostKeyPolicy.AcceptOnce()))
                .isEqualTo(new HostKeyPolicy.Fingerprint(KEY.fingerprint()));
        assertThat(session.policy("b:22", new HostKeyPolicy.AcceptOnce())).isEqualTo(new HostKeyPolicy.AcceptOnce());
        assertThat(session.policy("a:22", new HostKeyPolicy.Strict())).isEqualTo(new HostKeyPolicy.Strict());
    }

    @Test
    void doesNotTakeOneServersKeyForAnothers() {
        dialog("a:22").accepted(KEY);
        dialog("b:22").trusts(KEY);
        dialog("a:22").trusts(OTHER);
        assertThat(asked).containsExactly("accepted", "trusts", "trusts");
    }

    @Test
    void remembersAPassphraseUntilItIsWrong() {
        assertThat(dialog("a:22").passphrase("file:///id", false)).isEqualTo(new Secret("right"));
        assertThat(dialog("a:22").passphrase("file:///id", false)).isEqualTo(new Secret("right"));
        answer = "better";
        assertThat(dialog("a:22").passphrase("file:///id", true)).isEqualTo(new Secret("better"));
        assertThat(dialog("a:22").passphrase("file:///id", false)).isEqualTo(new Secret("better"));
        assertThat(asked).containsExactly("passphrase", "passphrase");
    }

    @Test
    void doesNotRememberThatTheUserGaveUp() {
        answer = null;
        assertThat(dialog("a:22").passphrase("file:///id", false)).isNull();
        answer = "right";
        assertThat(dialog("a:22").passphrase("file:///id", false)).isEqualTo(new Secret("right"));
    }

    @Test
    void forgetsAWrongPassphraseThatWasNotCorrected() {
        dialog("a:22").passphrase("file:///id", false);
        answer = null;
        assertThat(dialog("a:22").passphrase("file:///id", true)).isNull();
        assertThat(dialog("a:22").passphrase("file:///id", false)).isNull();
        assertThat(asked).containsExactly("passphrase", "passphrase", "passphrase");
    }
}
