package org.virtp2v.ui.internal.conversion;

import java.util.function.Consumer;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.ShortText;
import org.virtp2v.widgets.TextClipboard;
import org.virtp2v.widgets.Widgets;

/**
 * The widgets of one conversion: progress above, the output below, which is folded away unless somebody wants it, and
 * how it ended on top. UI thread only.
 */
final class ConversionView {
    private static final int[] UPPER = { 64, 36 };
    private static final int[] LEFT = { 45, 55 };
    private static final int LEAST_HEIGHT = 230;
    private static final int LEAST_HEIGHT_WITH_OUTPUT = 310;

    private final Composite banner;
    private final Messages text;
    private final Runnable resized;
    private final HeadlinePart headline;
    private final Label status;
    private final SashForm sash;
    private final PicturesPart pictures;
    private final StagesPart stages;
    private final DisksPart disks;
    private final OutputPart output;
    private final Text logs;
    private final Button copyLogs;
    private final Button fold;

    /**
     * @param resized
     *            run when it needs more or less room
     */
    ConversionView(Composite parent, ConversionRun run, Background background, Messages text, Runnable resized) {
        this.text = text;
        this.resized = resized;
        banner = Widgets.grid(parent, 1);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(banner);
        Widgets.show(banner, false);
        headline = new HeadlinePart(parent);
        status = Widgets.id(new Label(parent, SWT.NONE), "conversion.status");
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(status);
        pictures = new PicturesPart(parent, background, text, resized);
        sash = new SashForm(parent, SWT.VERTICAL | SWT.SMOOTH);
        sash.setSashWidth(Widgets.GAP);
        SashForm progress = new SashForm(sash, SWT.HORIZONTAL | SWT.SMOOTH);
        progress.setSashWidth(Widgets.WIDE_GAP);
        Composite left = Widgets.grid(progress, 1);
        stages = new StagesPart(left, text);
        Composite right = Widgets.grid(progress, 1);
        disks = new DisksPart(right, run.plan().disks(), text);
        progress.setWeights(LEFT);
        output = new OutputPart(sash, run.model().output(), background, text, this::unfold);
        sash.setWeights(UPPER);
        Composite bottom = Widgets.grid(parent, 4);
        GridLayoutFactory.fillDefaults().numColumns(4).spacing(Widgets.GAP, 0).applyTo(bottom);
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
        fold = Widgets.button(bottom, SWT.PUSH, "conversion.fold", text.get("output.hide"),
                () -> showOutput(!output.control().getVisible()));
        fold.setToolTipText(text.get("output.show.tip"));
        showOutput(false);
    }

    private void showOutput(boolean shown) {
        output.control().setVisible(shown);
        int least = FontScale.pixels(sash.getDisplay(), shown ? LEAST_HEIGHT_WITH_OUTPUT : LEAST_HEIGHT);
        GridDataFactory.fillDefaults().grab(true, true).hint(100, least).minSize(100, least).applyTo(sash);
        fold.setText(text.get(shown ? "output.hide" : "output.show"));
        resized.run();
    }

    /** Shows the output, where it is folded away. */
    private void unfold() {
        if (!output.control().getVisible()) {
            showOutput(true);
        }
    }

    /** Shows how far it is. */
    void show(ConversionSnapshot now) {
        headline.show(now);
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
        headline.hide();
        banner.getParent().layout(true, true);
    }

    /** Shows the last error in the output, where there is one. */
    void showError() {
        if (output.hasErrors()) {
            unfold();
            output.showError();
        }
    }

    /** What has the focus at first: a button that does no harm. */
    Control first() {
        return fold;
    }

    /** How far it is, in one line. */
    String headline() {
        return headline.text();
    }
}
