package org.virtp2v.ui.internal.form;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.shell.StepPage;
import org.virtp2v.ui.internal.widgets.Icon;

/** A page whose choices the plan is made of. Above it stand the plan's problems that it shows, else its warnings. */
public abstract class PlanPage extends StepPage {
    private static final Messages TEXT = Messages.beside(PlanPage.class);

    private final PlanDecorator decorator;

    protected PlanPage(String name, Icon icon, PlanDecorator decorator) {
        super(name, icon);
        this.decorator = decorator;
    }

    /** The plan of the choices of all pages. */
    protected final PlanDecorator decorator() {
        return decorator;
    }

    /** The problems that are shown here, the most important first. */
    protected abstract List<PlanProblem> problems(@Nullable Planning planning);

    /** The warnings that are shown here, the most important first. */
    protected abstract List<PlanProblem> warnings(@Nullable Planning planning);

    /** Shows problems, else what is still to be filled in, else warnings. */
    protected final void showProblems() {
        Planning planning = decorator.planning().getValue();
        Map<Boolean, List<PlanProblem>> problems = problems(planning).stream()
                .collect(Collectors.partitioningBy(decorator::isRequest));
        setErrorMessage(first(problems.get(false)));
        List<PlanProblem> requests = problems.get(true);
        if (!requests.isEmpty()) {
            setMessage(first(requests), IMessageProvider.INFORMATION);
        } else {
            setMessage(first(warnings(planning)), IMessageProvider.WARNING);
        }
    }

    private static @Nullable String first(List<PlanProblem> all) {
        return switch (all.size()) {
            case 0 -> null;
            case 1 -> all.get(0).message();
            default -> TEXT.get("more", all.get(0).message(), all.size() - 1);
        };
    }
}
