package org.virtp2v.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.ServerSettings;

class ServerChecksTest {
    private final List<CheckResult> results = new ArrayList<>();
    private final List<Check> started = new ArrayList<>();

    private final PreflightListener listener = new PreflightListener() {
        @Override
        public void started(Check check) {
            started.add(check);
        }

        @Override
        public void checked(CheckResult result) {
            results.add(result);
        }

        @Override
        public void onlyLeft(Check check) {
            throw new AssertionError();
        }

        @Override
        public void tested(ServerInfo server) {
            throw new AssertionError();
        }
    };

    /** A server that nobody gets into. */
    private static ServerAccess failing(ConnectionException why) {
        return (ServerAccess) Proxy.newProxyInstance(ServerAccess.class.getClassLoader(),
                new Class<?>[] { ServerAccess.class }, (proxy, method, arguments) -> {
                    throw why;
                });
    }

    @ParameterizedTest
    @CsvSource({ "UNKNOWN_HOST,CONNECTION,DNS", "UNREACHABLE,CONNECTION,route", "REFUSED,CONNECTION,port",
            "TIMEOUT,CONNECTION,no answer", "NOT_SSH,CONNECTION,SSH", "LOST,CONNECTION,broken off",
            "HOST_KEY_CHANGED,LOGIN,does not work", "LOGIN_REFUSED,LOGIN,does not work",
            "IDENTITY,LOGIN,does not work" })
    void tellsApartWhetherTheNetworkOrTheLogInIsAtFault(ConnectionException.Reason reason, Check check, String seen) {
        var why = new ConnectionException(reason, "This is why.", null);
        var checks = new ServerChecks(ServerSettings.NONE.withHost("conv1").login(), false, listener);

        assertThatThrownBy(() -> checks.logIn(failing(why), ServerChecks::tool)).isSameAs(why);

        assertThat(results.getLast().check()).isEqualTo(check);
        assertThat(results.getLast().verdict()).isEqualTo(Verdict.PROBLEM);
        assertThat(results.getLast().seen()).contains(seen);
        assertThat(results.getLast().advice()).isEqualTo("This is why.");
        assertThat(results).extracting(CheckResult::check).containsExactlyElementsOf(started);
    }
}
