package org.virtp2v.ui.internal.conversion;

import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.wizard.IWizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.End;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.shell.StepPage;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.ButtonBar;
import org.virtp2v.widgets.Widgets;

/**
 * The page on which the conversion runs: it reacts to the user, and to how the conversion goes on. There is no way back
 * while it runs.
 */
public final class ConversionPage extends StepPage {
    private final WizardModel model;
    private final Background background;
    private final ConversionHeading heading = new ConversionHeading(this, text());
    private @Nullable ConversionRun run;
    private @Nullable ConversionWatch watch;
    private @Nullable Composite content;
    private @Nullable ConversionButtons buttons;
    private boolean trying;
    /** Whether this machine must not be given away: always, until there is a guest without a doubt. */
    private boolean needed = true;

    public ConversionPage(WizardModel model, Background background) {
        super("conversion", Icon.CONVERT);
        this.model = model;
        this.background = background;
    }

    /** Starts a conversion; the page is to be shown next. Must not be called while one is running. */
    public void begin(ConversionPlan plan) {
        begin(new ConversionTask.New(plan));
    }

    /**
     * Goes on with a conversion that is waiting on the server; the rest is as for a new one.
     *
     * @throws SourceException
     *             when this machine does not have its disks any more
     */
    public void goOn(Resumable waiting) throws SourceException {
        begin(new ConversionTask.Rest(model.rest(waiting), waiting));
    }

    /**
     * Ends a conversion that is waiting on the server, after asking; the rest is as for a new one.
     *
     * @return whether the user wants that
     */
    public boolean askAndEnd(Resumable waiting) {
        ConversionPlan plan = model.recorded(waiting);
        boolean wanted = Confirm.end(getShell(), text(), plan);
        if (wanted) {
            begin(new ConversionTask.Ending(plan, waiting));
        }
        return wanted;
    }

    private void begin(ConversionTask task) {
        if (isRunning()) {
            throw new IllegalStateException("A conversion is running");
        }
        needed = true;
        heading.clear();
        setEnded(null);
        model.waiting().outdate();
        PowerQuestion question = new PowerQuestion(getShell(), text(), this::isRunning, this::loss,
                this::cancelAndSwitchOff);
        ConversionRun started = ConversionRun.start(model, background, task, getShell(), question);
        started.whenEnded(question::close);
        run = started;
        if (watch != null) {
            watch.stop();
        }
        heading.started(task);
    }

    /** What is lost when what runs is cancelled. */
    private String loss() {
        ConversionRun current = run;
        return current == null ? text().get("cancel.detail") : new CancelQuestion(current, text()).loss();
    }

    private boolean isRunning() {
        ConversionRun current = run;
        return current != null && current.isRunning();
    }

    /** For those who look at another window, or at none. */
    @Override
    protected String news() {
        ConversionWatch current = watch;
        return current != null && isRunning() ? current.view().headline() : getTitle();
    }

    @Override
    protected void createContent(Composite parent) {
        content = parent;
    }

