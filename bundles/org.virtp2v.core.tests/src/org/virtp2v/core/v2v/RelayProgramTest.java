package org.virtp2v.core.v2v;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The relay that runs on the conversion server, {@code relay.py}: its tests are {@code test_relay.py} beside this
 * class, in its own language, with real NBD clients.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RelayProgramTest {
    @Test
    void passesItsOwnTests() throws Exception {
        PythonTests.pass("test_relay", 290, Map.of(), line -> line.contains("IPv6"));
    }
}
