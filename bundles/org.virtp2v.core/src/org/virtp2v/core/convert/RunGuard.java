package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.text.Messages;

/** When a conversion is left before virt-v2v has ended well: stops virt-v2v, and removes its output. */
final class RunGuard {
    private static final Messages TEXT = Messages.beside(RunGuard.class);
    /** How long virt-v2v may take to stop. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(45);
    /** How long removing its output may take. */
    private static final Duration DISCARD_LIMIT = Duration.ofSeconds(15);

    private final RemoteRun remote;
    private final String server;
    private final Consumer<String> warnings;
    private final Predicate<RemoteRun> kept;
    private final Predicate<RemoteRun> mayHaveGuest;
    private boolean dismissed;

    /**
     * @param remote
     *            the run, which may not have been started yet
     * @param server
     *            name of the server in warnings
     * @param warnings
     *            receives a warning when cleaning up fails
     * @param kept
     *            whether the run must be left alone, because its guest runs
     * @param mayHaveGuest
     *            told that the run could not be stopped; whether its guest may run then
     */
    RunGuard(RemoteRun remote, String server, Consumer<String> warnings, Predicate<RemoteRun> kept,
            Predicate<RemoteRun> mayHaveGuest) {
        this.remote = remote;
        this.kept = kept;
        this.mayHaveGuest = mayHaveGuest;
        this.server = server;
        this.warnings = warnings;
    }

    /**
     * Follows the run to its end, as {@link RemoteRun#follow} does. When another run has the guest's name, this one has
     * made nothing: the files are the other's.
     */
    int follow(Consumer<String> output, Supplier<String> progress)
            throws ConnectionException, ServerException, InterruptedException {
        try {
            return remote.follow(output, progress);
        } catch (ServerException e) {
            if (e.reason() == Reason.NAME_TAKEN || e.reason() == Reason.CANNOT_CLAIM) {
                dismiss();
            }
            throw e;
        }
    }

    /** There is nothing to stop, and nothing that may be removed. */
    void dismiss() {
        dismissed = true;
    }

    void close() {
        // Asked in each case: who else has the guest's name does not change that it has been started.
        boolean stays = kept.test(remote);
        if (!dismissed && !stays && !stop()) {
            warnings.accept(stillRunning());
        }
    }

    /** That it could not be stopped. */
    String stillRunning() {
        return TEXT.get(mayHaveGuest.test(remote) ? "guestStillRunning" : "stillRunning", server);
    }

    /**
     * Stops the run, and removes its output.
     *
     * @return whether it is known that nothing of it is running any more
     */
    boolean stop() {
        if (!remote.stop(STOP_LIMIT)) {
            return false;
        }
        LeftFiles leftFiles = remote.removeOutput(DISCARD_LIMIT);
        switch (leftFiles.state()) {
            case NONE -> {
                // nothing to report
            }
            case PARTIAL -> warnings.accept(TEXT.get("outputLeft", server, String.join(", ", leftFiles.files())));
            case FOREIGN -> warnings.accept(TEXT.get("outputForeign", server, String.join(", ", leftFiles.files())));
            case COMPLETE -> warnings.accept(TEXT.get("outputComplete", server));
            case UNKNOWN -> warnings.accept(TEXT.get("outputUnknown", server));
        }
        return true;
    }
}
