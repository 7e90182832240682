package org.virtp2v.ssh;

import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.ssh.internal.SshConversionServer;

/** The bundle's door: the way to conversion servers. */
public final class Ssh {

    private Ssh() {
    }

    /** Reaches conversion servers over SSH. */
    public static ConversionServer conversionServer() {
        return new SshConversionServer();
    }
}
