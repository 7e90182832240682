package org.virtp2v.app.fleet;

import java.util.Arrays;

import org.virtp2v.app.fleet.RunView.State;
import org.virtp2v.core.text.Json;

/** The fleet as JSON, for programs; the manual page describes the members. */
final class JsonView {
    /** Changes when a member changes its meaning or goes. */
    private static final int VERSION = 1;

    private JsonView() {
    }

    /** One object. */
    static Json of(FleetView fleet) {
        return Json.object().with("version", VERSION).with("at", fleet.at().toString())
                .with("servers", fleet.servers().stream().map(JsonView::server).toList());
    }

    private static Json server(ServerView server) {
        Json counts = Json.object();
        Arrays.stream(State.values()).forEach(state -> counts.with(state.word(), server.count(state)));
        return Json.object().with("server", server.address()).with("reachable", server.problem() == null)
                .with("problem", server.problem()).with("allUsers", server.everybody()).with("count", counts)
                .with("runs", server.runs().stream().map(JsonView::run).toList());
    }

    private static Json run(RunView run) {
        return Json.object().with("directory", run.run().directory()).with("user", run.run().owner())
                .with("state", run.state().word()).with("guest", run.guest())
                .with("machine", run.machine().isEmpty() ? null : run.machine()).with("detail", run.detail())
                .with("percent", run.percent()).with("bytesRead", run.bytesRead())
                .with("bytesPerSecond", run.bytesPerSecond()).with("secondsLeft", Times.seconds(run.left()))
                .with("sizeBytes", run.sizeBytes()).with("seconds", Times.seconds(run.took()))
                .with("heartbeatSeconds", Times.seconds(run.run().heartbeatAge()))
                .with("changedSeconds", Times.seconds(run.run().changed())).with("warnings", run.warnings())
                .with("outages", run.outages());
    }
}
