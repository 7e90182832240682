package org.virtp2v.ssh.internal.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.connection.SshConnection;
import org.virtp2v.ssh.internal.script.Tail;
import org.virtp2v.ssh.internal.script.Terminal;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;

/**
 * Starts the wrapper script, in an exec channel with a pseudo-terminal (RFC 4254, section 6.2). The terminal is there
 * for one thing: through it the kernel interrupts virt-v2v also where it runs as root through sudo and we are not root.
 * The wrapper ignores the loss of the terminal, takes no input from it and prints to a file, so it goes on when the
 * connection ends.
 */
final class Launch {
    private static final Logger LOG = Logger.getLogger(Launch.class.getName());

    /** The launcher's name, here and in the remote directory. */
    static final String SCRIPT = "launch.sh";

    private static final BashScript SOURCE = BashScript.beside(Launch.class, SCRIPT);

    /**
     * The wrapper's process, as long as it lives; also the leader of the run's session and process group.
     *
     * @param pid
     *            its number
     * @param born
     *            when it began, in clock ticks after boot
     */
    record Leader(long pid, long born) {
    }

    private final Tail terminal = new Tail();
    private final CompletableFuture<Leader> leader = new CompletableFuture<>();
    private final Pattern started;
    private volatile @Nullable ChannelExec channel;

    private Launch(String marker) {
        this.started = Pattern.compile(marker + " (\\d+) (\\d+) " + marker);
    }

    /** The launcher script. */
    static RemoteFile script(String directory, String marker) {
        byte[] content = SOURCE.with("directory", directory).with("marker", marker).text()
                .getBytes(StandardCharsets.UTF_8);
        return RemoteFile.needed(SCRIPT, content);
    }

    /** Begins to start the run. Does not wait. */
    static Launch start(SshConnection connection, String directory, String marker) {
        Launch launch = new Launch(marker);
        Blocking.start("launch", () -> launch.open(connection, directory));
        return launch;
    }

    /**
     * Waits until the run is on its way.
     *
     * @return its leader; null when it did not start
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    @Nullable Leader await(Duration limit) throws InterruptedException {
        try {
            return leader.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }

    /** The last lines of the terminal. */
    String terminal() {
        return terminal.text();
    }

    /** Types Ctrl-C, if the terminal is still there. */
    void interrupt(Deadline deadline) throws InterruptedException {
        ChannelExec open = channel;
        if (open == null || !open.isConnected() || open.isClosed()) {
            return;
        }
        try {
            Blocking.call("interrupt", () -> {
                OutputStream keyboard = open.getOutputStream();
                keyboard.write(Terminal.INTERRUPT);
                keyboard.flush();
                return true;
            }, () -> { }, deadline);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.INFO, "cannot type Ctrl-C", e);
        }
    }

    private void open(SshConnection connection, String directory) {
        try {
            ChannelExec exec = connection.exec();
            exec.setPty(true);
            exec.setPtyType("dumb");
            exec.setCommand("exec env -u BASH_ENV -u ENV -u LC_ALL LANG=C bash --noprofile --norc -p " + directory + "/"
                    + SCRIPT);
            exec.setOutputStream(new Screen());
            exec.setErrStream(OutputStream.nullOutputStream());
            channel = exec;
            exec.connect();
        } catch (JSchException e) {
            leader.completeExceptionally(e);
        }
    }

    /** Looks for the sign that the run started; everything else that the terminal shows does not matter. */
    private final class Screen extends OutputStream {
        @Override
        public void write(int value) {
            write(new byte[] { (byte) value }, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            terminal.write(bytes, offset, length);
            if (!leader.isDone()) {
                Matcher sign = started.matcher(terminal.text());
                if (sign.find()) {
                    leader.complete(new Leader(Long.parseLong(sign.group(1)), Long.parseLong(sign.group(2))));
                }
            }
        }

        @Override
        public void close() {
            leader.completeExceptionally(new IOException("the terminal closed"));
        }
    }
}
