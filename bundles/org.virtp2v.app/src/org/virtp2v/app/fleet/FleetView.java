package org.virtp2v.app.fleet;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.virtp2v.core.text.Messages;

/**
 * All servers at one moment.
 *
 * @param at
 *            when
 * @param servers
 *            in the order in which they were given
 */
record FleetView(Instant at, List<ServerView> servers) {
    private static final Messages TEXT = Messages.beside(FleetView.class);

    FleetView {
        servers = List.copyOf(servers);
    }

    /** How many runs are in that state. */
    long count(RunView.State state) {
        return servers.stream().mapToLong(server -> server.count(state)).sum();
    }

    /** Whether every server tells. */
    boolean isComplete() {
        return servers.stream().allMatch(server -> server.problem() == null);
    }

    /** Whether a run failed, or nothing is heard of its machine. */
    boolean needsSomebody() {
        return Stream.of(RunView.State.values()).anyMatch(state -> state.needsSomebody() && count(state) > 0);
    }

    /** How many runs there are in each state, in one line; without any, how many servers do not tell. */
    String summary() {
        String counts = Stream.of(RunView.State.values()).filter(state -> count(state) > 0)
                .map(state -> count(state) + " " + state.title()).collect(Collectors.joining(" · "));
        if (!counts.isEmpty()) {
            return counts;
        }
        long silent = servers.stream().filter(server -> server.problem() != null).count();
        return silent == 0 ? TEXT.get("noRuns")
                : TEXT.get("silent", String.valueOf(silent), String.valueOf(servers.size()));
    }
}
