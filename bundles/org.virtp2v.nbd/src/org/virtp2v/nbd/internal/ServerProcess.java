package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A running NBD server under a small supervisor ({@code supervise.sh}) whose standard input is a pipe from this JVM:
 * when the pipe closes, because {@link #close} closed it or because the JVM is gone, the supervisor ends the server. It
 * must never leave a server or a socket behind.
 */
final class ServerProcess implements AutoCloseable {
    /** The supervisor gives a server three seconds between SIGTERM and SIGKILL. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(6);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final long POLL_MILLIS = 10;

    private final Process process;
    private final ErrorOutput errors;
    private final SocketDirectory directory;

    private ServerProcess(Process process, SocketDirectory directory) {
        this.process = process;
        this.errors = new ErrorOutput(process.getErrorStream());
        this.directory = directory;
    }

    /**
     * Starts a server. Whether it works shows only when something {@linkplain #connect() connects}.
     *
     * @param directory
     *            where it makes its socket; the process owns it from now on, also when this fails
     * @throws IOException
     *             when no process can be started
     */
    static ServerProcess start(Tools tools, List<String> server, SocketDirectory directory) throws IOException {
        try {
            return new ServerProcess(new ProcessBuilder(supervised(tools, server, directory))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start(), directory);
        } catch (IOException e) {
            directory.remove();
            throw e;
        }
    }

    /**
     * The command line with its supervisor around it: setsid(1) keeps a terminal's Ctrl-C from the server, as the
     * engine has to stop virt-v2v first; setpriv(1) ends the server should the supervisor alone be killed. Both are in
     * util-linux; without them only these two cases are not covered.
     */
    static List<String> supervised(Tools tools, List<String> server, SocketDirectory directory) {
        List<String> command = new ArrayList<>();
        tools.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(List.of("/bin/sh", "-c", script(), "virt-p2v-nbd", directory.path().toString()));
        tools.find("setpriv").ifPresent(setpriv -> command.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL")));
        command.addAll(server);
        return command;
    }

    private static String script() {
        try (InputStream script = Objects
                .requireNonNull(ServerProcess.class.getResourceAsStream("supervise.sh"), "supervise.sh")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process id of the supervisor. */
    long pid() {
        return process.pid();
    }

    /**
     * From now on the server is killed when the supervisor ends before it. setpriv(1) does that, too, also when this
     * JVM is gone; but nbdkit asks the kernel for SIGTERM in place of SIGKILL, and then waits for its clients.
     */
    void killWithSupervisor() {
        List<ProcessHandle> children = process.descendants().toList();
        process.onExit().thenRun(() -> children.forEach(ProcessHandle::destroyForcibly));
    }

    /**
     * A new blocking connection.
     *
     * @throws IOException
     *             when nobody listens
     */
    SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(directory.socket()));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The first connection: waits until the server listens.
     *
     * @throws IOException
     *             when it does not within the time limit, or has ended
     */
    SocketChannel awaitConnection(Deadline deadline) throws IOException, InterruptedException {
        while (true) {
            try {
                return connect();
            } catch (ClosedByInterruptException e) {
                Thread.interrupted();
                throw new InterruptedException();
            } catch (IOException e) {
                if (!process.isAlive() || deadline.isOver()) {
                    throw e;
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The status of a server that has ended, or ends right now; empty when it runs. */
    OptionalInt exitStatus() throws InterruptedException {
        boolean ended = process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    }

    /** The end of its error output; may be empty. */
    String errorOutput() throws InterruptedException {
        if (!process.isAlive()) {
            errors.awaitEnd(LAST_WORDS);
        }
        return errors.lastLines();
    }

    /** Ends the server, waits until it is gone, removes its socket. An interrupt is kept for later. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The supervisor has ended already.
        }
        if (!ended(interrupted)) {
            process.destroyForcibly();
            ended(interrupted);
        }
        directory.remove();
    }

    private boolean ended(boolean interruptedBefore) {
        boolean interrupted = interruptedBefore;
        Deadline deadline = Deadline.in(LONGEST_STOP);
        try {
            while (true) {
                try {
                    return process.waitFor(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
