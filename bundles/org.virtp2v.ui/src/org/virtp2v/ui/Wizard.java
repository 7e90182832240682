package org.virtp2v.ui;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.eclipse.core.databinding.observable.Realm;
import org.eclipse.jface.databinding.swt.DisplayRealm;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.ui.internal.conversion.ConversionPage;
import org.virtp2v.ui.internal.destination.DestinationPage;
import org.virtp2v.ui.internal.form.PlanDecorator;
import org.virtp2v.ui.internal.machine.MachinePage;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.server.ServerPage;
import org.virtp2v.ui.internal.shell.StepWizard;
import org.virtp2v.ui.internal.shell.Tools;
import org.virtp2v.ui.internal.shell.WizardWindow;
import org.virtp2v.ui.internal.summary.SummaryPage;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.FocusRing;

/** The wizard. The thread that opens it becomes the UI thread until the window is closed. */
public final class Wizard {
    private static final Logger LOG = Logger.getLogger(Wizard.class.getName());
    /** A start is more than the first painting: the look at the machine goes on meanwhile. */
    private static final int START_MILLIS = 2000;
    private final WizardInput input;
    private volatile @Nullable CancelCause interrupted;
    private boolean leaveWhenPainted;
    private Runnable whenPainted = () -> {
    };
    private volatile @Nullable Display opened;
    private @Nullable WizardWindow window;
    /** What the window is opened with after it has been closed; null: nothing. UI thread only. */
    private @Nullable WizardInput next;

    public Wizard(WizardInput input) {
        this.input = input;
    }

    /** Has the window closed soon after it was painted for the first time, as if by {@link #interrupt}. */
    public void leaveWhenPainted() {
        leaveWhenPainted = true;
    }

    /** Has something run on the UI thread, once, after the window was painted for the first time. */
    public void whenPainted(Runnable action) {
        whenPainted = action;
    }

    /**
     * Opens the window and returns when it is closed.
     *
     * @throws NoDisplayException
     *             when there is no display to open it on
     */
    public void run() throws NoDisplayException {
        Display display = display();
        try {
            run(display);
        } finally {
            display.dispose();
        }
    }

    private static Display display() throws NoDisplayException {
        try {
            Display.setAppName("virt-p2v");
            return new Display();
        } catch (org.eclipse.swt.SWTError | UnsatisfiedLinkError e) {
            throw new NoDisplayException(e);
        }
    }

    /** Opens the window on a display that is there already, and returns when it is closed. */
    public void run(Display display) {
        Realm.runWithDefault(DisplayRealm.getRealm(display), () -> {
            display.setRuntimeExceptionHandler(Wizard::fault);
            display.setErrorHandler(Wizard::fault);
            FocusRing.install(display);
            for (WizardInput now = input; now != null; now = next) {
                next = null;
                runOnce(display, now);
                leaveWhenPainted = false;
                whenPainted = () -> {
                };
            }
        });
    }

    private void runOnce(Display display, WizardInput now) {
        try (Background background = new Background(display)) {
            Shell shell = open(display, background, now);
            while (!shell.isDisposed()) {
                if (!display.readAndDispatch()) {
                    display.sleep();
                }
            }
        }
    }

    /**
     * Closes the window as {@link #interrupt} does, and opens another one with other settings. UI thread only.
     */
    public void reopen(Settings settings) {
        WizardWindow closing = window;
        if (closing != null && interrupted == null) {
            next = input.with(settings);
            closing.leave(CancelCause.USER);
        }
    }

    /** A fault of one event must not end a conversion that is running. */
    private static void fault(Throwable fault) {
        LOG.log(Level.SEVERE, "a fault in the wizard", fault);
    }

    /**
     * Cancels a conversion that is running, waits for it to clean up, and closes the window; from any thread, also
     * before the window is open.
     *
     * @param cause
     *            why
     */
    public void interrupt(CancelCause cause) {
        interrupted = cause;
        Display display = opened;
        if (display != null && !display.isDisposed()) {
            display.asyncExec(() -> {
                if (window != null) {
                    window.leave(cause);
                }
            });
        }
    }

    private Shell open(Display display, Background background, WizardInput now) {
        Window.setDefaultOrientation(Direction.ofLocale());
        WizardModel model = new WizardModel(now);
        ConversionPage conversion = new ConversionPage(model, background);
        PlanDecorator decorator = new PlanDecorator(model);
        MachinePage machine = new MachinePage(model, background, decorator);
        StepWizard pages = new StepWizard(List.of(new ServerPage(model, background, conversion), machine,
                new DestinationPage(model, background, decorator),
                new SummaryPage(model, background, conversion, this::reopen),
                conversion));
        WizardWindow created = new WizardWindow(display, pages, now.engine().version(), now.kiosk());
        Tools.add(created, model, background);
        if (leaveWhenPainted) {
            whenPainted(created.getShell(),
                    () -> display.timerExec(START_MILLIS, () -> created.leave(CancelCause.USER)));
        }
        whenPainted(created.getShell(), whenPainted);
        // The machine is looked at while the user types; before, it would only delay the window.
        whenPainted(created.getShell(), machine::look);
        created.open();
        window = created;
        opened = display;
        CancelCause cause = interrupted;
        if (cause != null) {
            created.leave(cause);
        }
        return created.getShell();
    }

    /** Runs something on the UI thread, once, after the window has been painted for the first time. */
    private static void whenPainted(Shell shell, Runnable action) {
        shell.addListener(SWT.Paint, new Listener() {
            @Override
            public void handleEvent(Event painted) {
                shell.removeListener(SWT.Paint, this);
                shell.getDisplay().asyncExec(action);
            }
        });
    }
}
