package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The manual pages and the guide, where the product has them for man and web browsers. */
class ManualTest {
    private static final Path SHARE = Checkout.DIR.resolve("product/target/virt-p2v/share");
    private static final int COLUMNS = 80;

    private static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(SHARE.resolve("man/man1"))) {
            return pages.toList();
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MANWIDTH", Integer.toString(COLUMNS));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void manShowsThePagesWithoutWarnings() throws Exception {
        assertThat(pages()).extracting(p -> p.getFileName().toString()).contains("virt-p2v.1");
        for (Path page : pages()) {
            String shown = run("man", "--warnings", "-l", page.toString());
            assertThat(shown).as(page.toString()).contains("NAME", "SYNOPSIS").doesNotContain("warning:");
            assertThat(shown.lines()).as(page.toString()).allMatch(line -> line.length() <= COLUMNS);
        }
    }

    @Test
    void mandocFindsNothingWrong() throws Exception {
        List<String> found = new ArrayList<>();
        for (Path page : pages()) {
            run("mandoc", "-T", "lint", "-W", "warning", page.toString()).lines()
                    // A date would be that of the build, and every build another.
                    .filter(line -> !line.contains("missing date")).forEach(found::add);
        }
        assertThat(found).isEmpty();
    }

    @Test
    void hasTheGuideWithItsPictures() {
        assertThat(SHARE.resolve("doc/virt-p2v/guide/index.html")).isNotEmptyFile();
        assertThat(SHARE.resolve("doc/virt-p2v/guide/pictures")).isNotEmptyDirectory();
    }
}
