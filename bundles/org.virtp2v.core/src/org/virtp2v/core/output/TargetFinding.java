package org.virtp2v.core.output;

/**
 * What a target found on the conversion server before the conversion.
 *
 * @param problem
 *            whether the conversion would fail
 * @param seen
 *            what was seen: a few words that do not begin a sentence, without a full stop
 * @param advice
 *            what the user can do, in whole sentences; empty: all is well
 */
public record TargetFinding(boolean problem, String seen, String advice) {
    /** All is well. */
    public static TargetFinding ok(String seen) {
        return new TargetFinding(false, seen, "");
    }

    /** It may go wrong, or cannot be told. */
    public static TargetFinding warning(String seen, String advice) {
        return new TargetFinding(false, seen, advice);
    }

    /** It will go wrong. */
    public static TargetFinding problem(String seen, String advice) {
        return new TargetFinding(true, seen, advice);
    }
}
