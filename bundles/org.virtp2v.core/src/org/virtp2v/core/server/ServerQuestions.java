package org.virtp2v.core.server;

import java.util.List;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;

/** Runs programs of the conversion server that answer questions. */
public interface ServerQuestions {

    /**
     * The answer of a program.
     *
     * @param status
     *            its exit code; 127: there is no such program; 124: it took too long
     * @param output
     *            its standard output, at most some hundred kilobytes of it
     * @param errors
     *            the end of its standard error
     * @param asVirtV2v
     *            whether it ran as the user that virt-v2v runs as; false where sudo allows virt-v2v, and not this
     */
    record Answer(int status, String output, String errors, boolean asVirtV2v) {
        /** The answer of a program that ran as the user that virt-v2v runs as. */
        public Answer(int status, String output, String errors) {
            this(status, output, errors, true);
        }

        /** The lines of the output that are not blank, stripped; none when the program failed. */
        public List<String> lines() {
            return status == 0 ? output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()
                    : List.of();
        }
    }

    /**
     * Runs a program without input, in the C locale, as root where virt-v2v is run as root and sudo allows it without a
     * password, and for ten seconds at most. A command that begins with {@code sudo} is run as it is. It must change
     * nothing. Blocks.
     *
     * @param command
     *            the program and its arguments; no secrets, as everybody on the server can see them
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the server does not answer in time
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    Answer ask(List<String> command) throws ConnectionException, ServerException, InterruptedException;
}
