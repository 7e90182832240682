package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.util.List;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteShell;

/** Tells the relay of a run the ports that lead to a disk, in the file {@code relay-port.N} of the remote directory. */
public final class PortAnnouncement {
    private static final BashScript SCRIPT = BashScript.beside(PortAnnouncement.class, "announce.sh");

    private PortAnnouncement() {
    }

    /**
     * Writes the ports.
     *
     * @param directory
     *            the remote directory
     * @param disk
     *            the disk's number, counted from 1
     * @param ports
     *            each is another connection's
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the file cannot be written
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public static void write(RemoteShell shell, ServerLogin login, String directory, int disk, List<Integer> ports,
            Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        BashScript script = SCRIPT.with("directory", directory).with("disk", disk).with("ports",
                ports.stream().map(String::valueOf).toList());
        String output = shell.run("mv", script, List.of(), limit).output().strip();
        if (!BoundedText.lastLine(output).equals("done")) {
            throw RemoteDirectory.cannotWrite(login, directory + "/relay-port." + disk,
                    shell.reason("mv", output));
        }
    }
}
