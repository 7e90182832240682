package org.virtp2v.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Floors;

/** Which package of this bundle knows which; the picture is in ARCHITECTURE. */
class FloorsTest {
    private static final List<List<String>> FLOORS = List.of(List.of("text", "failure"),
            List.of("machine", "mode", "server", "source"), List.of("settings", "progress"), List.of("output"),
            List.of("plan"), List.of("preflight", "v2v"), List.of("trial", "instant"), List.of("convert"));

    @Test
    void noPackageKnowsOneAboveOrBesideIt() throws IOException {
        assertThat(new Floors("org.virtp2v.core", "org.virtp2v.core", FLOORS).faults()).isEmpty();
    }

    @Test
    void findsWhatKnowsOneAboveOrBesideItAndWhatIsOnNoFloor() throws IOException {
        List<List<String>> wrong = List.of(List.of("text", "failure", "machine", "mode", "server", "source", "none"),
                List.of("plan"), List.of("settings", "progress"), List.of("output"), List.of("preflight", "v2v"));
        assertThat(new Floors("org.virtp2v.core", "org.virtp2v.core", wrong).faults()).contains(
                "\"server\" knows \"text\"", "\"none\" does not exist", "\"plan\" knows \"output\"",
                "\"convert\" is on no floor");
    }
}
