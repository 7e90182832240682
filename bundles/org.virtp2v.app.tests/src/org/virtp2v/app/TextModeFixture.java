package org.virtp2v.app;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.virtp2v.core.convert.ConversionEvent;
import org.virtp2v.core.convert.ConversionEvent.ConnectionLost;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;

/** What the text mode shows of events of a conversion. */
abstract class TextModeFixture {
    static final SourceDisk DISK = new SourceDisk("/img", Path.of("/img"), 1000, "sda");
    static final SourceDisk OTHER = new SourceDisk("sdb", Path.of("/dev/sdb"), 1000, "sdb");
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    String shown(boolean terminal, boolean colours, ConversionEvent... events) {
        bytes.reset();
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        var mode = new TextMode(new Terminal(out, terminal, colours),
                new ServerLogin("conv", 22, "root", null, null, false), List.of(DISK, OTHER));
        List.of(events).forEach(mode::on);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static DiskProgress progress(int percent, Duration left) {
        return progress(1, percent, left);
    }

    static DiskProgress progress(int count, int percent, Duration left) {
        return new DiskProgress(1, count, DISK, new Progress(percent, percent, 12_345_678, left), percent * 10L, 0);
    }

    static ConnectionLost lost(Link link, int seconds, int attempt, int untilNext, String why) {
        return new ConnectionLost(link,
                new Outage(Duration.ofSeconds(seconds), attempt, Duration.ofSeconds(untilNext), why));
    }

    static UnreadablePart sector(long number) {
        return new UnreadablePart(new Extent(number * 512, 512), "sda1");
    }
}
