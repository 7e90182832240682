package org.virtp2v.ui.internal.checks;

import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.ui.internal.login.SessionDialog;
import org.virtp2v.widgets.Background;

/** Checks of the conversion server, run in the background. UI thread only. */
public final class CheckRun {
    private final Background background;
    private final Watcher watcher;
    private @Nullable Run current;

    /** Receives the checks and their results, on the UI thread. */
    public interface Watcher {

        /** A check has begun. */
        void started(Check check);

        /** A check has ended. */
        void checked(CheckResult result);

        /** Only this check goes on, which takes longer; nobody has to wait for it. */
        void onlyLeft(Check check);

        /** A connection failed for a reason that may pass, and is tried again in so many seconds; told every second. */
        void retrying(String why, int seconds);

        /** It is over: all checks were made, and none found a problem. */
        void succeeded(ServerInfo server);

        /** It is over: there are problems, or it could not go on. */
        void failed(Exception why);
    }

    /** The work of the checks. */
    @FunctionalInterface
    public interface Checks {
        /** Runs the checks, on the thread of the background. */
        ServerInfo run(ServerAccess access, PreflightListener listener)
                throws ConnectionException, ServerException, InterruptedException;
    }

    public CheckRun(Background background, Watcher watcher) {
        this.background = background;
        this.watcher = watcher;
    }

    /**
     * Starts checks; those that run are stopped.
     *
     * @param dialog
     *            the dialog with the user; it is dismissed when the checks are stopped
     */
    public void start(ConversionServer servers, ServerLogin login, SessionDialog dialog, Checks checks) {
        stop();
        Run run = new Run(dialog);
        current = run;
        dialog.user().onRetry((why, left) -> run.forward(w -> w.retrying(why, left)));
        run.future = background.start(() -> {
            try (ServerAccess access = servers.access(login, dialog.remembering())) {
                return checks.run(access, run);
            }
        }, info -> run.end(w -> w.succeeded(info)), e -> run.end(w -> w.failed(e)));
    }

    /** Whether checks go on. */
    public boolean isRunning() {
        return current != null;
    }

    /** Stops the checks; the watcher hears nothing more of them. */
    public void stop() {
        Run run = current;
        current = null;
        if (run != null) {
            Future<?> future = run.future;
            if (future != null) {
                future.cancel(true);
            }
            run.dialog.dismiss();
        }
    }

    /** One start of the check; results of an older one are dropped. */
    private final class Run implements PreflightListener {
        private final SessionDialog dialog;
        private @Nullable Future<?> future;

        Run(SessionDialog dialog) {
            this.dialog = dialog;
        }

        @Override
        public void started(Check check) {
            forward(w -> w.started(check));
        }

        @Override
        public void checked(CheckResult result) {
            forward(w -> w.checked(result));
        }

        @Override
        public void onlyLeft(Check check) {
            forward(w -> w.onlyLeft(check));
        }

        @Override
        public void tested(ServerInfo server) {
            // Part of the result.
        }

        private void forward(Consumer<Watcher> news) {
            background.ui(() -> {
                if (current == this) {
                    news.accept(watcher);
                }
            });
        }

        private void end(Consumer<Watcher> news) {
            if (current == this) {
                current = null;
                news.accept(watcher);
            }
        }
    }
}
