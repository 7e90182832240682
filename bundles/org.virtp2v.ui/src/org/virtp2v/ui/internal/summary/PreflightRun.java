package org.virtp2v.ui.internal.summary;

import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.Preflight;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.ui.internal.widgets.Background;

/** The preflight of one plan, run in the background. UI thread only. */
final class PreflightRun {
    private final Background background;
    private final Watcher watcher;
    private @Nullable Future<?> running;

    /** Is told how it goes on, on the UI thread. */
    interface Watcher {

        /** A check has begun. */
        void started(Check check);

        /** A check has ended. */
        void checked(CheckResult result);

        /** It is over: all checks were made and none is a problem. */
        void passed();

        /** It is over: there are problems, or it could not go on. */
        void failed(Exception why);
    }

    PreflightRun(Background background, Watcher watcher) {
        this.background = background;
        this.watcher = watcher;
    }

    /** Starts it; one that runs is stopped. */
    void start(ConversionPlan plan, ConversionServer servers, ServerDialog dialog) {
        stop();
        Run run = new Run();
        running = background.start(() -> {
            try (ServerAccess access = servers.access(plan.login(), dialog)) {
                return new Preflight(plan, run).run(access);
            }
        }, info -> run.end(Watcher::passed), e -> run.end(w -> w.failed(e)));
        run.future = running;
    }

    /** Whether it is going on. */
    boolean isRunning() {
        return running != null;
    }

    /** Stops it; the watcher hears nothing more. */
    void stop() {
        if (running != null) {
            running.cancel(true);
            running = null;
        }
    }

    /** What belongs to one start; what comes from an older one is not told. */
    private final class Run implements PreflightListener {
        private @Nullable Future<?> future;

        @Override
        public void started(Check check) {
            tell(w -> w.started(check));
        }

        @Override
        public void checked(CheckResult result) {
            tell(w -> w.checked(result));
        }

        @Override
        public void tested(ServerInfo server) {
            // It was tested on the first page.
        }

        private void tell(Consumer<Watcher> news) {
            background.ui(() -> {
                if (future == running && running != null) {
                    news.accept(watcher);
                }
            });
        }

        private void end(Consumer<Watcher> news) {
            running = null;
            news.accept(watcher);
        }
    }
}
