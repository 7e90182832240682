package org.virtp2v.ui.internal.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.operation.IRunnableWithProgress;
import org.eclipse.jface.window.Window;
import org.eclipse.jface.wizard.IWizardContainer;
import org.eclipse.jface.wizard.IWizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.events.ShellListener;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Fold;
import org.virtp2v.widgets.ButtonBar;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/**
 * The one window: the list of steps and the tools at the side, title and message on top, the page, and its own buttons
 * below, which have all the width, so that they are whole on any screen. In kiosk mode it fills the screen and cannot
 * be closed. UI thread only.
 */
public final class WizardWindow implements IWizardContainer {
    private static final Messages TEXT = Messages.beside(WizardWindow.class);
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 780;
    private static final double ROOMY = 1.1;
    private static final int LEAST_WIDTH = 760;
    private static final int LEAST_HEIGHT = 520;

    private final StepWizard wizard;
    private final boolean kiosk;
    private final Shell shell;
    private final StepList steps;
    private final PageHeader header;
    private final Composite pages;
    private final Composite pageButtons;
    private final Map<StepPage, Composite> bars = new HashMap<>();
    private @Nullable StepPage current;

    /**
     * @param version
     *            of this program
     * @param kiosk
     *            whether the window is all there is on the screen
     */
    public WizardWindow(Display display, StepWizard wizard, String version, boolean kiosk) {
        this.wizard = wizard;
        this.kiosk = kiosk;
        shell = Widgets.id(new Shell(display, Window.getDefaultOrientation() | (kiosk ? SWT.NO_TRIM : SWT.SHELL_TRIM)),
                "window");
        shell.setText(TEXT.get("product"));
        shell.addShellListener(ShellListener.shellClosedAdapter(e -> e.doit = mayClose()));
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(0, 0).applyTo(shell);
        wizard.setContainer(this);
        List<StepPage> all = wizard.steps();
        steps = new StepList(shell, all, version, TEXT);
        Composite main = new Composite(shell, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(main);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(main);
        header = new PageHeader(main);
        line(main);
        pages = new Composite(main, SWT.NONE);
        pages.setLayout(new StackLayout());
        GridDataFactory.fillDefaults().grab(true, true).applyTo(pages);
        line(main);
        pageButtons = new Composite(main, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(Widgets.WIDE_GAP, Widgets.WIDE_GAP).applyTo(pageButtons);
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.END, SWT.CENTER).applyTo(pageButtons);
        // The page is first for the Tab key.
        shell.setTabList(new Control[] { main, steps.control() });
    }

    private static void line(Composite parent) {
        Label line = new Label(parent, SWT.NONE);
        line.setBackground(new Palette(parent.getDisplay()).line());
        GridDataFactory.fillDefaults().grab(true, false).hint(1, 1).applyTo(line);
    }

    /** The texts of the window. */
    Messages text() {
        return TEXT;
    }

    /** The buttons that are there on every page. */
    public ButtonBar tools() {
        return steps.tools();
    }

    /** Whether the window is all there is on the screen. */
    public boolean kiosk() {
        return kiosk;
    }

    /** Shows the first page and opens the window. */
    public void open() {
        // Once for all, when the size is known: the layout takes most of the time.
        shell.setLayoutDeferred(true);
        showPage(wizard.getStartingPage());
        if (kiosk) {
            // A window manager that keeps a panel in sight, as the live image's does, refuses the full screen.
            shell.setBounds(shell.getDisplay().getPrimaryMonitor().getClientArea());
            shell.setFullScreen(true);
        } else {
            place();
        }
        shell.setLayoutDeferred(false);
        shell.open();
        WindowIcon.giveTo(shell);
        entered();
    }

    private void place() {
        Rectangle screen = shell.getDisplay().getPrimaryMonitor().getClientArea();
        Point wanted = shell.computeSize(SWT.DEFAULT, SWT.DEFAULT);
        double scale = FontScale.of(shell.getDisplay());
        int width = Math.min(screen.width, (int) Math.max(WIDTH * scale, Math.min(wanted.x, screen.width)));
        int height = Math.min(screen.height, (int) (HEIGHT * scale));
        shell.setMinimumSize(Math.min((int) (LEAST_WIDTH * scale), screen.width),
                Math.min((int) (LEAST_HEIGHT * scale), screen.height));
        shell.setBounds(screen.x + (screen.width - width) / 2, screen.y + (screen.height - height) / 2, width, height);
        // On a small screen every line counts.
        shell.setMaximized(screen.width < WIDTH * scale * ROOMY || screen.height < HEIGHT * scale * ROOMY);
    }

    private boolean mayClose() {
        StepPage page = current;
        return !kiosk && (page == null || page.mayClose());
    }

    /**
     * Closes the window without asking, after the page has stopped its work; also in kiosk mode.
     *
     * @param cause
     *            why
     */
    public void leave(CancelCause cause) {
        StepPage page = current;
        if (page == null) {
            shell.dispose();
        } else {
            page.stop(cause, shell::dispose);
        }
    }

    @Override
    public void showPage(IWizardPage page) {
        if (current != null) {
            current.left();
        }
        current = (StepPage) page;
        if (page.getControl() == null) {
            page.createControl(pages);
        }
        Composite bar = bars.computeIfAbsent(current, p -> {
            ButtonBar buttons = new ButtonBar(pageButtons);
            p.createButtons(buttons);
            return buttons.control();
        });
        ((StackLayout) pages.getLayout()).topControl = page.getControl();
        showBar(bar);
        pages.layout();
        updateSteps();
        updateTitleBar();
        updateButtons();
        shell.layout(true, true);
        if (shell.isVisible()) {
            entered();
        }
    }

    /** Whether a page that was shown already has a field; its id without the name of the page. */
    public boolean hasField(String field) {
        return pageWith(field).isPresent();
    }

    /** Leads to the page with a field, and to the field; nothing happens when there is none. */
    public void showField(String field) {
        pageWith(field).ifPresent(page -> {
            showPage(page);
            Controls.find(page.getControl(), field).ifPresent(control -> {
                Fold.openAround(control);
                control.setFocus();
            });
        });
    }

    private Optional<StepPage> pageWith(String field) {
        return wizard.steps().stream().filter(page -> page.getControl() != null && page != current)
                .filter(page -> Controls.find(page.getControl(), field).isPresent()).findFirst();
    }

    private void showBar(Composite bar) {
        for (Composite each : bars.values()) {
            each.setVisible(each == bar);
            GridDataFactory.fillDefaults().grab(true, false).align(SWT.END, SWT.CENTER).exclude(each != bar)
                    .applyTo(each);
        }
    }

    private void entered() {
        if (current != null) {
            current.entered();
        }
    }

    /** Lays the buttons out anew after the current page has changed which ones there are. */
    public void layoutButtons() {
        pageButtons.getParent().layout(true, true);
    }

    /** The id of the guide's chapter about the current page. */
    String helpChapter() {
        return current == null ? "wizard" : "step-" + current.getName();
    }

    /** Shows the list of steps as it is now. */
    void updateSteps() {
        if (current != null) {
            steps.show(current);
        }
    }

    @Override
    public @Nullable IWizardPage getCurrentPage() {
        return current;
    }

    @Override
    public Shell getShell() {
        return shell;
    }

    @Override
    public void updateButtons() {
        StepPage page = current;
        if (page != null && bars.containsKey(page)) {
            page.updateButtons();
        }
    }

    @Override
    public void updateMessage() {
        if (current != null) {
            header.show(current);
        }
    }

    @Override
    public void updateTitleBar() {
        updateMessage();
        updateWindowTitle();
    }

    @Override
    public void updateWindowTitle() {
        String news = current == null ? "" : current.news();
        String title = news.isEmpty() ? TEXT.get("product") : TEXT.get("news", news, TEXT.get("product"));
        if (!title.equals(shell.getText())) {
            shell.setText(title);
        }
    }

    /** Pages have their work done in the background, with its progress on the page. */
    @Override
    public void run(boolean fork, boolean cancelable, IRunnableWithProgress runnable) {
        throw new UnsupportedOperationException();
    }
}
