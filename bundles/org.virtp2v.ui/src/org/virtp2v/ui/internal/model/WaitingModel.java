package org.virtp2v.ui.internal.model;

import java.util.List;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.virtp2v.core.convert.Resumable;

/** What is known of the conversions of this machine that were left on the conversion server. UI thread only. */
public final class WaitingModel {
    private static final Answer NONE = new Answer.None();

    private final WritableValue<Answer> answer = new WritableValue<>(NONE, Answer.class);
    private boolean outdated;

    /** What the server has said. */
    public sealed interface Answer {
        /** It has not been asked, or has not answered yet. */
        record None() implements Answer {
        }

        /**
         * There are these, or none.
         *
         * @param runs
         *            those that something can be done with, the newest first
         */
        record Found(List<Resumable> runs) implements Answer {
            public Found {
                runs = List.copyOf(runs);
            }
        }

        /**
         * It could not be asked.
         *
         * @param why
         *            the reason
         */
        record Unknown(String why) implements Answer {
        }
    }

    /** The answer. */
    public IObservableValue<Answer> answer() {
        return answer;
    }

    /**
     * Those that something can be done with, the newest first; what the server has given up is of no use to anybody.
     *
     * @param runs
     *            in the order in which they began
     */
    public static List<Resumable> offered(List<Resumable> runs) {
        return runs.reversed().stream().filter(run -> run.run().canEnd()).toList();
    }

    /** Takes over what the server has, in the order in which it began. */
    public void found(List<Resumable> runs) {
        if (outdated) {
            return; // it was asked before something was changed there
        }
        answer.setValue(new Answer.Found(offered(runs)));
    }

    /** It could not be asked. */
    public void failed(String why) {
        if (outdated) {
            return;
        }
        answer.setValue(new Answer.Unknown(why));
    }

    /** The answer is that of another server, or of the same one before something was changed there. */
    public void forget() {
        outdated = false;
        answer.setValue(NONE);
    }

    /** A conversion begins, goes on or is ended: the server is to be asked again when its answer is needed. */
    public void outdate() {
        forget();
        outdated = true;
    }

    /** Whether something has changed on the server since it was asked. */
    public boolean isOutdated() {
        return outdated;
    }
}
