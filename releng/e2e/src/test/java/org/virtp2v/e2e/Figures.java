package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Leaves lines for the table of figures, see {@code releng/figures}. */
final class Figures {
    private static final Path PLACE = Checkout.DIR.resolve("releng/e2e/target/figures");

    /** Of a reason why something failed; all of it is in the report of the test. */
    private static final int LONGEST = 100;

    /** What is measured; it returns the figure in words, or fails. */
    interface Proof {
        String measure() throws Exception;
    }

    private Figures() {
    }

    /**
     * Measures something, and writes it down, also when it fails. A second try takes the place of the first.
     *
     * @param what
     *            what is done, in words that no other proof has
     * @param goal
     *            what is wanted
     */
    static void prove(String what, String goal, Proof proof) throws Exception {
        String measured;
        try {
            measured = proof.measure();
        } catch (Exception | AssertionError e) {
            String why = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
            write(what, goal, why.substring(0, Math.min(why.length(), LONGEST)), "FAILED");
            throw e;
        }
        write(what, goal, measured, "passed");
    }

    /** A time in words. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    private static void write(String what, String goal, String measured, String verdict) throws IOException {
        Files.createDirectories(PLACE);
        String line = String.join("\t", what, goal, measured.replace('\t', ' '), verdict) + "\n";
        Files.writeString(PLACE.resolve(what.replaceAll("[^A-Za-z0-9]+", "-") + ".tsv"), line);
    }
}
