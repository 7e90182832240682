package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.convert.ConversionEvent.Resumed;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.ResumedPlan;
import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;

/** Leaves a conversion on the server that can be gone on with. */
@Timeout(60)
abstract class ResumptionFixture {
    static final Instant BEGAN = Instant.parse("2026-11-29T10:04:00Z");
    static final String DIRECTORY = "/tmp/virt-p2v-20261129-abcdefgh";
    static final String PRINT = "ab".repeat(32);
    static final ExportKey KEY = ExportKey.random();
    final FakePorts ports = new FakePorts();
    final List<ConversionEvent> events = new ArrayList<>();
    @TempDir
    Path temp;
    String line = "";

    @BeforeEach
    void leaveARun() throws Exception {
        Path image = Files.createFile(temp.resolve("a.img"));
        line = "p2v.server=conv p2v.name=web p2v.o=local p2v.os=/x p2v.disks=" + image;
        ports.server.directory = DIRECTORY;
        ports.server.relayInterpreters = List.of("python3", "python3", "python3");
        ports.server.relaySettings = "{\"reconnect\":1,\"exports\":[{\"disk\":1,\"size\":1,\"key\":\"" + KEY.hex()
                + "\"}]}";
        ports.server.waiting = List.of(waiting(State.RUNNING, null, PRINT));
    }

    WaitingRun waiting(State state, @Nullable Duration heartbeat, @Nullable String print) {
        List<@Nullable String> prints = new ArrayList<>();
        prints.add(print);
        RunRecord record = RunRecord.of(Plans.of(line), "0.9", BEGAN, prints, List.of("relay.json", "key-1"));
        return new WaitingRun(DIRECTORY, state, heartbeat, record.json().toString());
    }

    ConversionResult begin(String more) {
        return ports.engine().conversion(Plans.of(line + more), events::add).run();
    }

    Resumable found() throws Exception {
        List<Resumable> all = ports.engine().waiting(Plans.of(line).login(), Plans.MACHINE, null);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    static ConversionPlan planOf(Resumable found) throws Exception {
        return ResumedPlan.of(found.record(), SettingsReader.read("p2v.server=conv").settings(), Plans.MACHINE,
                Targets.NONE, NbdServer.DEFAULT_ORDER);
    }

    ConversionResult goOn(Resumable found) throws Exception {
        return ports.engine().resumption(planOf(found), found, events::add, null, null).run();
    }

    static String text(RemoteFile file) {
        return new String(file.content(), StandardCharsets.UTF_8);
    }

    boolean hasGoneOn() {
        return events.stream().anyMatch(Resumed.class::isInstance);
    }
}
