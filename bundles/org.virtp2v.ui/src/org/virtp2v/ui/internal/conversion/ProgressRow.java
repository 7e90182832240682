package org.virtp2v.ui.internal.conversion;

import java.util.List;
import java.util.Locale;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.ShortText;
import org.virtp2v.widgets.Widgets;

/** A title and how far it is, and a bar below. UI thread only. */
final class ProgressRow {
    /** A longer name, such as the path of an image, is cut; it is in the tool tip. */
    private static final int LONGEST_TITLE = 170;
    private static final int BAR_HEIGHT = 8;
    /** Where SWT takes a style sheet for GTK from. */
    private static final String GTK_STYLE = "org.eclipse.swt.internal.gtk.css";
    private static final String STYLE = """
            trough, progress { min-height: %2$dpx; border: none; border-radius: 3px; background-image: none; }
            trough { background-color: %1$s; }
            progress { background-color: %3$s; }
            """;

    private final String title;
    private final Messages text;
    private final Composite box;
    private final Label numbers;
    private final ProgressBar bar;
    private @Nullable Progress shown;

    /**
     * @param id
     *            of the bar; that of the text has {@code .text} behind it
     * @param heading
     *            whether it stands above others
     */
    ProgressRow(Composite parent, String id, String title, Messages text, boolean heading) {
        this.title = title;
        this.text = text;
        box = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(Widgets.WIDE_GAP, Widgets.GAP / 2).applyTo(box);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(box);
        Label name = new Label(box, SWT.NONE);
        if (heading) {
            name.setFont(Widgets.bold(name));
        }
        ShortText.show(name, title);
        int width = Math.min(FontScale.pixels(parent.getDisplay(), LONGEST_TITLE),
                name.computeSize(SWT.DEFAULT, SWT.DEFAULT).x);
        GridDataFactory.fillDefaults().hint(width, SWT.DEFAULT).applyTo(name);
        numbers = Widgets.id(new Label(box, SWT.TRAIL), id + ".text");
        numbers.setText(Texts.of(Progress.NONE));
        GridDataFactory.fillDefaults().grab(true, false).hint(40, SWT.DEFAULT).applyTo(numbers);
        numbers.addListener(SWT.Resize, e -> {
            if (shown != null) {
                numbers.setText(fitting(shown));
            }
        });
        bar = Widgets.id(new ProgressBar(box, SWT.HORIZONTAL | SWT.SMOOTH), id);
        bar.setMaximum(100);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).hint(40, SWT.DEFAULT).applyTo(bar);
        Palette palette = new Palette(parent.getDisplay());
        // The theme's own colours are hard to tell apart where it is dark.
        bar.setData(GTK_STYLE, String.format(Locale.ROOT, STYLE, Icon.hex(palette.trough()),
                FontScale.pixels(parent.getDisplay(), BAR_HEIGHT), Icon.hex(palette.accent())));
        Widgets.named(bar, barName());
    }

    /** The widgets, for their layout data. */
    Composite control() {
        return box;
    }

    /** Shows how far it is. */
    void show(Progress progress) {
        shown = progress;
        if (bar.getSelection() != progress.percent()) {
            bar.setSelection(progress.percent());
            Widgets.named(bar, barName());
        }
        String now = Texts.of(progress);
        if (!now.equals(numbers.getToolTipText())) {
            numbers.setToolTipText(now);
            numbers.setText(fitting(progress));
        }
    }

    /** In a narrow window some of the numbers are in the tool tip only. */
    private String fitting(Progress progress) {
        List<String> choices = Texts.choices(progress);
        int room = numbers.getSize().x - Widgets.WIDE_GAP;
        GC gc = new GC(numbers);
        String fits = choices.stream().filter(c -> room <= 0 || gc.textExtent(c).x <= room).findFirst()
                .orElse(choices.getLast());
        gc.dispose();
        return fits;
    }

    private String barName() {
        return text.get("progress.name", title, Integer.toString(bar.getSelection()));
    }

    /** The accessible name of a disk's map. */
    String mapName(Progress progress) {
        return text.get("map.name", title, Integer.toString(progress.percent()));
    }
}
