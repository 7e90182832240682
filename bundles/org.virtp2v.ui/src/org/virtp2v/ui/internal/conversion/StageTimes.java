package org.virtp2v.ui.internal.conversion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.Stage;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.StageProgress;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.State;

/**
 * The stages of a conversion with their times, virt-v2v's own ones below the stage in which it runs. Not thread-safe.
 */
final class StageTimes {
    /** virt-v2v has about a dozen stages; more are not virt-v2v's usual output. */
    static final int MOST_PARTS = 200;

    private final LongSupplier nanoTime;
    private final Map<Stage, Entry> stages = new EnumMap<>(Stage.class);
    private final List<Entry> parts = new ArrayList<>();

    private final ExpectedStages expected;

    /**
     * @param expected
     *            virt-v2v's stages that are to come
     */
    StageTimes(LongSupplier nanoTime, ExpectedStages expected) {
        this.nanoTime = nanoTime;
        this.expected = expected;
        for (Stage stage : Stage.values()) {
            stages.put(stage, new Entry(stage.title()));
        }
    }

    void started(Stage stage) {
        entry(stage).begin(nanoTime.getAsLong());
    }

    void ended(Stage stage, Duration took, boolean completed) {
        if (stage == Stage.CONVERT) {
            endPart(completed);
        }
        entry(stage).end(took, completed);
    }

    /** virt-v2v began a stage; the one before is done. */
    void toolStage(String text) {
        expected.began(text);
        if (parts.size() < MOST_PARTS) {
            endPart(true);
            Entry part = new Entry(text);
            part.begin(nanoTime.getAsLong());
            parts.add(part);
        }
    }

    private void endPart(boolean completed) {
        if (!parts.isEmpty()) {
            Entry last = parts.getLast();
            last.end(last.took(nanoTime.getAsLong()), completed);
        }
    }

    /** It has ended without a word: the running stage has failed. */
    void broken() {
        long now = nanoTime.getAsLong();
        Stream.concat(stages.values().stream(), parts.stream()).filter(e -> e.state == State.RUNNING)
                .forEach(e -> e.end(e.took(now), false));
    }

    /** Whether this stage goes on now. */
    boolean isRunning(Stage stage) {
        return entry(stage).state == State.RUNNING;
    }

    private Entry entry(Stage stage) {
        return stages.get(stage);
    }

    /** All of them as they are now. */
    List<StageProgress> progress() {
        long now = nanoTime.getAsLong();
        State convert = entry(Stage.CONVERT).state;
        boolean more = convert == State.PENDING || convert == State.RUNNING;
        List<StageProgress> below = Stream
                .concat(parts.stream(), (more ? expected.toCome() : List.<String>of()).stream().map(Entry::new))
                .map(p -> p.progress(now, List.of())).toList();
        return stages.entrySet().stream()
                .filter(e -> e.getKey() != Stage.TEST_BOOT || e.getValue().state != State.PENDING)
                .map(e -> e.getValue().progress(now, e.getKey() == Stage.CONVERT ? below : List.of())).toList();
    }

    /** One stage. */
    private static final class Entry {
        private final String title;
        private State state = State.PENDING;
        private long began;
        private @Nullable Duration took;

        Entry(String title) {
            this.title = title;
        }

        void begin(long now) {
            state = State.RUNNING;
            began = now;
        }

        void end(Duration time, boolean completed) {
            state = completed ? State.DONE : State.FAILED;
            took = time;
        }

        Duration took(long now) {
            return took != null ? took : state == State.PENDING ? Duration.ZERO : Duration.ofNanos(now - began);
        }

        StageProgress progress(long now, List<StageProgress> below) {
            return new StageProgress(title, state, took(now), below);
        }
    }
}
