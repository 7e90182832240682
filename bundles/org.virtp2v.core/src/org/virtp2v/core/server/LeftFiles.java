package org.virtp2v.core.server;

import java.util.List;

/**
 * The files that remain of the output of a run that was stopped or failed.
 *
 * @param state
 *            result of the removal
 * @param files
 *            absolute names of the files that remain; empty unless some do
 */
public record LeftFiles(State state, List<String> files) {

    /** Result of the removal. */
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
