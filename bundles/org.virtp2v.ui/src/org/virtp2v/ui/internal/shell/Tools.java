package org.virtp2v.ui.internal.shell;

import java.util.concurrent.CompletableFuture;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Button;
import org.virtp2v.core.text.Messages;
import org.virtp2v.help.Help;
import org.virtp2v.ui.Desktop;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.ButtonBar;

/**
 * The buttons below the list of steps: tools that an administrator may need at any time. Those that cannot work here
 * are not there. UI thread only.
 */
public final class Tools {
    private static final Messages TEXT = Messages.beside(Tools.class);

    private final WizardWindow window;
    private final WizardModel model;
    private final Background background;

    private Tools(WizardWindow window, WizardModel model, Background background) {
        this.window = window;
        this.model = model;
        this.background = background;
    }

    /** Adds the buttons to a window. */
    public static void add(WizardWindow window, WizardModel model, Background background) {
        Tools tools = new Tools(window, model, background);
        Desktop desktop = model.input().desktop();
        ButtonBar bar = window.tools();
        if (desktop.canConfigureNetwork()) {
            bar.add("tool.network", TEXT.get("network"), () -> tools.run(desktop.configureNetwork()));
        }
        if (desktop.canOpenTerminal()) {
            bar.add("tool.terminal", TEXT.get("terminal"), () -> tools.run(desktop.openTerminal()));
        }
        boolean browser = !window.kiosk() && desktop.canBrowseGuide();
        Help help = new Help(window.getShell(), background, window::helpChapter,
                browser ? () -> tools.run(desktop.browseGuide()) : null);
        Button open = bar.add("tool.help", TEXT.get("help"), help::open);
        open.setToolTipText(TEXT.get("help.tip"));
        bar.add("tool.about", TEXT.get("about"), tools::about);
    }

    private void run(CompletableFuture<Void> program) {
        program.whenComplete((nothing, failure) -> {
            if (failure != null) {
                background.ui(() -> showFailure(failure));
            }
        });
    }

    private void showFailure(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        MessageDialog.openError(window.getShell(), TEXT.get("product"), String.valueOf(cause.getMessage()));
    }

    private void about() {
        new AboutDialog(window.getShell(), model).open();
    }
}
