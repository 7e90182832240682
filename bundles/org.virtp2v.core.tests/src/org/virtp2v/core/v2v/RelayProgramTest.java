package org.virtp2v.core.v2v;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The relay that runs on the conversion server, {@code relay.py}: its tests are in its own language, beside this class,
 * with real NBD clients.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RelayProgramTest {
    @Test
    void passesItsOwnTests() throws Exception {
        PythonTests.pass("test_relay_", 290, Map.of(), line -> line.contains("IPv6"));
    }
}
