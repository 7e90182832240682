package org.virtp2v.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Floors;

/** Which package of the wizard knows which; the picture is in ARCHITECTURE. */
class RoomsTest {
    private static final Floors FLOORS = new Floors("org.virtp2v.ui", "org.virtp2v.ui.internal",
            List.of(List.of("model", "widgets"), List.of("login"), List.of("checks"), List.of("shell"),
                    List.of("form"), List.of("machine", "destination", "conversion"), List.of("server", "summary"),
                    List.of("menu")));
    /** Classes of the way in. */
    private static final Pattern WAY_IN = Pattern.compile("import org\\.virtp2v\\.ui\\.([A-Z]\\w*);");

    @Test
    void noRoomKnowsOneAboveOrBesideIt() throws IOException {
        assertThat(FLOORS.faults()).isEmpty();
    }

    @Test
    void roomsKnowOnlyWhatTheWizardIsGiven() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "org.virtp2v.ui", "src", "org/virtp2v/ui/internal"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                assertThat(WAY_IN.matcher(Files.readString(file)).results().map(name -> name.group(1))).as("%s", file)
                        .isSubsetOf("Desktop", "WizardInput", "MenuTerminal");
            }
        }
    }
}
