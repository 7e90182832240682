package org.virtp2v.ui.internal.conversion;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.eclipse.swt.widgets.TreeItem;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.StageProgress;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.State;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Ellipsis;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** The stages as a list with times. UI thread only. */
final class StagesPart {
    private static final String SHOWN = "shown";
    private static final int SPARE = 4;
    private static final long TURN_NANOS = 1_000_000_000L;
    /** The longest time that is expected. */
    private static final String LONG_TIME = "0:00:00";

    private final Messages text;
    private final Palette palette;
    private final Tree tree;
    private final TreeColumn title;
    private final TreeColumn time;
    private String longest = LONG_TIME;

    StagesPart(Composite parent, Messages text) {
        this.text = text;
        palette = new Palette(parent.getDisplay());
        tree = Widgets.named(Widgets.id(new Tree(parent, SWT.BORDER | SWT.FULL_SELECTION), "conversion.stages"),
                text.get("stages"));
        GridDataFactory.fillDefaults().grab(true, true).hint(100, 100).minSize(100, 100).applyTo(tree);
        title = new TreeColumn(tree, SWT.NONE);
        time = new TreeColumn(tree, SWT.RIGHT);
        Ellipsis.set(tree, 0, true);
        tree.addListener(SWT.Resize, e -> resize());
        tree.addListener(SWT.MouseMove, e -> {
            TreeItem item = tree.getItem(new Point(e.x, e.y));
            tree.setToolTipText(item == null ? null : item.getText(0));
        });
    }

    private void resize() {
        GC gc = new GC(tree);
        int width = gc.textExtent(longest).x + Widgets.WIDE_GAP;
        gc.dispose();
        time.setWidth(width);
        // The client area is never smaller than the columns, so it is no help.
        title.setWidth(Math.max(100, tree.getSize().x - 2 * tree.getBorderWidth() - width - SPARE));
    }

    /** Shows them as they are; unchanged rows are left alone. */
    void show(ConversionSnapshot now) {
        show(now.stages(), new Parent(tree::getItems, i -> new TreeItem(tree, SWT.NONE, i)), now.cancelling());
    }

    private void show(List<StageProgress> stages, Parent parent, boolean cancelled) {
        for (int i = 0; i < stages.size(); i++) {
            TreeItem[] items = parent.items.get();
            boolean created = i >= items.length;
            TreeItem item = created ? parent.create.apply(i) : items[i];
            StageProgress stage = stages.get(i);
            show(item, stage, cancelled);
            int before = item.getItemCount();
            show(stage.parts(), new Parent(item::getItems, n -> new TreeItem(item, SWT.NONE, n)), cancelled);
            if (before == 0 && item.getItemCount() > 0) {
                item.setExpanded(true);
            }
            if (goesOn(stage) && !item.equals(tree.getData(SHOWN))) {
                tree.setData(SHOWN, item);
                tree.showItem(item);
            }
        }
        removeFrom(stages.size(), parent.items.get());
    }

    /** What was expected need not come. */
    private static void removeFrom(int count, TreeItem[] items) {
        for (int i = count; i < items.length; i++) {
            items[i].dispose();
        }
    }

    private void show(TreeItem item, StageProgress stage, boolean cancelled) {
        if (!stage.title().equals(item.getText(0))) {
            item.setText(0, stage.title());
        }
        String took = time(stage, cancelled);
        if (!took.equals(item.getText(1))) {
            item.setText(1, took);
            if (took.length() > longest.length()) {
                longest = took;
                resize();
            }
        }
        if (item.getData() != stage.state()) {
            item.setData(stage.state());
            item.setForeground(stage.state() == State.PENDING ? palette.dim() : null);
        }
        Image image = goesOn(stage) ? spinner() : image(stage.state());
        if (image != item.getImage(0)) {
            item.setImage(0, image);
        }
    }

    /** Whether this is what happens now, and not only a part of it. */
    private static boolean goesOn(StageProgress stage) {
        return stage.state() == State.RUNNING
                && stage.parts().stream().noneMatch(part -> part.state() == State.RUNNING);
    }

    /** Turns once a second. */
    private Image spinner() {
        long part = Math.floorMod(System.nanoTime(), TURN_NANOS) * Icon.TURN / TURN_NANOS;
        return Icon.BUSY.turned(palette.accent(), (int) part);
    }

    private String time(StageProgress stage, boolean cancelled) {
        String took = Numbers.time(stage.took());
        return switch (stage.state()) {
            case PENDING -> "";
            case RUNNING, DONE -> took;
            case FAILED -> text.get(cancelled ? "stage.cancelled" : "stage.failed", took);
        };
    }

    private Image image(State state) {
        return switch (state) {
            case PENDING -> Icon.PENDING.in(palette.dim());
            case RUNNING -> Icon.CURRENT.in(palette.accent());
            case DONE -> Icon.DONE.in(palette.success());
            case FAILED -> Icon.ERROR.in(palette.error());
        };
    }

    /** The tree or one of its items. */
    private record Parent(Supplier<TreeItem[]> items,
            IntFunction<TreeItem> create) {
    }
}
