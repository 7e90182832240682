package org.virtp2v.core.v2v;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.testing.Fuzz;

/**
 * The trial of the finished guest on the conversion server, {@code trial.py}: its tests are in its own language, beside
 * this class, with real QEMUs. With {@code releng/verify --full} a real Debian is started too.
 */
@Timeout(value = 1500, unit = TimeUnit.SECONDS)
class TrialProgramTest {
    @Test
    void passesItsOwnTests() throws Exception {
        boolean full = Fuzz.isFullRun();
        PythonTests.pass("test_trial_", full ? 1490 : 290, Map.of("TRIAL_FULL", full ? "yes" : "no"),
                line -> line.contains("only with releng/verify --full") || line.contains("'root'"));
    }
}
