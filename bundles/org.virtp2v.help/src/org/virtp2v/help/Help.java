package org.virtp2v.help;

import java.util.function.Supplier;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.widgets.Background;

/** Opens the user guide at the chapter of the current step, in one window at most. UI thread only. */
public final class Help {
    private final Shell shell;
    private final Background background;
    private final Supplier<String> chapter;
    private final @Nullable Runnable browser;
    private @Nullable HelpWindow window;

    /**
     * @param shell
     *            the program's window; F1 opens the guide there and in its dialogs
     * @param chapter
     *            the id of the chapter for the current step
     * @param browser
     *            opens the guide in a web browser; null: there is none
     */
    public Help(Shell shell, Background background, Supplier<String> chapter, @Nullable Runnable browser) {
        this.shell = shell;
        this.background = background;
        this.chapter = chapter;
        this.browser = browser;
        Listener key = e -> {
            if (e.keyCode == SWT.F1) {
                open();
                e.type = SWT.None;
            }
        };
        shell.getDisplay().addFilter(SWT.KeyDown, key);
        shell.addDisposeListener(e -> e.display.removeFilter(SWT.KeyDown, key));
    }

    /** Opens the guide, or goes to the chapter of the current step where it is open. */
    public void open() {
        Shell active = shell.getDisplay().getActiveShell();
        HelpWindow before = window;
        boolean open = before != null && before.isOpen();
        if (before != null && open && active != null && active.getData(HelpWindow.class.getName()) != null) {
            before.follow(chapter.get());
            return;
        }
        // A window that belongs to another one than the dialog in front could not be used.
        Shell parent = active == null ? shell : active;
        if (before != null && open && before.parent() == parent) {
            before.follow(chapter.get());
            before.open();
            return;
        }
        if (before != null) {
            before.close();
        }
        HelpWindow opened = new HelpWindow(parent, background, chapter.get(), browser);
        window = opened;
        opened.open();
    }
}
