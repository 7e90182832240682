package org.virtp2v.app.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.ServerRun;
import org.virtp2v.core.server.ServerRun.State;

/** Runs as servers tell them, for tests. */
final class Fleets {
    /** What means harm wherever it is shown. */
    static final String EVIL = "\u001b[2J\u001b]52;c;aGk=\u0007<script>alert(1)</script>\"'&\\\n{x=\"y\"} 1\nvirt_p2v_runs 7\u202e";
    static final Instant NOW = Instant.parse("2026-11-29T14:30:00Z");

    private Fleets() {
    }

    static ServerRun run(State state, @Nullable Integer status, @Nullable Integer heard, String progress) {
        return new ServerRun("/tmp/virt-p2v-20261129-abcdefgh", 0, state, false, status,
                heard == null ? null : Duration.ofSeconds(heard), Duration.ofSeconds(3), Duration.ofSeconds(5),
                "named", progress);
    }

    static ServerRun running(String guest, int percent) {
        return run(State.RUNNING, 99, 2, """
                {"version":1,"guest":"%s","machine":{"uuid":null,"name":"old-%s"},"state":"running","stage":"CONVERT",
                "virtV2vStage":"Copying disk 1/2","percent":%d,"bytesRead":43000000000,"bytesPerSecond":112000000,
                "secondsLeft":754.2,"sizeBytes":100000000000,"lost":null,"outages":1,"warnings":2,"result":null}"""
                .formatted(guest, guest, percent).replace("\n", ""));
    }

    static ServerRun ended(String guest, String outcome, @Nullable String message) {
        return run(State.ENDED, "succeeded".equals(outcome) ? 0 : 1, 400, """
                {"guest":"%s","percent":100,"result":{"outcome":"%s","failure":%s,"seconds":3720.5}}""".formatted(guest,
                outcome, message == null ? "null" : "{\"message\":\"" + message + "\"}"));
    }

    static FleetView fleet(ServerRun... runs) {
        return new FleetView(NOW, List.of(new ServerView("conv1.example.com:22", "root", null, true, null,
                List.of(runs).stream().map(RunView::of).toList())));
    }

    /** A name that means harm, in JSON. */
    static String evil() {
        return EVIL.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\u001b", "\\u001b")
                .replace("\u0007", "\\u0007");
    }
}
