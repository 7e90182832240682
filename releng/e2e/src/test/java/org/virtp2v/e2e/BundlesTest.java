package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The lists of bundles that are written by hand have all of them. */
class BundlesTest {
    private static final String OURS = "org.virtp2v.";
    private static final String TESTS = ".tests";
    private static final Pattern PLUGIN = Pattern
            .compile("<plugin id=\"org\\.virtp2v\\.([\\w.]+)\" version=\"0\\.0\\.0\"/>");
    private static final Pattern LAUNCHED = Pattern.compile("projectName=&quot;org\\.virtp2v\\.([\\w.]+)&quot;");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.]+)` \\|.*\\|.*\\|$");

    /** The folders of bundles, without the beginning that all have. */
    private static List<String> bundles() throws IOException {
        try (Stream<Path> folders = Files.list(Checkout.DIR.resolve("bundles"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("META-INF/MANIFEST.MF")))
                    .map(folder -> folder.getFileName().toString().substring(OURS.length())).sorted().toList();
        }
    }

    private static List<String> found(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(Checkout.DIR.resolve(file))).results().map(m -> m.group(1)).toList();
    }

    @Test
    void theArchitectureTellsOfEach() throws IOException {
        List<String> bundles = bundles().stream().filter(name -> !name.endsWith(TESTS)).toList();

        assertThat(found(ROW, "ARCHITECTURE.md")).containsAll(bundles);
    }

    @Test
    void theHelpOfTheTestCommandNamesEachThatHasTests() throws Exception {
        String help = Checkout.run(Checkout.DIR.resolve("releng/test").toString(), "--help");
        List<String> named = Pattern.compile("[\\w.]+").matcher(help).results().map(m -> m.group()).toList();

        assertThat(named).containsAll(bundles().stream().filter(name -> name.endsWith(TESTS))
                .map(name -> name.substring(0, name.length() - TESTS.length())).toList());
    }

    /** All but fragments, and those that the launch takes from the product. */
    @Test
    void theLaunchOfTheWizardHasEachOfTheProduct() throws IOException {
        List<String> installed = found(PLUGIN, "features/org.virtp2v.feature/feature.xml").stream()
                .filter(name -> !Set.of("app", "doc").contains(name)).toList();

        assertThat(found(LAUNCHED, "releng/launch/wizard.launch")).containsExactlyInAnyOrderElementsOf(installed);
    }
}
