package org.virtp2v.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Seeds;

class SeedsTest {
    /** Generators whose seed nobody sees, or never changes. */
    private static final Pattern UNSEEN = Pattern
            .compile("new Random\\(\\d*\\)|SecureRandom|ThreadLocalRandom|Math\\.random|randomUUID");

    @Test
    void usesTheGivenSeedAndOtherwiseANewOne() {
        String before = System.getProperty(Seeds.PROPERTY);
        try {
            System.setProperty(Seeds.PROPERTY, "-7");
            assertThat(Seeds.seed()).isEqualTo(-7);
            assertThat(Seeds.random().nextLong()).isEqualTo(Seeds.random().nextLong());
            System.clearProperty(Seeds.PROPERTY);
            assertThat(Seeds.random().nextLong()).isNotEqualTo(Seeds.random().nextLong());
        } finally {
            if (before != null) {
                System.setProperty(Seeds.PROPERTY, before);
            }
        }
    }

    private static boolean isOther(Path file) {
        return file.toString().endsWith(".java") && !file.endsWith("SeedsTest.java");
    }

    @Test
    void allRandomDataOfTestsHasASeedThatIsPrinted() throws IOException {
        List<Path> tests;
        try (Stream<Path> bundles = Files.list(Path.of(".."))) {
            tests = bundles.filter(bundle -> bundle.toString().endsWith(".tests")).toList();
        }
        assertThat(tests).hasSizeGreaterThan(5);
        for (Path bundle : tests) {
            try (Stream<Path> files = Files.walk(bundle.resolve("src"))) {
                for (Path file : files.filter(SeedsTest::isOther).toList()) {
                    assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(UNSEEN);
                }
            }
        }
    }
}
