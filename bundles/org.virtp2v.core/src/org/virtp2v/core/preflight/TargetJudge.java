package org.virtp2v.core.preflight;

import java.util.List;
import java.util.stream.Collectors;

import org.virtp2v.core.output.TargetFinding;

/** Makes one check of the findings of an output target. */
final class TargetJudge {
    private TargetJudge() {
    }

    /** The worst finding counts; good ones are left out beside bad ones. */
    static CheckResult of(List<TargetFinding> findings) {
        List<TargetFinding> bad = findings.stream().filter(f -> !f.advice().isEmpty()).toList();
        if (bad.isEmpty()) {
            return CheckResult.ok(Check.TARGET, seen(findings));
        }
        String advice = bad.stream().map(TargetFinding::advice).collect(Collectors.joining(" "));
        return bad.stream().anyMatch(TargetFinding::problem) ? CheckResult.problem(Check.TARGET, seen(bad), advice)
                : CheckResult.warning(Check.TARGET, seen(bad), advice);
    }

    private static String seen(List<TargetFinding> findings) {
        return findings.stream().map(TargetFinding::seen).collect(Collectors.joining("; "));
    }
}
