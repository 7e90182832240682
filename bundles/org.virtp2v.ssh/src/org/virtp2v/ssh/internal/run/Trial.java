package org.virtp2v.ssh.internal.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.script.Python;
import org.virtp2v.ssh.internal.script.RemoteScript;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Utf8Pieces;

/** Runs the test boot over one connection, with which it ends. */
final class Trial {
    private static final Messages TEXT = Messages.beside(Trial.class);
    private static final BashScript SCRIPT = Python.functions(BashScript.beside(Trial.class, "trial.sh"));
    /** More than trial.py ever takes: it ends by itself before. */
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Duration LOOK = Duration.ofMillis(300);
    private static final byte[] SKIP = "skip\n".getBytes(StandardCharsets.US_ASCII);

    private Trial() {
    }

    static void run(RemoteShell shell, ServerLogin login, String directory, Consumer<String> output,
            BooleanSupplier skipped) throws ConnectionException, ServerException, InterruptedException {
        Deadline deadline = Deadline.in(LIMIT);
        Utf8Pieces pieces = new Utf8Pieces();
        CountDownLatch ended = new CountDownLatch(1);
        BashScript script = SCRIPT.with("directory", directory).with("interpreters", Python.INTERPRETERS);
        try (RemoteScript running = shell.attend(script)) {
            Blocking.start("test boot", () -> skip(running, ended, skipped));
            for (byte[] piece = running.read(deadline); piece != null; piece = running.read(deadline)) {
                output.accept(pieces.decode(piece));
            }
            int status = running.end(deadline);
            output.accept(pieces.end());
            if (status != 0) {
                throw new ServerException(Reason.NOT_UNDERSTOOD,
                        TEXT.get("trial.failed", login.address(), shell.reason("trial.py", running.errors())), null);
            }
        } catch (TimeoutException e) {
            throw new ServerException(Reason.TIMEOUT, TEXT.get("trial.timeout", login.address()), e);
        } finally {
            ended.countDown();
        }
    }

    /** On a thread of its own, as the other one reads. */
    private static void skip(RemoteScript running, CountDownLatch ended, BooleanSupplier skipped) {
        try {
            while (!ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (skipped.getAsBoolean()) {
                    running.send(SKIP); // again and again: it may not listen yet
                }
            }
        } catch (IOException e) {
            // Whoever reads learns that the connection is lost.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }
}
