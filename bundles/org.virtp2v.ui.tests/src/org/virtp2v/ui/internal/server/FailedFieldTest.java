package org.virtp2v.ui.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.settings.Key;

class FailedFieldTest {

    @ParameterizedTest
    @CsvSource({ "UNKNOWN_HOST,REMOTE_SERVER", "TIMEOUT,REMOTE_SERVER", "HOST_KEY_CHANGED,REMOTE_SERVER",
            "REFUSED,REMOTE_PORT", "UNREACHABLE,REMOTE_SERVER", "NOT_SSH,REMOTE_PORT", "LOGIN_REFUSED,AUTH_PASSWORD",
            "IDENTITY,AUTH_IDENTITY_URL", "FORWARDING_REFUSED,", "LOST," })
    void pointsAtTheFieldThatAConnectionFailedOf(ConnectionException.Reason reason, Key field) {
        assertThat(FailedField.of(new ConnectionException(reason, "", null), false).orElse(null)).isEqualTo(field);
    }

    @Test
    void pointsAtTheIdentityWhenThatIsRefused() {
        assertThat(FailedField.of(new ConnectionException(ConnectionException.Reason.LOGIN_REFUSED, "", null), true))
                .contains(Key.AUTH_IDENTITY_URL);
    }

    @ParameterizedTest
    @CsvSource({ "SUDO_NEEDS_PASSWORD,AUTH_SUDO", "SUDO_REFUSED,AUTH_SUDO", "NO_VIRT_V2V,", "PREFLIGHT," })
    void pointsAtSudoWhenThatIsTheReason(ServerException.Reason reason, Key field) {
        assertThat(FailedField.of(new ServerException(reason, "", null), false).orElse(null)).isEqualTo(field);
    }
}
