package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.function.Consumer;

import org.virtp2v.core.server.Remains;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.text.Messages;

/** When a conversion is left before virt-v2v has succeeded: stops virt-v2v, and removes what it made. */
final class RunGuard {
    private static final Messages TEXT = Messages.beside(RunGuard.class);
    /** How long virt-v2v may take to stop. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(45);
    /** How long removing its output may take. */
    private static final Duration DISCARD_LIMIT = Duration.ofSeconds(15);

    private final RemoteRun remote;
    private final String server;
    private final Consumer<String> warnings;
    private boolean succeeded;

    /**
     * @param remote
     *            the run, which may not have been started yet
     * @param server
     *            what the server is called in warnings
     * @param warnings
     *            told what could not be cleaned up
     */
    RunGuard(RemoteRun remote, String server, Consumer<String> warnings) {
        this.remote = remote;
        this.server = server;
        this.warnings = warnings;
    }

    /** There is nothing to stop or to remove. */
    void succeeded() {
        succeeded = true;
    }

    void close() {
        if (succeeded) {
            return;
        }
        if (!remote.stop(STOP_LIMIT)) {
            warnings.accept(TEXT.get("stillRunning", server));
            return;
        }
        Remains remains = remote.discardOutput(DISCARD_LIMIT);
        switch (remains.state()) {
            case NONE -> {
                // as it should be
            }
            case PARTIAL -> warnings.accept(TEXT.get("outputLeft", server, String.join(", ", remains.files())));
            case COMPLETE -> warnings.accept(TEXT.get("outputComplete", server));
            case UNKNOWN -> warnings.accept(TEXT.get("outputUnknown", server));
        }
    }
}
