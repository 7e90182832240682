package org.virtp2v.ui.internal.model;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.settings.ReadErrorChoice;
import org.virtp2v.core.settings.RunSettings;
import org.virtp2v.core.settings.ServerSettings;
import org.virtp2v.core.settings.Settings;

/**
 * The choices of how the disks are read and sent; at first those of the settings. What is no rate leaves the last one
 * as it is. UI thread only.
 */
public final class RunOptions {
    /** What to choose from for where a disk cannot be read, the default first. */
    public static final List<ReadErrorChoice> READ_ERRORS = List.of(ReadErrorChoice.ASK, ReadErrorChoice.ZERO,
            ReadErrorChoice.STOP);

    private String limit;
    private @Nullable Long bytesPerSecond;
    private boolean compress;
    private Connections connections;
    private @Nullable ReadErrorChoice onReadError;

    RunOptions(Settings given) {
        Long most = given.run().bytesPerSecond();
        bytesPerSecond = most;
        limit = most == null ? "" : ByteSize.write(most);
        compress = given.server().compress();
        connections = given.server().connections();
        onReadError = given.run().onReadError();
    }

    /** The limit, as typed; empty: none. */
    public String limit() {
        return limit;
    }

    /**
     * Takes the limit as it is typed.
     *
     * @return whether it is one, or empty
     */
    public boolean limit(String typed) {
        limit = typed.strip();
        if (limit.isEmpty()) {
            bytesPerSecond = null;
            return true;
        }
        try {
            long rate = ByteSize.parse(limit);
            if (rate > 0) {
                bytesPerSecond = rate;
            }
            return rate > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Whether the data is compressed on its way. */
    public boolean compress() {
        return compress;
    }

    /** Whether the data is compressed on its way. */
    public void compress(boolean wanted) {
        compress = wanted;
    }

    /** How many connections carry a disk. */
    public Connections connections() {
        return connections;
    }

    /** How many connections carry a disk. */
    public void connections(Connections wanted) {
        connections = wanted;
    }

    /** What happens where a disk cannot be read. */
    public ReadErrorChoice onReadError() {
        ReadErrorChoice chosen = onReadError;
        return chosen == null ? ReadErrorChoice.ASK : chosen;
    }

    /** What happens where a disk cannot be read. */
    public void onReadError(ReadErrorChoice wanted) {
        onReadError = wanted;
    }

    /** The settings with these choices. */
    ServerSettings in(ServerSettings server) {
        return server.withCompress(compress).withConnections(connections);
    }

    /** The settings with these choices. */
    RunSettings in(RunSettings run) {
        return run.withBytesPerSecond(bytesPerSecond).withOnReadError(onReadError);
    }
}
