package org.virtp2v.core.plan;

import java.util.List;

/** The result of planning: a plan, or the reasons why there is none. */
public sealed interface Planning {

    /** Warnings in either case; none of them stops a conversion. */
    List<PlanProblem> warnings();

    /** There is a plan. */
    record Ready(ConversionPlan plan, List<PlanProblem> warnings) implements Planning {
        public Ready {
            warnings = List.copyOf(warnings);
        }
    }

    /** There is none. */
    record Refused(List<PlanProblem> problems, List<PlanProblem> warnings) implements Planning {
        public Refused {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }
}
