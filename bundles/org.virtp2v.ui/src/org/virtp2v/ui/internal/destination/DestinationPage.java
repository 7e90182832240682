package org.virtp2v.ui.internal.destination;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import org.eclipse.core.databinding.DataBindingContext;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.ui.internal.form.PlanDecorator;
import org.virtp2v.ui.internal.form.PlanPage;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.TargetForm;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.widgets.Fold;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** The page about where the guest goes. It is shown when the machine is known. */
public final class DestinationPage extends PlanPage {
    private final WizardModel model;
    private final DataBindingContext bindings = new DataBindingContext();
    private @Nullable TargetList targets;
    private @Nullable TargetFields fields;
    private @Nullable Fold advanced;
    private boolean visited;

    public DestinationPage(WizardModel model, Background background, PlanDecorator decorator) {
        super("destination", Icon.DESTINATION, decorator);
        this.model = model;
        // Before the page is shown: the networks that the page about the machine offers are among the suggestions.
        model.machine().addValueChangeListener(e -> {
            MachineModel known = e.diff.getNewValue();
            if (known != null) {
                new SuggestionLoader(model, known, background, getShell());
            }
        });
    }

    @Override
    protected void createContent(Composite content) {
        MachineModel known = model.known();
        Label heading = Widgets.heading(content, text().get("targets"));
        GridDataFactory.fillDefaults().applyTo(heading);
        Composite group = Widgets.grid(content, 1);
        fill(group, false);
        TargetList list = new TargetList(group, text(), known.output(), model.server().tested(), this::contentResized);
        targets = list;
        Composite form = Widgets.grid(content, 2);
        GridDataFactory.fillDefaults().grab(true, false).indent(0, Widgets.GAP).applyTo(form);
        Fold fold = new Fold(content, "destination.advanced", text().get("advanced"), 2, this::folded);
        advanced = fold;
        new AdvancedFields(fold.content(), text(), known, decorator(), bindings);
        fields = new TargetFields(form, text(), known.output(), decorator(), this::contentResized);
        decorator().decorateTarget(list.shown(), SWT.TOP, known.output());
        versions(content);
        if (AdvancedFields.isUsed(known)) {
            fold.open();
        }
        decorator().planning().addValueChangeListener(e -> show());
        known.output().chosen().addValueChangeListener(e -> choiceChanged());
        show();
    }

    private void versions(Composite content) {
        Label versions = Widgets.id(new Label(content, SWT.WRAP), "destination.versions");
        versions.setForeground(new Palette(content.getDisplay()).dim());
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).indent(0, Widgets.GAP)
                .applyTo(versions);
        Runnable show = () -> {
            ServerInfo server = model.server().tested().getValue();
            String there = server == null ? text().get("noVersion") : server.version();
            versions.setText(text().get("versions", model.input().engine().version(), there));
        };
        show.run();
        model.server().tested().addValueChangeListener(e -> show.run());
    }

    private void folded() {
        mnemonics();
        contentResized();
    }

    /** Letters of fields are those that no other visible label has. */
    private void mnemonics() {
        if (fields != null) {
            fields.mnemonics();
        }
    }

    @Override
    protected List<PlanProblem> problems(@Nullable Planning planning) {
        // Whatever stands in the way of a plan is told here at the latest.
        return PlanDecorator.problems(planning).stream().sorted(Comparator.comparing(PlanDecorator::isOfMachine))
                .toList();
    }

    @Override
    protected List<PlanProblem> warnings(@Nullable Planning planning) {
        return PlanDecorator.warnings(planning).stream().filter(warning -> !PlanDecorator.isOfMachine(warning))
                .toList();
    }

    private void show() {
        Planning planning = decorator().planning().getValue();
        showProblems();
        setPageComplete(planning instanceof Planning.Ready);
        Fold fold = Objects.requireNonNull(advanced, "is there");
        if (problems(planning).stream().anyMatch(problem -> problem.targetField() == null
                && AdvancedFields.KEYS.contains(problem.field()))) {
            fold.open();
        }
    }

    @Override
    protected void entered() {
        visited = true;
        super.entered();
        showTop();
        mnemonics();
        show();
        choiceChanged();
    }

    @Override
    protected String choice() {
        MachineModel known = model.machine().getValue();
        if (!visited || known == null) {
            return "";
        }
        TargetForm chosen = known.output().chosen().getValue();
        TargetDescription description = chosen.description();
        return chosen.isInstalled() ? description.name() : description.mode();
    }

    @Override
    protected @Nullable Control firstField() {
        TargetList list = targets;
        return list == null ? null : list.first();
    }
}
