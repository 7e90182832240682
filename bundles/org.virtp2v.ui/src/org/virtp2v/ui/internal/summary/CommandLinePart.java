package org.virtp2v.ui.internal.summary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsWriter;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.CommandLine;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.TextClipboard;
import org.virtp2v.widgets.Widgets;

/** Copies or saves the choices as a kernel command line, and takes those of a file. UI thread only. */
final class CommandLinePart {
    private final WizardModel model;
    private final Background background;
    private final Messages text;
    private final Notice notice;
    private final Consumer<Settings> reopened;
    private final Button forMany;

    /** Receives a message about what was done. */
    @FunctionalInterface
    interface Notice {
        /**
         * @param type
         *            one of {@link IMessageProvider}
         */
        void say(String message, int type);
    }

    /**
     * @param reopened
     *            told with which settings of a file the wizard begins anew
     */
    CommandLinePart(Composite parent, WizardModel model, Background background, Messages text, Notice notice,
            Consumer<Settings> reopened) {
        this.model = model;
        this.background = background;
        this.text = text;
        this.notice = notice;
        this.reopened = reopened;
        Composite tools = Widgets.grid(parent, 3);
        GridDataFactory.fillDefaults().indent(Widgets.WIDE_GAP, 0).applyTo(tools);
        Widgets.button(tools, SWT.PUSH, "summary.copy", text.get("copy"), this::copy);
        Widgets.button(tools, SWT.PUSH, "summary.open", text.get("open"), this::open)
                .setToolTipText(text.get("open.tip"));
        Widgets.button(tools, SWT.PUSH, "summary.save", text.get("save"), this::save);
        forMany = Widgets.button(tools, SWT.CHECK, "summary.many", text.get("forMany"), () -> {
        });
        forMany.setToolTipText(text.get("forMany.tip"));
        GridDataFactory.fillDefaults().span(3, 1).applyTo(forMany);
    }

    private SettingsWriter.Writing line() {
        return new CommandLine(model).write(forMany.getSelection());
    }

    private void copy() {
        SettingsWriter.Writing writing = line();
        TextClipboard.put(forMany.getDisplay(), writing.line());
        notice.say(writing.leftOut().isEmpty() ? text.get("copied")
                : text.get("copied.leftOut", String.join(", ", writing.leftOut())), IMessageProvider.INFORMATION);
    }

    private void open() {
        FileDialog dialog = new FileDialog(forMany.getShell(), SWT.OPEN);
        dialog.setText(text.get("open.title"));
        String name = dialog.open();
        if (name != null) {
            Settings current = model.settings();
            Targets targets = model.input().engine().targets();
            background.start(() -> SavedSettings.read(Path.of(name), current, targets), reopened,
                    e -> notice.say(text.get("notOpened", name, reason(e)), IMessageProvider.ERROR));
        }
    }

    private void save() {
        FileDialog dialog = new FileDialog(forMany.getShell(), SWT.SAVE);
        dialog.setText(text.get("save.title"));
        dialog.setFileName(text.get("save.name", model.settings().guest().name()));
        dialog.setOverwrite(true);
        String name = dialog.open();
        if (name != null) {
            String line = line().line() + "\n";
            background.start(() -> Files.writeString(Path.of(name), line),
                    path -> notice.say(text.get("saved", name), IMessageProvider.INFORMATION),
                    e -> notice.say(text.get("notSaved", name, reason(e)), IMessageProvider.ERROR));
        }
    }

    /** What a person is told of a failure. */
    static String reason(Throwable e) {
        boolean told = e instanceof IOException || e instanceof SettingsException;
        return told && e.getMessage() != null ? e.getMessage() : e.toString();
    }
}
