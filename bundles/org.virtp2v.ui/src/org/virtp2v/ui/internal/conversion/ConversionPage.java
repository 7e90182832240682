package org.virtp2v.ui.internal.conversion;

import java.util.List;

import org.eclipse.jface.dialogs.IMessageProvider;
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
 * The page on which the conversion runs. It looks ten times a second how far it is, so the number of events does not
 * matter. There is no way back while it runs.
 */
public final class ConversionPage extends StepPage {
    private static final int PERIOD_MILLIS = 100;

    private final WizardModel model;
    private final Background background;
    private @Nullable ConversionRun run;
    private @Nullable ConversionRun shown;
    private @Nullable ConversionView view;
    private @Nullable Composite content;
    private @Nullable ConversionButtons buttons;
    private int warnings;
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
        warnings = 0;
        needed = true;
        setMessage(null);
        setEnded(null);
        model.waiting().outdate();
        PowerQuestion question = new PowerQuestion(getShell(), text(), this::isRunning, this::detail,
                this::cancelAndSwitchOff);
        ConversionRun started = ConversionRun.start(model, background, task, getShell(), question);
        started.whenEnded(question::close);
        run = started;
        describe(task instanceof ConversionTask.Ending ? ".ending" : "", task.plan());
    }

    /** Which text says what is lost when what runs is cancelled. */
    private String detail() {
        ConversionRun current = run;
        if (current != null && current.guestRuns()) {
            return text().get("power.detail.instant");
        }
        if (current != null && current.guestIsComplete()) {
            return text().get("cancel.complete");
        }
        String suffix = current == null ? "" : current.isTrying() ? ".trial" : current.task().suffix();
        return text().get("cancel.detail" + suffix);
    }

    private boolean isRunning() {
        ConversionRun current = run;
        return current != null && current.isRunning();
    }

    private void describe(String outcome, ConversionPlan plan) {
        setTitle(text().get("title" + outcome));
        setDescription(text().get("description" + outcome, plan.login().host(), plan.guest().name()));
    }

    /** For those who look at another window, or at none. */
    @Override
    protected String news() {
        ConversionView shownView = view;
        return shownView != null && isRunning() ? shownView.headline() : getTitle();
    }

    @Override
    protected void createContent(Composite parent) {
        content = parent;
    }

    /** Each conversion gets widgets of its own. */
    private void showRun() {
        Composite parent = content;
        ConversionRun started = run;
        if (parent == null || started == null || started == shown) {
            return;
        }
        for (Control old : parent.getChildren()) {
            old.dispose();
        }
        shown = started;
        Composite box = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, Widgets.GAP).applyTo(box);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(box);
        ConversionView made = new ConversionView(box, started, background, text(), this::contentResized);
        view = made;
        parent.layout(true, true);
        contentResized();
        made.first().setFocus();
        poll(started, made);
    }

    private void poll(ConversionRun polled, ConversionView shownView) {
        Control shownButton = shownView.first();
        if (polled != run || shownButton.isDisposed()) {
            return;
        }
        ConversionSnapshot now = polled.model().snapshot();
        End end = now.ended();
        // First of all: a fault in showing something must not end the showing.
        if (end == null) {
            shownButton.getDisplay().timerExec(PERIOD_MILLIS, () -> poll(polled, shownView));
        }
        try {
            shownView.show(now);
            window().updateWindowTitle();
            showWarnings(now.warnings());
            showTrying(polled);
        } finally {
            if (end != null) {
                ended(polled, shownView, end, now.logDirectory());
            }
        }
    }

    private void showTrying(ConversionRun polled) {
        boolean tries = polled.isTrying();
        if (tries != trying) {
            trying = tries;
            if (tries) {
                describe(".trying", polled.plan());
            }
            updateButtons();
        }
    }

    private void showWarnings(List<String> texts) {
        if (texts.size() != warnings) {
            warnings = texts.size();
            String last = texts.getLast();
            // What to do with this machine is as important as before.
            setMessage((warnings == 1 ? last : text().get("warning.more", last, Integer.toString(warnings - 1)))
                    + "\n" + getDescription(), IMessageProvider.WARNING);
        }
    }

    private void ended(ConversionRun ended, ConversionView shownView, End end, @Nullable String logDirectory) {
        ResultText result = ResultText.of(end, ended.task().suffix());
        describe(switch (result.outcome()) {
            case SUCCEEDED -> result.doubtful() ? ".doubtful" : ".succeeded";
            case SUCCEEDED_WITH_LOSSES -> ".losses";
            case FAILED -> ".failed";
            case CANCELLED -> ended.task() instanceof ConversionTask.Ending ? ".notEnded" : ".cancelled";
            case ENDED -> ".ended";
            case LEFT -> ".left";
        }, ended.plan());
        setMessage(null);
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

    /**
     * Asks, unless it needs no thought, as where only the test boot of a finished guest ends, or where there is nothing
     * left to cancel; once more when the guest was started meanwhile, as more is lost then.
     */
    private boolean confirms(ConversionRun asked, String question) {
        boolean told;
        do {
            told = asked.guestRuns();
            boolean harmless = asked.isTrying() || asked.guestIsComplete();
            if (!harmless && !Confirm.cancel(getShell(), text(), question, asked.task(), told)) {
                return false;
            }
        } while (!told && asked.guestRuns());
        return true;
    }

    /** Asks, and cancels. */
    void askAndCancel() {
        ConversionRun asked = run;
        if (asked != null && confirms(asked, "cancel.question")) {
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
                describe(".cancelling", running.plan());
            } else if (running.guestIsComplete()) {
                setMessage(text().get("cancel.complete"), IMessageProvider.INFORMATION);
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
        ConversionView shownView = view;
        return shownView != null && isRunning() ? shownView.first() : null;
    }

    @Override
    protected boolean mayClose() {
        ConversionRun asked = run;
        if (asked == null || !asked.isRunning()) {
            return true;
        }
        if (confirms(asked, "close.question")) {
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
