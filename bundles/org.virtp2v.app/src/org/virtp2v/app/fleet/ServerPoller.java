package org.virtp2v.app.fleet;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.ServerRuns;
import org.virtp2v.core.text.Messages;

/**
 * Asks one server again and again, on a thread of its own: a server that hangs holds up no other one. The connection
 * stays open between; when it is lost, the next attempt makes another.
 */
final class ServerPoller implements Runnable {
    private static final Messages TEXT = Messages.beside(ServerPoller.class);
    private static final Comparator<RunView> ORDER = Comparator.comparing(RunView::state)
            .thenComparing(run -> run.state().isOver() ? run.run().changed() : Duration.ZERO)
            .thenComparing(RunView::guest);

    private final ConversionServer servers;
    private final ServerLogin login;
    private final ServerDialog dialog;
    private final Duration shown;
    private final @Nullable Duration interval;
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile ServerView latest;
    private volatile @Nullable String hostKey;

    /**
     * @param dialog
     *            asked while logging in
     * @param shown
     *            runs that have ended are shown for so long
     * @param interval
     *            between two questions; null: it is asked once
     */
    ServerPoller(ConversionServer servers, ServerLogin login, ServerDialog dialog, Duration shown,
            @Nullable Duration interval) {
        this.servers = servers;
        this.login = login;
        this.dialog = new Accepting(dialog);
        this.shown = shown;
        this.interval = interval;
        this.latest = new ServerView(login.address(), login.username(), TEXT.get("connecting"), true, null, List.of());
    }

    /** How the server is, as far as it is known. */
    ServerView latest() {
        return latest;
    }

    /** Waits until the first question has been answered, or has failed. */
    void await() throws InterruptedException {
        told.await();
    }

    /** The same, but for no longer than that. */
    void await(Duration limit) throws InterruptedException {
        told.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends when it is interrupted, or has asked once where that is wanted. */
    @Override
    public void run() {
        Duration pause = interval;
        try {
            do {
                try (ServerAccess access = servers.access(login, dialog); ServerRuns runs = access.runs()) {
                    ask(runs);
                } catch (ConversionException e) {
                    failed(String.valueOf(e.getMessage()));
                }
                if (pause != null) {
                    Thread.sleep(pause);
                }
            } while (pause != null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failed(e.toString());
            throw e;
        }
    }

    private void ask(ServerRuns runs) throws ConversionException, InterruptedException {
        Duration pause = interval;
        do {
            ServerRuns.Listing listing = runs.list();
            latest = new ServerView(login.address(), login.username(), null, listing.everybody(), hostKey,
                    listing.runs().stream().map(RunView::of).filter(this::isShown).sorted(ORDER).toList());
            told.countDown();
            if (pause != null) {
                Thread.sleep(pause);
            }
        } while (pause != null);
    }

    private boolean isShown(RunView run) {
        return !run.state().isOver() || run.run().changed().compareTo(shown) <= 0;
    }

    /** What was known before stays. */
    private void failed(String why) {
        ServerView before = latest;
        latest = new ServerView(before.address(), before.user(), why, before.everybody(), hostKey, before.runs());
        told.countDown();
    }

    /** Notes the key that was accepted. */
    private final class Accepting implements ServerDialog {
        private final ServerDialog asked;

        Accepting(ServerDialog asked) {
            this.asked = asked;
        }

        @Override
        public void accepted(HostKey key) {
            hostKey = key.type() + " " + key.fingerprint();
        }

        @Override
        public @Nullable Secret passphrase(String identityUrl, boolean wasWrong) {
            return asked.passphrase(identityUrl, wasWrong);
        }
    }
}
