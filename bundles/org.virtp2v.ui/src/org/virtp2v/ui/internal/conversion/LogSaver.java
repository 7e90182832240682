package org.virtp2v.ui.internal.conversion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.terminal.TerminalBuffer;
import org.virtp2v.widgets.Background;

/** Saves the output that is kept here in a file the user chooses. UI thread only. */
final class LogSaver {
    private final Shell shell;
    private final Background background;
    private final Messages text;

    /** Receives the result. */
    interface Reaction {
        /** A message and its type, one of those of {@link IMessageProvider}. */
        void show(String message, int type);
    }

    LogSaver(Shell shell, Background background, Messages text) {
        this.shell = shell;
        this.background = background;
        this.text = text;
    }

    /**
     * Asks where, and saves it in the background.
     *
     * @param guest
     *            name of the guest, for the name of the file
     * @param logDirectory
     *            where the full log is; null: there is none
     */
    void save(TerminalBuffer output, String guest, @Nullable String logDirectory, Reaction reaction) {
        FileDialog dialog = new FileDialog(shell, SWT.SAVE);
        dialog.setText(text.get("save.title"));
        dialog.setFileName(text.get("save.name", guest.replaceAll("[^\\w.-]", "_")));
        dialog.setOverwrite(true);
        String chosen = dialog.open();
        if (chosen != null) {
            Callable<Path> write = () -> Files.writeString(Path.of(chosen), output.text());
            String lines = Integer.toString(TerminalBuffer.LINES);
            background.start(write,
                    file -> reaction.show(logDirectory == null ? text.get("save.done.local", lines, chosen)
                            : text.get("save.done", lines, chosen, logDirectory), IMessageProvider.INFORMATION),
                    e -> reaction.show(text.get("save.failed", chosen, e.toString()), IMessageProvider.ERROR));
        }
    }
}
