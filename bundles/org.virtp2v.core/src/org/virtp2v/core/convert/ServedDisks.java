package org.virtp2v.core.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.virtp2v.core.convert.ConversionEvent.DiskConnected;
import org.virtp2v.core.convert.ConversionEvent.DiskServed;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.progress.CopyMeter;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.BlockExporter;
import org.virtp2v.core.source.RateLimiter;
import org.virtp2v.core.source.SourceDisk;

/**
 * Serves the disks of a plan, and connects the server with them.
 *
 * @param meters
 *            of the disks, in their order
 * @param events
 *            the events of the conversion
 */
record ServedDisks(ConversionPlan plan, List<CopyMeter> meters, UnreadableDisks unreadable, Resources resources,
        Consumer<ConversionEvent> events) {

    List<BlockExport> serve(BlockExporter exporter) throws SourceException, InterruptedException {
        List<BlockExport> exports = new ArrayList<>();
        Long rate = plan.bytesPerSecond();
        RateLimiter limiter = rate == null ? null : new RateLimiter(rate, System.nanoTime());
        for (int i = 0; i < plan.disks().size(); i++) {
            SourceDisk disk = plan.disks().get(i);
            BlockExport export = resources.add(exporter.export(disk, plan.nbdServers(), meters.get(i),
                    unreadable.policy(disk, meters.get(i)), limiter), BlockExport::close);
            exports.add(export);
            events.accept(new DiskServed(disk, export.server()));
        }
        return exports;
    }

    /**
     * @param keys
     *            of the disks that are served, in their order
     */
    List<DataConnection> connect(ServerAccess access, List<BlockExport> exports, List<ExportKey> keys)
            throws ConversionException, InterruptedException {
        List<DataConnection> connections = new ArrayList<>();
        for (BlockExport export : exports) {
            int index = connections.size();
            DataConnection connection = resources.add(
                    access.openDataConnection(Link.disk(index + 1), export::connect, keys.get(index)),
                    DataConnection::close);
            connections.add(connection);
            events.accept(new DiskConnected(export.disk(), connection.remotePort()));
        }
        return connections;
    }
}
