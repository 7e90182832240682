package org.virtp2v.ui.internal.conversion;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.progress.CellMap;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.trial.TrialNews;

/**
 * How far a conversion is, at one moment.
 *
 * @param stages
 *            all stages, in order
 * @param disks
 *            all disks, in order
 * @param total
 *            all disks together
 * @param rates
 *            how fast it was in the last minutes
 * @param status
 *            the present action, in words
 * @param logDirectory
 *            host and path of the logs; null: not known yet
 * @param warnings
 *            the warnings
 * @param pictures
 *            of the guest's screen, the newest last
 * @param trying
 *            whether the finished guest is being tried
 * @param cancelling
 *            whether it is being cancelled
 * @param ended
 *            how it has ended; null: it has not
 */
record ConversionSnapshot(List<StageProgress> stages, List<DiskProgress> disks, Progress total, Rates rates,
        String status, @Nullable String logDirectory, List<String> warnings,
        List<TrialNews.Screen> pictures, boolean trying, boolean cancelling, @Nullable End ended) {

    ConversionSnapshot {
        stages = List.copyOf(stages);
        disks = List.copyOf(disks);
        warnings = List.copyOf(warnings);
        pictures = List.copyOf(pictures);
    }

    /** The state of a stage. */
    enum State {
        PENDING, RUNNING, DONE, FAILED
    }

    /**
     * A stage.
     *
     * @param title
     *            its words
     * @param state
     *            its state
     * @param took
     *            how long it has taken so far
     * @param parts
     *            virt-v2v's own stages in it
     */
    record StageProgress(String title, State state, Duration took, List<StageProgress> parts) {
        StageProgress {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A disk.
     *
     * @param disk
     *            which
     * @param progress
     *            how far it is
     * @param map
     *            its map of reads; null: none yet
     */
    record DiskProgress(SourceDisk disk, Progress progress, @Nullable CellMap map) {
    }

    /**
     * How fast it was.
     *
     * @param samples
     *            the last minutes, oldest first
     * @param scale
     *            where a scale ends that holds all rates, in bytes per second
     * @param nanoTime
     *            the present, or when copying ended
     */
    record Rates(List<RateHistory.Sample> samples, double scale, long nanoTime) {
    }

    /** How it has ended. */
    sealed interface End {
        /** As the engine says. */
        record Regular(ConversionResult result) implements End {
        }

        /** By a fault of this program. */
        record Fault(String text) implements End {
        }
    }
}
