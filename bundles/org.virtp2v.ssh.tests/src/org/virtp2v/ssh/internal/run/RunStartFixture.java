package org.virtp2v.ssh.internal.run;

import java.time.Clock;
import java.util.Random;

import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.testing.Seeds;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.SshOptions;

/** Runs that are prepared and started on servers of this machine. */
abstract class RunStartFixture extends RemoteRunFixture {
    /** Two connections with this seed choose the same name. */
    static final long SEED = Seeds.seed();

    static ServerAccess access(LabServer lab, Clock clock) throws Exception {
        SshOptions normal = lab.options();
        SshOptions seeded = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                normal.scriptLimit(), normal.aliveInterval(), 3, clock, new Random(SEED));
        return new SshConversionServer(seeded).access(lab.root(), k -> {
        });
    }

    static ServerAccess access(SshOptions normal, Clock clock) throws Exception {
        SshOptions seeded = new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(),
                normal.scriptLimit(), normal.aliveInterval(), 3, clock, new Random(SEED));
        return new SshConversionServer(seeded).access(server.root(), k -> {
        });
    }
}
