package org.virtp2v.core.server;

import java.util.List;

/**
 * What is left of the output of a run that was stopped or failed.
 *
 * @param state
 *            what became of it
 * @param files
 *            absolute names of the files that are left; empty unless some are
 */
public record LeftFiles(State state, List<String> files) {

    /** What became of the output. */
    public enum State {
        /** Nothing is left. */
        NONE,
        /** Some files could not be removed. */
        PARTIAL,
        /** Some files may be another run's, or somebody else's, and were not removed. */
        FOREIGN,
        /** virt-v2v had finished before it could be stopped: the guest is complete, and was not removed. */
        COMPLETE,
        /** The server did not answer. */
        UNKNOWN
    }

    public LeftFiles {
        files = List.copyOf(files);
    }
}
