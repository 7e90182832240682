package org.virtp2v.core.output;

/**
 * A finding of a target on the conversion server before the conversion.
 *
 * @param problem
 *            whether the conversion would fail
 * @param seen
 *            the finding: a few words that do not begin a sentence, without a full stop
 * @param advice
 *            advice for the user, in whole sentences; empty: all is well
 */
public record TargetFinding(boolean problem, String seen, String advice) {
    /** All is well. */
    public static TargetFinding ok(String seen) {
        return new TargetFinding(false, seen, "");
    }

    /** It may go wrong, or is not known. */
    public static TargetFinding warning(String seen, String advice) {
        return new TargetFinding(false, seen, advice);
    }

    /** It will go wrong. */
    public static TargetFinding problem(String seen, String advice) {
        return new TargetFinding(true, seen, advice);
    }
}
