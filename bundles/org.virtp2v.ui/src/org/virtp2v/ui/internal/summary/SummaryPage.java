package org.virtp2v.ui.internal.summary;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.Preflight;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.ui.internal.checks.CheckList;
import org.virtp2v.ui.internal.checks.CheckRun;
import org.virtp2v.ui.internal.conversion.ConversionPage;
import org.virtp2v.ui.internal.login.SessionDialog;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.shell.StepPage;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.Widgets;

/** Shows everything that will happen, checks on the server whether it can, and starts it. */
public final class SummaryPage extends StepPage implements CheckRun.Watcher {
    private final WizardModel model;
    private final Background background;
    private final ConversionPage conversion;
    private final Consumer<Settings> reopened;
    private final CheckRun preflight;
    private @Nullable Parts parts;
    private Planning planning = new Planning.Refused(List.of(), List.of());
    private State state = State.CHECKING;
    private String verdict = "";
    private int severity;
    private boolean warned;

    /** What is made when the page is shown for the first time. */
    private record Parts(ProblemsPart problems, WarningsPart warnings, PlanPart plan, OptionsPart options,
            CheckList checks, TestBootTick testBoot, InstantTick instant, Button again, Button anyway) {
    }

    private enum State {
        CHECKING, READY, PROBLEMS
    }

    /**
     * @param reopened
     *            told with which settings of a file the wizard begins anew
     */
    public SummaryPage(WizardModel model, Background background, ConversionPage conversion,
            Consumer<Settings> reopened) {
        super("summary", Icon.SUMMARY);
        this.model = model;
        this.background = background;
        this.conversion = conversion;
        this.reopened = reopened;
        this.preflight = new CheckRun(background, this);
    }

    @Override
    protected String choice() {
        return window().getCurrentPage() == this ? text().get("choice." + switch (state) {
            case CHECKING -> "checking";
            case READY -> "ready";
            case PROBLEMS -> "problems";
        }) : "";
    }

