package org.virtp2v.nbd.internal;

import java.io.IOException;
import java.nio.file.Path;

import org.virtp2v.core.server.Dialer;

/** Runs nbdcopy as virt-v2v does, through a relay in place of the forwarded connection. */
final class Nbdcopy {

    private Nbdcopy() {
    }

    /**
     * Copies a disk into a file.
     *
     * @return nbdcopy's exit code
     */
    static int copy(Dialer dialer, Path target) throws IOException, InterruptedException {
        try (NbdSocket socket = NbdSocket.of(dialer)) {
            return new ProcessBuilder("nbdcopy", "--requests=64", "--flush", socket.uri(), target.toString())
                    .inheritIO().start().waitFor();
        }
    }
}
