package org.virtp2v.core.server;

import java.time.Duration;
import java.util.List;

/**
 * Whether libguestfs's appliance, the small virtual machine in which virt-v2v changes the guest, starts on the
 * conversion server.
 *
 * @param state
 *            what is known
 * @param after
 *            how long after its beginning that was known; zero where it is not
 * @param lines
 *            the last lines of virt-v2v's output that may tell why, oldest first; of {@link State#UNTRIED} the reason;
 *            empty where it starts
 */
public record GuestfsStart(State state, Duration after, List<String> lines) {

    public GuestfsStart {
        lines = List.copyOf(lines);
    }

    /** What is known. */
    public enum State {
        /** Nothing yet: it is being tried. */
        RUNNING,
        /** It starts. */
        STARTED,
        /** It has started before, and nothing that this depends on has changed since. */
        KNOWN,
        /** It does not start. */
        FAILED,
        /** It began to start, and has said nothing for long. */
        SILENT,
        /** It has not started in the longest time that it may take. */
        SLOW,
        /** virt-v2v ended before it started it. */
        ENDED,
        /** It could not be tried. */
        UNTRIED
    }

    /** One that is not known, for this reason. */
    public static GuestfsStart untried(String reason) {
        return new GuestfsStart(State.UNTRIED, Duration.ZERO, List.of(reason));
    }
}
