package org.virtp2v.core.preflight;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How a check came out.
 *
 * @param check
 *            which one
 * @param verdict
 *            whether the conversion can go on
 * @param seen
 *            the finding: a few words that do not begin a sentence, without a full stop
 * @param advice
 *            advice for the user, in whole sentences; empty when there is nothing to do
 * @param clockStep
 *            by how much this machine's clock has to be set forward (negative: back) where that is what the advice is
 *            about; else null
 */
public record CheckResult(Check check, Verdict verdict, String seen, String advice, @Nullable Duration clockStep) {

    /** One whose advice is not about this machine's clock. */
    public CheckResult(Check check, Verdict verdict, String seen, String advice) {
        this(check, verdict, seen, advice, null);
    }

    /** Whether the conversion can go on. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** It may go wrong, or is not known. */
        WARNING,
        /** It will go wrong. */
        PROBLEM
    }

    static CheckResult ok(Check check, String seen) {
        return new CheckResult(check, Verdict.OK, seen, "");
    }

    static CheckResult warning(Check check, String seen, String advice) {
        return new CheckResult(check, Verdict.WARNING, seen, advice);
    }

    static CheckResult problem(Check check, String seen, String advice) {
        return new CheckResult(check, Verdict.PROBLEM, seen, advice);
    }

    /** Everything in one line: {@code Storage: /srv does not exist. Choose another directory.} */
    public String text() {
        return check.title() + ": " + seen + (advice.isEmpty() ? "" : ". " + advice);
    }
}
