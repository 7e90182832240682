package org.virtp2v.app.fleet;

import java.util.Arrays;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.virtp2v.app.fleet.RunView.State;

/**
 * The fleet in Prometheus' text format, version 0.0.4, for the textfile collector of node_exporter. The names of
 * metrics and labels are an interface: alerts are made with them.
 */
final class PrometheusView {
    private static final String PREFIX = "virt_p2v_";

    private final StringBuilder text = new StringBuilder();
    private final FleetView fleet;

    private PrometheusView(FleetView fleet) {
        this.fleet = fleet;
    }

    /** The content of the file. */
    static String of(FleetView fleet) {
        return new PrometheusView(fleet).write();
    }

    private String write() {
        head("status_timestamp_seconds", "When this was written.");
        sample("status_timestamp_seconds", "", fleet.at().getEpochSecond());
        head("server_up", "Whether the conversion server tells which runs it has.");
        fleet.servers().forEach(server -> sample("server_up", label("server", server.address()),
                server.problem() == null ? 1 : 0));
        head("runs", "Runs on the conversion server, by state.");
        for (ServerView server : fleet.servers()) {
            Arrays.stream(State.values()).forEach(state -> sample("runs",
                    label("server", server.address()) + "," + label("state", state.word()), server.count(state)));
        }
        runs("run_state", "The state of a run, which is 1.", true, run -> 1L);
        runs("run_copied_ratio", "How much of the disks is copied, 0 to 1.", false, run -> run.percent());
        runs("run_read_bytes", "Bytes of the disks that were delivered.", false, RunView::bytesRead);
        runs("run_size_bytes", "The size of the disks.", false, RunView::sizeBytes);
        runs("run_rate_bytes_per_second", "How fast the disks are copied now.", false, RunView::bytesPerSecond);
        runs("run_left_seconds", "An estimate of how long it will take.", false, run -> Times.seconds(run.left()));
        runs("run_heartbeat_age_seconds", "How long ago the server last heard of the machine.", false,
                run -> run.state().isOver() ? null : Times.seconds(run.run().heartbeatAge()));
        runs("run_warnings", "Warnings so far.", false, RunView::warnings);
        runs("run_outages", "How often connections were lost.", false, RunView::outages);
        return text.toString();
    }

    private void runs(String name, String help, boolean withState, Function<RunView, @Nullable Number> value) {
        head(name, help);
        for (ServerView server : fleet.servers()) {
            for (RunView run : server.runs()) {
                Number number = value.apply(run);
                if (number != null) {
                    sample(name, label("server", server.address()) + "," + label("guest", run.guest()) + ","
                            + label("directory", run.run().directory())
                            + (withState ? "," + label("state", run.state().word()) : ""),
                            name.endsWith("_ratio") ? number.doubleValue() / 100 : number);
                }
            }
        }
    }

    private void head(String name, String help) {
        text.append("# HELP ").append(PREFIX).append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(PREFIX).append(name).append(" gauge\n");
    }

    private void sample(String name, String labels, Number value) {
        text.append(PREFIX).append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    private static String label(String name, String value) {
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
