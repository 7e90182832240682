package org.virtp2v.ui.internal.conversion;

import java.util.function.Consumer;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.text.Messages;
import org.virtp2v.terminal.TerminalView;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.ShortText;
import org.virtp2v.widgets.TextClipboard;
import org.virtp2v.widgets.Widgets;

/** The widgets of one conversion: progress above, output below, and how it ended on top. UI thread only. */
final class ConversionView {
    private static final int[] UPPER = { 64, 36 };
    private static final int[] LEFT = { 45, 55 };
    private static final int LEAST_HEIGHT = 310;

    private final Composite banner;
    private final Label status;
    private final PicturesPart pictures;
    private final StagesPart stages;
    private final DisksPart disks;
    private final OutputPart output;
    private final Text logs;
    private final Button copyLogs;

    /**
     * @param resized
     *            run when it needs more or less room
     */
    ConversionView(Composite parent, ConversionRun run, Background background, Messages text, Runnable resized) {
        banner = Widgets.grid(parent, 1);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(banner);
        Widgets.show(banner, false);
        status = Widgets.id(new Label(parent, SWT.NONE), "conversion.status");
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(status);
        pictures = new PicturesPart(parent, background, text, resized);
        SashForm sash = new SashForm(parent, SWT.VERTICAL | SWT.SMOOTH);
        sash.setSashWidth(Widgets.GAP);
        int least = FontScale.pixels(parent.getDisplay(), LEAST_HEIGHT);
        GridDataFactory.fillDefaults().grab(true, true).hint(100, least).minSize(100, least).applyTo(sash);
        SashForm progress = new SashForm(sash, SWT.HORIZONTAL | SWT.SMOOTH);
        progress.setSashWidth(Widgets.WIDE_GAP);
        Composite left = Widgets.grid(progress, 1);
        stages = new StagesPart(left, text);
        Composite right = Widgets.grid(progress, 1);
        disks = new DisksPart(right, run.plan().disks(), text);
        progress.setWeights(LEFT);
        output = new OutputPart(sash, run.model().output(), background, text);
        sash.setWeights(UPPER);
        Composite bottom = Widgets.grid(parent, 3);
        GridLayoutFactory.fillDefaults().numColumns(3).spacing(Widgets.GAP, 0).applyTo(bottom);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(bottom);
        Widgets.label(bottom, text.get("logs"));
        logs = Widgets.id(new Text(bottom, SWT.READ_ONLY | SWT.BORDER), "conversion.logdir");
        logs.setMessage(text.get("logs.unknown"));
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(100, SWT.DEFAULT)
                .applyTo(logs);
        copyLogs = Widgets.button(bottom, SWT.PUSH, "conversion.logdir.copy", text.get("logs.copy"),
                () -> TextClipboard.put(logs.getDisplay(), logs.getText()));
        copyLogs.setToolTipText(text.get("logs.copy.tip"));
        copyLogs.setEnabled(false);
    }

    /** Shows how far it is. */
    void show(ConversionSnapshot now) {
        stages.show(now);
        disks.show(now);
        output.refresh();
        pictures.show(now.pictures());
        if (!now.status().equals(status.getToolTipText())) {
            ShortText.show(status, now.status());
        }
        String directory = now.logDirectory();
        if (directory != null && !directory.equals(logs.getText())) {
            logs.setText(directory);
            copyLogs.setEnabled(true);
        }
    }

    /**
     * Shows how it ended.
     *
     * @param fill
     *            creates the banner
     */
    void end(Consumer<Composite> fill) {
        fill.accept(banner);
        Widgets.show(banner, true);
        Widgets.show(status, false);
        banner.getParent().layout(true, true);
    }

    /** virt-v2v's output. */
    TerminalView output() {
        return output.view();
    }
}
