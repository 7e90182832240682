package org.virtp2v.ui.internal.conversion;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConnectionReport;
import org.virtp2v.core.convert.ConversionReport;
import org.virtp2v.core.convert.ConversionReport.DiskCopy;
import org.virtp2v.core.convert.ConversionReport.StageTime;
import org.virtp2v.core.convert.ConversionReport.ToolTime;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.DiskAbsences;
import org.virtp2v.core.convert.DiskLoss;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;

/** Results for tests. */
final class Results {
    private static final List<NextStep> STEPS = List.of(new NextStep("Start the guest:", List.of("virsh start web1")),
            NextStep.of("Keep this machine switched off."));

    private Results() {
    }

    static ConversionResult of(Outcome outcome, @Nullable ConversionException failure) {
        SourceDisk disk = new SourceDisk("sda", Path.of("/dev/sda"), 10L << 30, "sda");
        ConversionReport report = new ConversionReport("web1", "conv1:22", "local", "/var/tmp",
                List.of(new StageTime(Stage.CONTACT_SERVER, Duration.ofSeconds(2), true),
                        new StageTime(Stage.CONVERT, Duration.ofSeconds(100), outcome == Outcome.SUCCEEDED)),
                List.of(new ToolTime("Copying disk 1/1", Duration.ofSeconds(80))),
                List.of(new DiskCopy(disk, 8_000_000_000L, Duration.ofSeconds(80), 1, DiskAbsences.Total.NONE)),
                8_100_000_000L,
                failure == null ? List.of() : List.of("no space left"), ConnectionReport.NONE, null, STEPS);
        List<DiskLoss> losses = outcome == Outcome.SUCCEEDED_WITH_LOSSES
                ? List.of(new DiskLoss(disk, List.of(new UnreadablePart(new Extent(1 << 20, 4096), "sda1"))))
                : List.of();
        return new ConversionResult(outcome, failure, Duration.ofSeconds(3725), "/tmp/virt-p2v-x",
                List.of("Clock: 3 minutes apart"), report, losses,
                outcome == Outcome.CANCELLED ? CancelCause.USER : null);
    }
}
