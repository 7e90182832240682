package org.virtp2v.ui.scenarios;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.Plans;

/** Conversions of a {@link WizardMachine} that were left on a {@link FakeServer}. */
final class LeftConversions {
    private static final List<String> DISKS = List.of("sda", "sdb", "sdc");
    /** The fingerprint that a fake disk has. */
    private static final String PRINT = "ab".repeat(32);

    private LeftConversions() {
    }

    /** A conversion to a guest of this name, that began so many minutes after another. */
    static WaitingRun run(Machine machine, String guest, State state, int minute) {
        RunRecord record = RunRecord.of(
                Plans.of("p2v.server=conv1 p2v.name=" + guest + " p2v.disks=" + String.join(",", DISKS), machine),
                "1.0.0", Instant.parse("2026-11-29T10:00:00Z").plus(Duration.ofMinutes(minute)),
                Collections.nCopies(DISKS.size(), PRINT), List.of("relay.json"));
        return new WaitingRun("/tmp/virt-p2v-20261129-" + guest, state, Duration.ofMinutes(5),
                record.json().toString());
    }

    /** Leaves them there, with what it takes to go on with them. */
    static void leave(FakeServer server, WaitingRun... runs) {
        server.relayInterpreters = Collections.nCopies(10 * DISKS.size(), "python3");
        server.relaySettings = Stream.generate(() -> "{\"key\":\"" + ExportKey.random().hex() + "\"}")
                .limit(DISKS.size()).collect(Collectors.joining(",", "{\"exports\":[", "]}"));
        server.waiting = List.of(runs);
    }
}
