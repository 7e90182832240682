package org.virtp2v.core.server;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A run as a server tells it to somebody who only looks, also one of another machine or that has ended. Ages are by the
 * server's clock.
 *
 * @param directory
 *            its remote directory, an absolute path that needs no quoting
 * @param owner
 *            the number of the user whose run it is
 * @param state
 *            how it is there
 * @param reported
 *            whether its machine has left its report, so that it is over
 * @param status
 *            virt-v2v's exit code; null: it has not ended, as far as anybody knows
 * @param heartbeatAge
 *            how long ago the server last heard of its machine; null: never
 * @param progressAge
 *            how long ago its machine last told how it is; null: never
 * @param changed
 *            how long ago something was last put into its directory
 * @param name
 *            the guest's name, as the server tells it: to be read with suspicion, as is what follows
 * @param progress
 *            what its machine told; empty: nothing
 */
public record ServerRun(String directory, long owner, State state, boolean reported, @Nullable Integer status,
        @Nullable Duration heartbeatAge, @Nullable Duration progressAge, Duration changed, String name,
        String progress) {

    /** How a run is on the server. */
    public enum State {
        /** Nothing runs yet. */
        PREPARING,
        /** virt-v2v runs, or waits for its disks. */
        RUNNING,
        /** virt-v2v has ended, well or not. */
        ENDED,
        /** The server has stopped virt-v2v, as nothing was heard of the machine for too long. */
        GAVE_UP,
        /** It was ended by somebody else, or the server was restarted. */
        DEAD
    }
}
