package org.virtp2v.ui.internal.conversion;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.terminal.TerminalBuffer;
import org.virtp2v.ui.Desktop;
import org.virtp2v.widgets.Background;

/** Saves the output that is kept here: on the stick of the site, or in a file the user chooses. UI thread only. */
final class LogSaver {
    private final Shell shell;
    private final Background background;
    private final Messages text;
    private final Desktop desktop;

    /** Receives the result. */
    interface Reaction {
        /** A message and its type, one of those of {@link IMessageProvider}. */
        void show(String message, int type);
    }

    LogSaver(Shell shell, Background background, Messages text, Desktop desktop) {
        this.desktop = desktop;
        this.shell = shell;
        this.background = background;
        this.text = text;
    }

    /**
     * Saves it in the background, and asks where, if there is no stick for it.
     *
     * @param guest
     *            name of the guest, for the name of the file
     * @param logDirectory
     *            where the full log is; null: there is none
     */
    void save(TerminalBuffer output, String guest, @Nullable String logDirectory, Reaction reaction) {
        background.<Optional<String>>start(() -> Optional.ofNullable(desktop.keepLog(guest, output.text())),
                place -> place.ifPresentOrElse(kept -> saved(kept, logDirectory, reaction),
                        () -> ask(output, guest, logDirectory, reaction)),
                e -> reaction.show(text.get("save.notKept", String.valueOf(e.getMessage())), IMessageProvider.ERROR));
    }

    private void ask(TerminalBuffer output, String guest, @Nullable String logDirectory, Reaction reaction) {
        FileDialog dialog = new FileDialog(shell, SWT.SAVE);
        dialog.setText(text.get("save.title"));
        dialog.setFileName(text.get("save.name", guest.replaceAll("[^\\w.-]", "_")));
        dialog.setOverwrite(true);
        String chosen = dialog.open();
        if (chosen != null) {
            Callable<Path> write = () -> Files.writeString(Path.of(chosen), output.text());
            background.start(write, file -> saved(chosen, logDirectory, reaction),
                    e -> reaction.show(text.get("save.failed", chosen, e.toString()), IMessageProvider.ERROR));
        }
    }

    private void saved(String place, @Nullable String logDirectory, Reaction reaction) {
        String lines = Integer.toString(TerminalBuffer.LINES);
        reaction.show(logDirectory == null ? text.get("save.done.local", lines, place)
                : text.get("save.done", lines, place, logDirectory), IMessageProvider.INFORMATION);
    }
}
