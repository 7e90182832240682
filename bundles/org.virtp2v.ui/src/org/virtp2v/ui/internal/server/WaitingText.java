package org.virtp2v.ui.internal.server;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.server.WaitingRun;
import org.virtp2v.core.server.WaitingRun.State;
import org.virtp2v.core.settings.ResumeChoice;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.WaitingModel.Answer;

/**
 * A conversion that is waiting, in words, and what can be done with it.
 *
 * @param headline
 *            it in one sentence
 * @param detail
 *            more about it
 * @param goOn
 *            what going on with it is called; null: it cannot go on
 * @param ends
 *            whether it can be ended: what has ended by itself may have left a guest
 */
public record WaitingText(String headline, String detail, @Nullable String goOn, boolean ends) {
    private static final Messages TEXT = Messages.beside(WaitingText.class);

    /**
     * The text of a conversion.
     *
     * @param host
     *            the conversion server
     */
    public static WaitingText of(Resumable found, String host) {
        WaitingRun run = found.run();
        State state = run.state();
        String detail = TEXT.get(run.followedFor().isZero() ? "waiting.detail." + state : "waiting.followed");
        String goOn = run.canGoOn() ? TEXT.get(state == State.ENDED ? "waiting.see" : "waiting.goOn") : null;
        return new WaitingText(TEXT.get("waiting." + state, found.record().guest(), host,
                Resumable.time(found.record().began())), detail, goOn, state != State.ENDED);
    }

    /** How each is called where there are several. */
    static String[] names(List<Resumable> runs) {
        return runs.stream().map(found -> TEXT.get("waiting.name", found.record().guest(),
                Resumable.time(found.record().began()))).toArray(String[]::new);
    }

    /** What there is to say of an answer without any; empty: nothing that matters. */
    static String note(Answer answer, ResumeChoice wanted, String host) {
        return switch (answer) {
            case Answer.None none -> "";
            case Answer.Found found ->
                found.runs().isEmpty() && wanted == ResumeChoice.ONLY ? TEXT.get("waiting.none", host) : "";
            case Answer.Unknown unknown -> TEXT.get("waiting.unknown", host, unknown.why());
        };
    }
}