    /** Each conversion gets widgets of its own. */
    private void showRun() {
        Composite parent = content;
        ConversionRun started = run;
        if (parent == null || started == null || watch != null && watch.run() == started) {
            return;
        }
        for (Control old : parent.getChildren()) {
            old.dispose();
        }
        Composite box = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, Widgets.GAP).applyTo(box);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(box);
        ConversionView view = new ConversionView(box, started, background, text(), this::contentResized);
        ConversionWatch begun = new ConversionWatch(started, view, now -> looked(started, now),
                (end, logDirectory) -> ended(started, view, end, logDirectory));
        watch = begun;
        parent.layout(true, true);
        contentResized();
        view.first().setFocus();
        begun.look();
    }

    private void looked(ConversionRun current, ConversionSnapshot now) {
        window().updateWindowTitle();
        heading.warn(now.warnings());
        boolean tries = current.isTrying();
        if (tries != trying) {
            trying = tries;
            if (tries) {
                heading.trying(current.plan());
            }
            updateButtons();
        }
    }

    private void ended(ConversionRun ended, ConversionView shownView, End end, @Nullable String logDirectory) {
        ResultText result = ResultText.of(end, ended.task().suffix());
        heading.ended(ended.task(), result);
        needed = result.outcome() != Outcome.SUCCEEDED || result.doubtful();
        setEnded(ResultBanner.icon(result));
        List<String> systems = ended.systems();
        if (!systems.isEmpty()) {
            model.known().system().found(systems);
        }
        var actions = new ResultActions(getShell(), background, text(), model.input().desktop(),
                model.input().engine().version());
        ResultBanner.Actions offered = actions.of(end, ended, logDirectory, this::setMessage);
        shownView.end(banner -> ResultBanner.create(banner, result, text(), offered));
        contentResized();
        if (isCurrentPage()) {
            updateButtons();
            if (buttons != null) {
                buttons.focus(!needed);
            }
        }
        if (result.outcome() == Outcome.FAILED) {
            shownView.showError();
        }
        getShell().getDisplay().beep();
        // Not before the focus has left what is below.
        showTop();
    }

    @Override
    protected void createButtons(ButtonBar bar) {
        buttons = new ConversionButtons(bar, model.input().desktop(), window().kiosk(), text(), this);
    }

    @Override
    protected void updateButtons() {
        ConversionButtons shownButtons = buttons;
        if (shownButtons != null) {
            ConversionRun current = run;
            shownButtons.show(isRunning(), current != null && current.isStopping(),
                    current != null && current.isTrying(), isNew(), hasToChoose());
            window().layoutButtons();
            shownButtons.makeDefault(!needed);
        }
    }

    private boolean isNew() {
        ConversionRun current = run;
        return current == null || current.task() instanceof ConversionTask.New;
    }

    /** Asks, and cancels. */
    void askAndCancel() {
        ConversionRun asked = run;
        if (asked != null && new CancelQuestion(asked, text()).isYes(getShell(), "cancel.question")) {
            cancel(asked, CancelCause.USER);
        }
    }

    private void cancelAndSwitchOff() {
        ConversionRun asked = run;
        ConversionButtons shownButtons = buttons;
        if (asked != null && shownButtons != null) {
            cancel(asked, CancelCause.POWER_BUTTON);
            asked.whenEnded(shownButtons::switchOff);
        }
    }

    private void cancel(ConversionRun running, CancelCause cause) {
        if (running.isRunning()) {
            running.cancel(cause);
            if (running.isCancelling()) {
                heading.cancelling(running.plan());
            } else if (running.guestIsComplete()) {
                heading.complete();
            }
            updateButtons();
        }
    }

    /** Back to where the conversion was started, or a system is chosen, with everything that was chosen before. */
    void again() {
        IWizardPage page = isNew() ? getPreviousPage() : getWizard().getStartingPage();
        window().showPage(hasToChoose() ? getWizard().getPage("machine") : page);
    }

    /** Whether virt-v2v wants to know which system is converted. */
    private boolean hasToChoose() {
        ConversionRun current = run;
        return current != null && !current.systems().isEmpty();
    }

    @Override
    protected void entered() {
        showRun();
        super.entered();
    }

    @Override
    protected @Nullable Control firstField() {
        ConversionWatch current = watch;
        return current != null && isRunning() ? current.view().first() : null;
    }

    @Override
    protected boolean mayClose() {
        ConversionRun asked = run;
        if (asked == null || !asked.isRunning()) {
            return true;
        }
        if (new CancelQuestion(asked, text()).isYes(getShell(), "close.question")) {
            window().leave(CancelCause.USER);
        }
        return false;
    }

    @Override
    protected void stop(CancelCause cause, Runnable then) {
        ConversionRun stopped = run;
        if (stopped == null) {
            then.run();
        } else {
            cancel(stopped, cause);
            stopped.whenEnded(then);
        }
    }
}
