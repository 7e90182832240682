package org.virtp2v.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.ReadWatcher;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.SourceException;

/** Ports that start what provides them at their first use. */
final class LatePorts {
    private LatePorts() {
    }

    /** Tells about this machine. */
    record Probe(Supplier<MachineProbe> port) implements MachineProbe {
        @Override
        public Machine probe() throws InterruptedException {
            return port.get().probe();
        }

        @Override
        public Map<String, byte[]> reports() throws InterruptedException {
            return port.get().reports();
        }

        @Override
        public void awaitNetwork(Duration limit) throws InterruptedException {
            port.get().awaitNetwork(limit);
        }
    }

    /** Serves disks. */
    record Exporter(Supplier<BlockExporter> port) implements BlockExporter {
        @Override
        public BlockExport export(SourceDisk disk, List<NbdServer> order, ReadWatcher reads,
                @Nullable RateLimiter limiter) throws SourceException, InterruptedException {
            return port.get().export(disk, order, reads, limiter);
        }

        @Override
        public long sizeOf(Path path) throws SourceException {
            return port.get().sizeOf(path);
        }
    }

    /** Leads to the conversion server. */
    record Server(Supplier<ConversionServer> port) implements ConversionServer {
        @Override
        public ServerAccess access(ServerLogin login, ServerDialog dialog)
                throws ConnectionException, InterruptedException {
            return port.get().access(login, dialog);
        }
    }

    /** The targets that are installed. */
    static final class Outputs implements Targets {
        private final Supplier<Targets> port;
        private @Nullable Targets found;

        Outputs(Supplier<Targets> port) {
            this.port = port;
        }

        @Override
        public synchronized List<TargetDescription> all() {
            if (found == null) {
                found = port.get();
            }
            return found.all();
        }
    }
}
