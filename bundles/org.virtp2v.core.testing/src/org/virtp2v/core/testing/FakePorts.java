package org.virtp2v.core.testing;

import java.time.Clock;

import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.Poster;
import org.virtp2v.core.source.FileFinder;

/**
 * The ports of a conversion of {@link Plans}, with one journal. While virt-v2v writes, the first 512 bytes of each disk
 * are read after every piece of its output.
 */
public final class FakePorts {
    /** The calls of all ports. */
    public final Journal journal = new Journal();
    /** The machine of {@link Plans}. */
    public final FakeMachine machine = new FakeMachine(() -> Plans.MACHINE, journal);
    /** Serves the disks. */
    public final FakeExporter exporter = new FakeExporter(journal);
    /** The conversion server, which accepts every log-in. */
    public final FakeServer server = new FakeServer(journal);

    /** Finds out what is at unreadable parts. */
    public FileFinder files = FileFinder.NONE;

    /** Posts notices. */
    public Poster poster = Poster.NONE;

    public FakePorts() {
        server.afterOutput = () -> exporter.readAll(0, 512);
    }

    /** An engine with these ports and no installed targets. */
    public Engine engine() {
        return engine(Targets.NONE);
    }

    /** An engine with these ports. */
    public Engine engine(Targets targets) {
        return new Engine(machine, exporter, server, targets, "1.0.0", Clock.systemUTC(), files, poster);
    }
}
