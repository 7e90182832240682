package org.virtp2v.ui.internal.login;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ReadErrorDialog;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;

/**
 * Opens dialogs for answers that only the user knows, while logging in and where a disk cannot be read. It is called on
 * the thread that waits for the answer; the UI thread does not.
 */
public final class UserDialog implements ServerDialog, ReadErrorDialog {
    private final Display display;
    private final Shell parent;
    private final String address;
    private volatile BiConsumer<String, Integer> retries = (why, seconds) -> {
    };
    private boolean dismissed;
    /** The dialogs that are open, the newest first: one may come while another waits. */
    private final Deque<Question<?>> open = new ArrayDeque<>();

    /**
     * @param parent
     *            the window that the dialogs belong to
     * @param address
     *            the server's host and port
     */
    public UserDialog(Shell parent, String address) {
        this.parent = parent;
        this.display = parent.getDisplay();
        this.address = address;
    }

    /** Who is told of pauses before a connection is tried again: why, and the seconds that are left. Any thread. */
    public void onRetry(BiConsumer<String, Integer> listener) {
        retries = listener;
    }

    @Override
    public void retrying(ConnectionException why, int pauseSeconds, int secondsLeft) {
        retries.accept(String.valueOf(why.getMessage()), secondsLeft);
    }

    @Override
    public void accepted(HostKey key) {
        // The user has accepted it here.
    }

    @Override
    public boolean trusts(HostKey key) {
        return Boolean.TRUE.equals(ask(shell -> new HostKeyDialog(shell, address, key)));
    }

    @Override
    public @Nullable Secret passphrase(String identityUrl, boolean wasWrong) {
        return ask(shell -> new PassphraseDialog(shell, identityUrl, wasWrong));
    }

    @Override
    public @Nullable List<Secret> answers(String name, String instruction, List<Prompt> prompts) {
        return ask(shell -> new PromptsDialog(shell, address, name, instruction, prompts));
    }

    /** {@inheritDoc} No answer is to stop. */
    @Override
    public Answer decide(SourceDisk disk, UnreadablePart part) {
        return Objects.requireNonNullElse(ask(shell -> new ReadErrorQuestion(shell, disk, part)), Answer.STOP);
    }

    /** Closes the dialogs that are open, and answers no to everything from now on. UI thread only. */
    public void dismiss() {
        dismissed = true;
        List.copyOf(open).forEach(Question::close);
    }

    private <T> @Nullable T ask(Function<Shell, Question<T>> dialog) {
        CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
        AtomicReference<@Nullable Question<T>> own = new AtomicReference<>();
        display.asyncExec(() -> {
            try {
                answer.complete(show(dialog, own));
            } catch (RuntimeException | Error e) {
                // The thread that waits for the answer must not wait for ever.
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            display.asyncExec(() -> close(own.get()));
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Nobody waits for its answer any more; other questions are asked all the same. */
    private void close(@Nullable Question<?> question) {
        if (question != null && open.contains(question)) {
            question.close();
        }
    }

    private <T> @Nullable T show(Function<Shell, Question<T>> dialog, AtomicReference<@Nullable Question<T>> own) {
        if (dismissed || parent.isDisposed()) {
            return null;
        }
        Question<T> question = dialog.apply(parent);
        own.set(question);
        open.push(question);
        try {
            question.open();
            return question.answer();
        } finally {
            open.remove(question);
        }
    }
}
