package org.virtp2v.app.fleet;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One server at one moment.
 *
 * @param address
 *            host and port
 * @param user
 *            the user who looks
 * @param problem
 *            why it does not tell, for people; null: it does
 * @param everybody
 *            whether the runs of all users are shown
 * @param hostKey
 *            the host key that nobody has checked, for people; null: it is known
 * @param runs
 *            its runs, the last that are known
 */
record ServerView(String address, String user, @Nullable String problem, boolean everybody, @Nullable String hostKey,
        List<RunView> runs) {

    ServerView {
        runs = List.copyOf(runs);
    }

    /** How many of its runs are in that state. */
    long count(RunView.State state) {
        return runs.stream().filter(run -> run.state() == state).count();
    }
}
