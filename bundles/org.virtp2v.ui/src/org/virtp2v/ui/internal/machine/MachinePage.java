package org.virtp2v.ui.internal.machine;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.eclipse.core.databinding.DataBindingContext;
import org.eclipse.jface.databinding.viewers.typed.ViewerProperties;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Listener;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.RemovableDrive;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Key;
import org.virtp2v.ui.internal.model.MachineModel;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.shell.StepPage;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** The page about the machine's devices and the guest. */
public final class MachinePage extends StepPage {
    private static final int DRIVE_LINES = 1;
    /** In digits; no wider than a label and a field, and so that each version has one line. */
    private static final int VERSIONS_WIDTH = 30;

    private final WizardModel model;
    private final Background background;
    private final ProbeRun run;
    private final PlanDecorator decorator;
    private final DataBindingContext bindings = new DataBindingContext();
    private final Listener keys = this::keyPressed;
    private @Nullable ProbeNotice notice;
    private @Nullable GuestFields guest;
    private @Nullable OutputFields output;
    private @Nullable Halves halves;
    private boolean visited;

    /** The guest's fields and the machine's lists, beside each other where there is room. */
    private record Halves(Composite both, Composite fields, List<Section> lists) {
    }

    public MachinePage(WizardModel model, Background background) {
        super("machine", Icon.MACHINE);
        this.model = model;
        this.background = background;
        run = new ProbeRun(model, background);
        decorator = new PlanDecorator(model);
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
        decorator.planning().addValueChangeListener(e -> show());
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
        Composite columns = new Composite(content, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(2 * Widgets.WIDE_GAP, Widgets.WIDE_GAP).applyTo(columns);
        fill(columns, true);
        GuestFields first = createFields(columns, known);
        halves = new Halves(columns, first.first().getParent(), createLists(columns, known));
        content.layout(true, true);
        contentResized();
        if (isCurrentPage()) {
            first.first().setFocus();
        }
    }

    @Override
    protected void arrange(int width) {
        Halves shown = halves;
        if (shown != null) {
            int lists = shown.lists().stream().mapToInt(Section::leastWidth).max().orElse(0);
            GridLayout layout = (GridLayout) shown.both().getLayout();
            int needed = shown.fields().computeSize(SWT.DEFAULT, SWT.DEFAULT).x + layout.horizontalSpacing + lists;
            layout.numColumns = needed <= width ? 2 : 1;
            ((GridData) shown.fields().getLayoutData()).grabExcessHorizontalSpace = layout.numColumns == 1;
        }
    }

    private GuestFields createFields(Composite columns, MachineModel known) {
        Composite grid = Widgets.grid(columns, 2);
        GridDataFactory.fillDefaults().applyTo(grid);
        GuestFields fields = new GuestFields(grid, text(), known.guest(), decorator, bindings);
        gap(grid);
        output = new OutputFields(grid, text(), known, model.server().tested(), decorator, bindings,
                this::contentResized);
        new SuggestionLoader(model, known, background, grid);
        Label versions = Widgets.id(new Label(grid, SWT.WRAP), "machine.versions");
        versions.setForeground(new Palette(grid.getDisplay()).dim());
        GridDataFactory.fillDefaults().grab(true, false).hint(Fields.width(versions, VERSIONS_WIDTH), SWT.DEFAULT)
                .span(2, 1).applyTo(versions);
        showVersions(versions);
        model.server().tested().addValueChangeListener(e -> showVersions(versions));
        guest = fields;
        return fields;
    }

    private static void gap(Composite grid) {
        GridDataFactory.fillDefaults().span(2, 1).hint(1, 1).applyTo(new Label(grid, SWT.NONE));
    }

    private void showVersions(Label versions) {
        ServerInfo server = model.server().tested().getValue();
        String there = server == null ? text().get("noVersion") : server.version();
        versions.setText(text().get("versions", model.input().engine().version(), there));
    }

    private List<Section> createLists(Composite columns, MachineModel known) {
        Composite lists = Widgets.grid(columns, 1);
        GridLayoutFactory.fillDefaults().spacing(0, Widgets.WIDE_GAP).applyTo(lists);
        fill(lists, true);
        Section disks = new Section(lists, text().get("disks"), true);
        DiskTree tree = new DiskTree(disks, text(), known.disks(), this::showNotice);
        new DiskButtons(disks, text(), tree, known.disks(), run);
        decorator.decorate(ViewerProperties.singleSelection().observe(tree.viewer()), SWT.TOP, Key.DISKS,
                Key.EXCLUDE, Key.ENCRYPTION_KEY);
        Section drives = new Section(lists, text().get("removable"), false);
        createDrives(drives, known);
        Section interfaces = new Section(lists, text().get("interfaces"),
                known.interfaces().rows().getValue().size() > InterfaceTable.MOST_LINES);
        InterfaceTable table = new InterfaceTable(interfaces, text(), known, this::showNotice);
        new PortFinder(interfaces, text(), table, model.input().desktop(), background, this::warn);
        decorator.decorate(ViewerProperties.singleSelection().observe(table.table().viewer()), SWT.TOP,
                Key.INTERFACES, Key.NETWORK_MAP);
        return List.of(disks, drives, interfaces);
    }

    private void createDrives(Section section, MachineModel known) {
        DeviceTable<RemovableDrive> drives = new DeviceTable<>(section, "machine.removable",
                Widgets.withoutMnemonic(text(), "removable"), RemovableDrive.class, known.removable(), DRIVE_LINES);
        Palette palette = new Palette(section.box().getDisplay());
        drives.column(text().get("column.device"), RemovableDrive::name, row -> Icon.DISC.in(palette.foreground()));
        drives.column(text().get("column.model"), RemovableDrive::model, row -> null);
        drives.show();
    }

    /** Shows the messages about the choices: problems, else warnings. */
    private void show() {
        Planning planning = decorator.planning().getValue();
        showProblems(planning);
        // Devices that a running probe will find are chosen too, and have to be seen first.
        setPageComplete(planning instanceof Planning.Ready && !run.running().getValue());
        if (visited) {
            choiceChanged();
        }
    }

    private void showProblems(@Nullable Planning planning) {
        Map<Boolean, List<PlanProblem>> problems = PlanDecorator.problems(planning).stream()
                .collect(Collectors.partitioningBy(decorator::isRequest));
        setErrorMessage(first(problems.get(false)));
        List<PlanProblem> requests = problems.get(true);
        if (!requests.isEmpty()) {
            setMessage(first(requests), IMessageProvider.INFORMATION);
        } else {
            setMessage(first(PlanDecorator.warnings(planning)), IMessageProvider.WARNING);
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

    private @Nullable String first(List<PlanProblem> all) {
        return switch (all.size()) {
            case 0 -> null;
            case 1 -> all.get(0).message();
            default -> text().get("more", all.get(0).message(), all.size() - 1);
        };
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
        showProblems(decorator.planning().getValue());
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
        if (output != null) {
            output.entered();
        }
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
