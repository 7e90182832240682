package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.ServerSettings;

class ServerModelTest {
    private static final ServerInfo INFO = new ServerInfo("2.2.0", true, List.of(), List.of("local"));
    private static final ServerSettings GIVEN = new ServerSettings("conv1", 2222, "admin", new Secret("s3cret"),
            "file:///root/id", new Secret("phrase"), true, new HostKeyPolicy.Strict(), true, Duration.ofHours(8),
            Connections.exactly(2));

    private CallersRealm realm;

    @BeforeEach
    void begin() {
        realm = new CallersRealm();
    }

    @AfterEach
    void end() {
        realm.close();
    }

    private static ServerModel tested() {
        ServerModel model = new ServerModel(GIVEN);
        model.tested().setValue(INFO);
        return model;
    }

    @Test
    void saysWhatItWasGiven() {
        assertThat(new ServerModel(GIVEN).server()).isEqualTo(GIVEN);
    }

    @Test
    void takesSpacesAroundTextForNothing() {
        ServerModel model = new ServerModel(GIVEN);
        model.host().setValue(" conv2 ");
        model.port().setValue(" 22 ");
        model.username().setValue(" root ");
        model.identityUrl().setValue("  ");
        model.password().setValue(" with spaces ");
        model.sudo().setValue(false);
        assertThat(model.server()).isEqualTo(
                new ServerSettings("conv2", 22, "root", new Secret(" with spaces "), null, new Secret("phrase"), false,
                        new HostKeyPolicy.Strict(), true, Duration.ofHours(8), Connections.exactly(2)));
    }

    @Test
    void hasNoPasswordWhenTheFieldIsEmpty() {
        ServerModel model = new ServerModel(GIVEN);
        model.password().setValue("");
        assertThat(model.server().password()).isNull();
    }

    @Test
    void refusesAPortThatIsNoNumber() {
        ServerModel model = new ServerModel(GIVEN);
        model.port().setValue("ssh");
        assertThatThrownBy(model::server).isInstanceOf(NumberFormatException.class);
    }

    static Stream<Consumer<ServerModel>> changes() {
        return Stream.of(m -> m.host().setValue("other"), m -> m.port().setValue("23"),
                m -> m.username().setValue("other"), m -> m.password().setValue("other"),
                m -> m.identityUrl().setValue("file:///other"), m -> m.sudo().setValue(false));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void forgetsTheTestWhenAFieldChanges(Consumer<ServerModel> change) {
        ServerModel model = tested();
        change.accept(model);
        assertThat(model.tested().getValue()).isNull();
    }

    @Test
    void keepsTheTestWhenNothingChanges() {
        ServerModel model = tested();
        model.host().setValue("conv1");
        assertThat(model.tested().getValue()).isEqualTo(INFO);
    }
}
