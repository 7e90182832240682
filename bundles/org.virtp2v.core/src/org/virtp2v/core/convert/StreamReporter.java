package org.virtp2v.core.convert;

import java.util.List;
import java.util.function.Consumer;

import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.Overlays;
import org.virtp2v.core.progress.CopyMeter;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.progress.StreamMeter;
import org.virtp2v.core.source.SourceDisk;

/** Reports how far the disks of a guest are that runs already, each time that the server tells it. Thread-safe. */
final class StreamReporter {
    private final List<SourceDisk> disks;
    private final List<CopyMeter> meters;
    private final StreamMeter streams;
    private final Consumer<ConversionEvent> events;
    private final boolean[] begun;

    /**
     * @param meters
     *            those of the plan's disks, in their order
     * @param events
     *            told how far it is
     */
    StreamReporter(ConversionPlan plan, List<CopyMeter> meters, Consumer<ConversionEvent> events) {
        this.disks = plan.disks();
        this.meters = meters;
        this.streams = new StreamMeter(disks.stream().mapToLong(SourceDisk::sizeBytes).toArray(),
                !Overlays.FORMAT.equals(plan.output().format()));
        this.events = events;
        this.begun = new boolean[disks.size()];
    }

    /** Takes what the server tells; a disk that is none is passed over. */
    synchronized void told(InstantNews.Stream news) {
        int i = news.disk() - 1;
        if (i >= disks.size()) {
            return;
        }
        long now = System.nanoTime();
        if (!begun[i]) {
            begun[i] = true;
            meters.get(i).begin(now);
        }
        boolean before = streams.isCopied(i);
        streams.told(i, news.mirror(), news.done(), news.total());
        if (streams.isCopied(i) && !before) {
            meters.get(i).end(now);
        }
        CopyMeter.Sample read = meters.get(i).sample(now);
        events.accept(new TotalProgress(streams.all(total(now), now)));
        events.accept(new DiskProgress(news.disk(), disks.size(), disks.get(i),
                streams.disk(i, read.progress(), now), streams.position(i), read.bytesReadAgain()));
    }

    /** What was read of all disks, and at which rate. */
    private Progress total(long now) {
        long bytes = 0;
        double rate = 0;
        for (CopyMeter meter : meters) {
            Progress progress = meter.sample(now).progress();
            bytes += meter.copiedBytes();
            rate += Math.max(0, progress.bytesPerSecond());
        }
        return new Progress(0, bytes, rate, null);
    }

    /** Whether nothing more of a disk is needed from this machine. */
    synchronized boolean isCopied(int index) {
        return streams.isCopied(index);
    }
}
