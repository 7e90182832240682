package org.virtp2v.ssh.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Floors;

/** Which package of this bundle knows which; the picture is in its {@code package-info}. */
class RoomsTest {
    private static final Floors FLOORS = new Floors("org.virtp2v.ssh", "org.virtp2v.ssh.internal",
            List.of(List.of("blocking", "hostkey", "further"), List.of("fetch"), List.of("identity"),
                    List.of("connection"),
                    List.of("script"),
                    List.of("run", "inspection", "slot"), List.of("")));

    @Test
    void noRoomKnowsOneAboveOrBesideIt() throws IOException {
        assertThat(FLOORS.faults()).isEmpty();
    }
}
