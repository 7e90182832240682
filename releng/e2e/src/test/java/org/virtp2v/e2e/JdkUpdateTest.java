package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who builds the product is told when the JDK lacks a security update. */
class JdkUpdateTest {
    private static final String PROGRAM = Checkout.DIR.resolve("product/launcher/jdk-update").toString();
    @TempDir
    Path jdk;

    private Checkout.Ended ask(String release, String today) throws Exception {
        Files.writeString(jdk.resolve("release"), release);
        return Checkout.end(new ProcessBuilder(PROGRAM, jdk.toString(), today));
    }

    private static String release(String version, String date) {
        return "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\nJAVA_VERSION_DATE=\"" + date + "\"\n";
    }

    /** The days of updates that there were: 21 January, 15 April, 15 July and 21 October 2025, 20 January 2026. */
    @ParameterizedTest
    @CsvSource({ "21.0.6,2025-01-21,2025-04-29,2025-04-15", "24.0.1,2025-04-15,2025-07-29,2025-07-15",
            "25,2025-09-16,2025-11-28,2025-10-21", "25.0.1,2025-10-21,2026-02-03,2026-01-20",
            "21.0.2,2024-01-16,2026-01-05,2025-10-21" })
    void anOlderJdkThanTheLastUpdateIsTold(String version, String date, String today, String update) throws Exception {
        assertThat(ask(release(version, date), today)).isEqualTo(new Checkout.Ended(0,
                "warning: the product's Java runtime lacks security updates: " + jdk + " is Java " + version + " of "
                        + date + ", and there is a newer one since " + update + ". Install that, and build again\n"));
    }

    /** Also for a fortnight after an update, until everybody has made a JDK with it. */
    @ParameterizedTest
    @CsvSource({ "21.0.7,2025-04-15,2025-04-29", "24.0.1,2025-04-15,2025-07-28", "25,2025-09-16,2025-10-01",
            "25.0.1,2025-10-21,2026-02-02", "25.0.1,2025-10-21,2025-10-22", "25.0.2.1,2026-02-10,2026-03-01" })
    void nothingIsSaidOfAJdkThatHasTheLastUpdate(String version, String date, String today) throws Exception {
        assertThat(ask(release(version, date), today)).isEqualTo(new Checkout.Ended(0, ""));
    }

    @Test
    void aJdkThatDoesNotTellItsDayIsTold() throws Exception {
        Checkout.Ended ended = ask("JAVA_VERSION=\"21.0.1\"\n", "2026-01-05");

        assertThat(ended.code()).isZero();
        assertThat(ended.output())
                .isEqualTo("warning: " + jdk + "/release does not say of which day Java 21.0.1 is: it may lack security"
                        + " updates\n");
    }

    @Test
    void whoMakesAProductIsToldOfItsJdk() throws Exception {
        Files.writeString(jdk.resolve("release"), release("21.0.1", "2023-10-17"));
        Files.createDirectory(jdk.resolve("bin"));
        Checkout.program(jdk.resolve("bin/jlink"), "#!/bin/sh\n");
        Checkout.program(jdk.resolve("bin/javac"), "#!/bin/sh\necho javac 21.0.1\n");
        var assemble = new ProcessBuilder(Checkout.DIR.resolve("product/launcher/assemble").toString(),
                jdk.resolve("nothing").toString(), jdk.resolve("product").toString(), "2026-01-31T00:00:00Z");
        assemble.environment().put("JAVA_HOME", jdk.toString());

        assertThat(Checkout.end(assemble).output()).startsWith("warning: the product's Java runtime lacks")
                .contains(jdk + " is Java 21.0.1 of 2023-10-17");
    }
}
