package org.virtp2v.core.convert;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/**
 * How one of several conversion servers is.
 *
 * @param server
 *            how to get into it
 * @param load
 *            how busy it is; null: it cannot be used
 * @param problem
 *            why it cannot be used, in one line; null: it can
 * @param roomy
 *            whether the guest's disks fit in there, as far as that is known
 */
public record ServerState(ServerLogin server, @Nullable ServerLoad load, @Nullable String problem, boolean roomy) {
    private static final Messages TEXT = Messages.beside(ServerState.class);

    /** A server that can be used. */
    ServerState(ServerLogin server, ServerLoad load, boolean roomy) {
        this(server, load, null, roomy);
    }

    /** A server that cannot be used. */
    ServerState(ServerLogin server, String problem) {
        this(server, null, problem, true);
    }

    static String waiting(List<ServerState> servers, int limit, Duration pause) {
        String all = servers.stream().map(ServerState::running).collect(joining("; "));
        return TEXT.get("servers.waiting", all, Integer.toString(limit), Long.toString(pause.toSeconds()));
    }

    static String chosen(ServerLogin server, List<ServerState> servers, @Nullable Integer limit) {
        String others = servers.stream().filter(each -> !each.server.equals(server))
                .map(each -> "; " + TEXT.get("servers.other", each.name(), each.describe(limit))).collect(joining());
        return servers.stream().filter(each -> each.server.equals(server))
                .map(each -> TEXT.get("servers.chosen", each.name(), each.describe(limit))).collect(joining()) + others
                + ".";
    }

    private String running() {
        ServerLoad known = load;
        if (known == null) {
            return TEXT.get("servers.other", name(), notUsable());
        }
        String running = TEXT.get(known.slots() == 1 ? "servers.running.one" : "servers.running", name(),
                Integer.toString(known.slots()));
        return known.ahead() == 0 ? running
                : running + TEXT.get(known.ahead() == 1 ? "servers.ahead.one" : "servers.ahead",
                        Integer.toString(known.ahead()));
    }

    private String describe(@Nullable Integer limit) {
        ServerLoad known = load;
        if (known == null) {
            return notUsable();
        }
        String busy = TEXT.get("servers.busy", Numbers.decimal(known.load(), 1),
                Integer.toString(known.processors()), Integer.toString(known.conversions()));
        Long free = known.freeBytes();
        return busy + (limit == null ? ""
                : TEXT.get("servers.limit", Integer.toString(known.slots()), Integer.toString(limit)))
                + (roomy || free == null ? "" : TEXT.get("servers.small", ByteSize.format(free)));
    }

    private String notUsable() {
        return TEXT.get("servers.problem", String.valueOf(problem));
    }

    private String name() {
        return server.host();
    }
}
