package org.virtp2v.core.v2v;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.testing.Fuzz;

/**
 * The program that starts a guest on the conversion server before its disks are there, {@code instant.py}: its tests
 * are in its own language, beside this class, with the real relay and real QEMUs. With {@code releng/verify --full} a
 * real Debian is converted and started too.
 */
@Timeout(value = 2400, unit = TimeUnit.SECONDS)
class InstantProgramTest {
    @Test
    void passesItsOwnTests() throws Exception {
        boolean full = Fuzz.isFullRun();
        PythonTests.pass("test_instant_", full ? 2390 : 590, Map.of("INSTANT_FULL", full ? "yes" : "no"),
                line -> line.contains("only with releng/verify --full") || line.contains("'root'"));
    }
}
