package org.virtp2v.ui.internal.machine;

import java.util.List;

import org.eclipse.core.databinding.DataBindingContext;
import org.eclipse.jface.databinding.viewers.typed.ViewerProperties;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Listener;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.settings.Key;
import org.virtp2v.ui.internal.form.PlanDecorator;
import org.virtp2v.ui.internal.form.PlanPage;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.Widgets;

/** The page about the machine's devices and the guest. */
public final class MachinePage extends PlanPage {
    private final WizardModel model;
    private final Background background;
    private final ProbeRun run;
    private final DataBindingContext bindings = new DataBindingContext();
    private final Listener keys = this::keyPressed;
    private @Nullable ProbeNotice notice;
    private @Nullable GuestFields guest;
    private @Nullable Composite columns;
    private boolean visited;

    public MachinePage(WizardModel model, Background background, PlanDecorator decorator) {
        super("machine", Icon.MACHINE, decorator);
        this.model = model;
        this.background = background;
        run = new ProbeRun(model, background);
    }

    /** Looks at the machine, also before the page is shown. */
    public void look() {
        run.start();
    }

    @Override
    protected void createContent(Composite content) {
        ProbeNotice waiting = new ProbeNotice(content, text(), run);
        notice = waiting;
        model.machine().addValueChangeListener(e -> machineKnown(content, waiting));
        decorator().planning().addValueChangeListener(e -> show());
        run.running().addValueChangeListener(e -> showLook());
        if (model.machine().getValue() != null) {
            machineKnown(content, waiting);
        }
        show();
    }

    private void machineKnown(Composite content, ProbeNotice waiting) {
        MachineModel known = model.machine().getValue();
        if (known == null || content.isDisposed()) {
            return;
        }
        waiting.dispose();
        Widgets.heading(content, text().get("target"));
        Composite beside = new Composite(content, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).equalWidth(true).spacing(2 * Widgets.WIDE_GAP, Widgets.GAP)
                .applyTo(beside);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(beside);
        columns = beside;
        GuestFields first = new GuestFields(beside, text(), known, decorator(), bindings);
        guest = first;
        createLists(content, known);
        content.layout(true, true);
        contentResized();
        if (isCurrentPage()) {
            first.first().setFocus();
        }
    }

    @Override
    protected void arrange(int width) {
        Composite both = columns;
        if (both != null) {
            GridLayout layout = (GridLayout) both.getLayout();
            layout.numColumns = 2;
            layout.numColumns = both.computeSize(SWT.DEFAULT, SWT.DEFAULT).x <= width ? 2 : 1;
        }
    }

    private void createLists(Composite content, MachineModel known) {
        Composite lists = Widgets.grid(content, 1);
        GridLayoutFactory.fillDefaults().spacing(0, Widgets.WIDE_GAP).applyTo(lists);
        GridDataFactory.fillDefaults().grab(true, true).indent(0, Widgets.GAP).applyTo(lists);
        Section disks = new Section(lists, text().get("disks"), true);
        DiskTree tree = new DiskTree(disks, text(), known.disks(), this::showNotice);
        new DiskButtons(disks, text(), tree, known.disks(), run);
        decorator().decorate(ViewerProperties.singleSelection().observe(tree.viewer()), SWT.TOP, Key.DISKS,
                Key.EXCLUDE, Key.ENCRYPTION_KEY);
        new DriveRows(new Section(lists, text().get("removable"), false), text(), known.removable(),
                this::contentResized);
        Section interfaces = new Section(lists, text().get("interfaces"), false);
        new InterfaceRows(interfaces, text(), known,
                new PortLight(text(), model.input().desktop(), background, this::warn), this::contentResized);
    }

    @Override
    protected List<PlanProblem> problems(@Nullable Planning planning) {
        return PlanDecorator.problems(planning).stream().filter(PlanDecorator::isOfMachine).toList();
    }

    @Override
    protected List<PlanProblem> warnings(@Nullable Planning planning) {
        return PlanDecorator.warnings(planning).stream().filter(PlanDecorator::isOfMachine).toList();
    }

    /** Shows the messages about the choices: problems, else warnings. */
    private void show() {
        Planning planning = decorator().planning().getValue();
        showProblems();
        // Devices that a running probe will find are chosen too, and have to be seen first.
        setPageComplete(planning != null && problems(planning).isEmpty() && !run.running().getValue());
        if (visited && isCurrentPage()) {
            choiceChanged();
        }
    }

    /** Shows that the machine is looked at again, or that this failed. */
    private void showLook() {
        String failure = run.failure().getValue();
        show();
        if (model.machine().getValue() != null && run.running().getValue()) {
            say(text().get("lookingAgain"), IMessageProvider.INFORMATION);
        } else if (model.machine().getValue() != null && failure != null) {
            warn(text().get("failedAgain", failure));
        }
    }

    private void showNotice(@Nullable String what) {
        if (what == null) {
            show();
        } else {
            say(what, IMessageProvider.INFORMATION);
        }
    }

    private void warn(String what) {
        say(what, IMessageProvider.WARNING);
    }

    /** Shows a message about the last action; problems go before it. */
    private void say(String what, int type) {
        showProblems();
        setMessage(what, type);
    }

    private void keyPressed(Event event) {
        if (event.keyCode == SWT.F5 && event.display.getActiveShell() == getShell()) {
            event.doit = false;
            run.start();
        }
    }

    @Override
    protected void entered() {
        visited = true;
        getShell().getDisplay().addFilter(SWT.KeyDown, keys);
        super.entered();
        show();
    }

    @Override
    protected void left() {
        getShell().getDisplay().removeFilter(SWT.KeyDown, keys);
    }

    @Override
    protected String choice() {
        MachineModel known = model.machine().getValue();
        if (!visited || known == null) {
            return "";
        }
        String name = known.guest().name().getValue().strip();
        String disks = text().get("choiceDisks", known.disks().selected().getValue().size());
        return name.isEmpty() ? disks : text().get("choice", name, disks);
    }

    @Override
    protected @Nullable Control firstField() {
        GuestFields fields = guest;
        if (fields != null) {
            return fields.first();
        }
        ProbeNotice waiting = notice;
        return waiting == null ? null : waiting.first();
    }
}