    @Override
    protected void createContent(Composite content) {
        ProblemsPart problems = new ProblemsPart(content, text(),
                fields -> fields.stream().anyMatch(window()::hasField),
                fields -> fields.stream().filter(window()::hasField).findFirst().ifPresent(window()::showField));
        WarningsPart warnings = new WarningsPart(content, text());
        PlanPart plan = new PlanPart(content, text());
        TestBootTick testBoot = new TestBootTick(content, model.testBoot(), text(), this::contentResized);
        InstantTick instant = new InstantTick(content, model, text(), this::replan);
        OptionsPart options = new OptionsPart(content, model.options(), text(), this::contentResized, this::chosen);
        new CommandLinePart(content, model, background, text(), this::say, reopened);
        GridDataFactory.fillDefaults().indent(0, Widgets.WIDE_GAP)
                .applyTo(Widgets.heading(content, text().get("heading.checks")));
        CheckList checks = new CheckList(content, "summary.checks", this::contentResized);
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).applyTo(checks.control());
        if (model.input().desktop().canSetClock()) {
            checks.offerToSetClock(this::setClock);
        }
        Composite after = Widgets.grid(content, 2);
        GridDataFactory.fillDefaults().grab(true, false).indent(Widgets.WIDE_GAP, 0).applyTo(after);
        Button again = Widgets.button(after, SWT.PUSH, "summary.again", text().get("again"), this::check);
        Button anyway = Widgets.button(after, SWT.CHECK, "summary.anyway", text().get("anyway"), this::updateComplete);
        parts = new Parts(problems, warnings, plan, options, checks, testBoot, instant, again, anyway);
    }

    private Parts parts() {
        return Objects.requireNonNull(parts, "createContent comes first");
    }

    /** The page itself: Enter is for the default button, and there is none until the checks have passed. */
    @Override
    protected @Nullable Control firstField() {
        return null;
    }

    @Override
    protected void entered() {
        replan();
        super.entered();
    }

    private void replan() {
        preflight.stop();
        planning = model.plan();
        parts().instant().show();
        show(planning);
        parts().anyway().setSelection(false);
        getControl().forceFocus();
        check();
    }

    @Override
    protected void left() {
        preflight.stop();
    }

    /** Nothing of it changes what the checks have found. */
    private void chosen() {
        planning = model.plan();
        show(planning);
        updateComplete();
    }

    private void show(Planning shown) {
        parts().options().show(model.login().hostKeyPolicy());
        if (shown instanceof Planning.Ready ready) {
            parts().plan().show(ready.plan(), model.known().machine(), model.server().tested().getValue());
        } else {
            parts().plan().clear();
        }
        parts().warnings().show(shown.warnings());
        contentResized();
    }

    private void check() {
        parts().checks().clear();
        parts().problems().clear();
        parts().testBoot().outdate();
        parts().plan().estimate("");
        warned = !planning.warnings().isEmpty();
        if (!(planning instanceof Planning.Ready ready)) {
            ((Planning.Refused) planning).problems().forEach(parts().problems()::add);
            become(State.PROBLEMS, text().get("notPlanned"), IMessageProvider.ERROR);
        } else if (!ready.plan().testConnection()) {
            become(State.READY, text().get("skipped"), IMessageProvider.WARNING);
        } else {
            become(State.CHECKING, text().get("checking"), IMessageProvider.NONE);
            ConversionPlan checked = ready.plan();
            preflight.start(model.input().engine().servers(), checked.login(),
                    SessionDialog.of(getShell(), model.session(), checked.login()),
                    (access, listener) -> Preflight.beforehand(checked, listener).run(access));
        }
    }

    @Override
    public void started(Check check) {
        if (check != Check.SPEED) {
            parts().checks().started(check);
        }
    }

    @Override
    public void checked(CheckResult result) {
        if (result.check() == Check.SPEED && result.verdict() == CheckResult.Verdict.OK) {
            parts().plan().estimate(result.seen());
            contentResized();
        } else {
            parts().checks().checked(result);
        }
        parts().testBoot().checked(result);
        if (result.verdict() == CheckResult.Verdict.PROBLEM) {
            parts().problems().add(result);
            contentResized();
        }
        warned |= result.verdict() == CheckResult.Verdict.WARNING;
    }

    /** It can be started; what the last check finds is said when it is there. */
    @Override
    public void onlyLeft(Check check) {
        become(State.READY, text().get("onlyLeft", check.title()),
                warned ? IMessageProvider.WARNING : IMessageProvider.INFORMATION);
    }

    @Override
    public void retrying(String why, int seconds) {
        setMessage(text().get("retrying", why, Integer.toString(seconds)), IMessageProvider.WARNING);
    }

    @Override
    public void succeeded(ServerInfo server) {
        become(State.READY, text().get(warned ? "passed.warnings" : "passed"),
                warned ? IMessageProvider.WARNING : IMessageProvider.INFORMATION);
    }

    @Override
    public void failed(Exception why) {
        parts().checks().stopped();
        become(State.PROBLEMS, parts().problems().count() > 0 ? text().get("problems")
                : String.valueOf(why.getMessage()),
                IMessageProvider.ERROR);
    }

    private void become(State now, String message, int type) {
        state = now;
        verdict = message;
        severity = type;
        setTitle(title());
        setMessage(message, type);
        parts().again().setEnabled(now != State.CHECKING && planning instanceof Planning.Ready);
        parts().anyway().setVisible(now == State.PROBLEMS && planning instanceof Planning.Ready);
        updateComplete();
        choiceChanged();
        focusNext();
    }

    private String title() {
        int count = parts().problems().count();
        return switch (state) {
            case CHECKING -> text().get("title.checking");
            case READY -> text().get("title");
            case PROBLEMS -> count == 0 ? text().get("title.notReady")
                    : count == 1 ? text().get("title.problem")
                            : text().get("title.problems", Integer.toString(count));
        };
    }

    /** Shows a message about the last action, in front of whether this can be converted. */
    private void say(String message, int type) {
        setMessage(message + "\n" + verdict, Math.max(type, severity));
    }

    private void updateComplete() {
        Button anyway = parts().anyway();
        boolean valid = parts().options().isValid();
        setErrorMessage(valid ? null : text().get("options.limit.bad"));
        setPageComplete(valid && (state == State.READY
                || state == State.PROBLEMS && anyway.isVisible() && anyway.getSelection()));
    }

    @Override
    protected void nextPressed() {
        Planning started = model.plan(state == State.PROBLEMS && parts().anyway().getSelection());
        if (started instanceof Planning.Ready ready) {
            conversion.begin(ready.plan());
            super.nextPressed();
        } else {
            entered();
        }
    }

    /** Sets it and checks again: what was found with the wrong clock is of no use. */
    private void setClock(Duration step) {
        model.input().desktop().setClock(step).whenComplete((nothing, failure) -> background.ui(() -> {
            if (window().getCurrentPage() != this) {
                return; // what it would say is checked again when the user comes back
            }
            if (failure == null) {
                check();
            } else {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                say(text().get("clockNotSet", CommandLinePart.reason(cause)), IMessageProvider.ERROR);
            }
        }));
    }
}
