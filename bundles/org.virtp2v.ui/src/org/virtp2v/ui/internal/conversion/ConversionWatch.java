package org.virtp2v.ui.internal.conversion;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.eclipse.swt.widgets.Control;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.End;

/**
 * Shows a conversion until it has ended. It looks ten times a second how far it is, so the number of events does not
 * matter. UI thread only.
 */
final class ConversionWatch {
    private static final int PERIOD_MILLIS = 100;

    private final ConversionRun run;
    private final ConversionView view;
    private final Consumer<ConversionSnapshot> news;
    private final BiConsumer<End, @Nullable String> ended;
    private boolean stopped;

    /**
     * @param view
     *            its widgets; without them nobody looks any more
     * @param news
     *            gets each look at it, after the widgets
     * @param ended
     *            gets, after the last look, how it has ended and where the full log is, if there is one
     */
    ConversionWatch(ConversionRun run, ConversionView view, Consumer<ConversionSnapshot> news,
            BiConsumer<End, @Nullable String> ended) {
        this.run = run;
        this.view = view;
        this.news = news;
        this.ended = ended;
    }

    ConversionRun run() {
        return run;
    }

    ConversionView view() {
        return view;
    }

    /** Looks now, and from then on. */
    void look() {
        Control place = view.first();
        if (stopped || place.isDisposed()) {
            return;
        }
        ConversionSnapshot now = run.model().snapshot();
        End end = now.ended();
        // First of all: a fault in showing something must not end the showing.
        if (end == null) {
            place.getDisplay().timerExec(PERIOD_MILLIS, this::look);
        }
        try {
            view.show(now);
            news.accept(now);
        } finally {
            if (end != null) {
                ended.accept(end, now.logDirectory());
            }
        }
    }

    /** Looks no more, because of another conversion. */
    void stop() {
        stopped = true;
    }
}
