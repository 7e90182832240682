package org.virtp2v.ui.internal.conversion;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleControlAdapter;
import org.eclipse.swt.accessibility.AccessibleControlEvent;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.progress.CellMap;
import org.virtp2v.core.progress.CellMap.Cell;
import org.virtp2v.core.text.Messages;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** Draws the map of a disk: its cells in rows, as text is read. UI thread only. */
final class DiskMapCanvas {
    private static final int CELL = 6;
    private static final int SPACE = 1;

    private final Palette palette;
    private final Canvas canvas;
    private @Nullable CellMap map;
    private String name = "";

    /**
     * @param rows
     *            rows of cells
     */
    DiskMapCanvas(Composite parent, String id, int rows) {
        palette = new Palette(parent.getDisplay());
        canvas = Widgets.id(new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.NO_FOCUS), id);
        GridDataFactory.fillDefaults().grab(true, false).hint(100, rows * CELL).applyTo(canvas);
        canvas.addPaintListener(e -> paint(e.gc));
        canvas.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent e) {
                e.result = name;
            }
        });
        canvas.getAccessible().addAccessibleControlListener(new AccessibleControlAdapter() {
            @Override
            public void getRole(AccessibleControlEvent e) {
                e.detail = ACC.ROLE_GRAPHIC;
            }
        });
    }

    /** Shows another map. */
    void show(@Nullable CellMap now, String description) {
        name = description;
        if (map != now) {
            map = now;
            canvas.redraw();
        }
    }

    private void paint(GC gc) {
        Rectangle area = canvas.getClientArea();
        int columns = Math.max(1, area.width / CELL);
        int rows = Math.max(1, area.height / CELL);
        CellMap shown = map == null ? CellMap.of(1, Cell.UNTOUCHED) : map;
        Cell[] cells = MapScale.scale(shown, columns * rows);
        Cell last = null;
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] != last) {
                last = cells[i];
                gc.setBackground(color(palette, last));
            }
            paint(gc, palette, cells[i],
                    new Rectangle(i % columns * CELL, i / columns * CELL, CELL - SPACE, CELL - SPACE));
        }
    }

    /** A cell; each has a shape of its own, too, for who cannot tell the colours. */
    private static void paint(GC gc, Palette palette, Cell cell, Rectangle area) {
        gc.fillRectangle(area);
        int right = area.x + area.width - 1;
        int bottom = area.y + area.height - 1;
        switch (cell) {
            case UNTOUCHED, READ -> {
                // Plain.
            }
            case SEEN -> {
                gc.setBackground(palette.trough());
                gc.fillRectangle(area.x + 1, area.y + 1, area.width - 2, area.height - 2);
                gc.setBackground(color(palette, cell));
            }
            case READING -> {
                gc.setForeground(palette.background());
                gc.drawLine(area.x + 1, area.y + area.height / 2, right - 1, area.y + area.height / 2);
            }
            case LOST -> {
                gc.setForeground(palette.background());
                gc.drawLine(area.x, area.y, right, bottom);
                gc.drawLine(area.x, bottom, right, area.y);
            }
        }
    }

    /** The colour of a cell; {@link Cell#SEEN} has it around the edge only. */
    static Color color(Palette palette, Cell cell) {
        return switch (cell) {
            case UNTOUCHED -> palette.trough();
            case SEEN, READ -> palette.accent();
            case READING -> palette.warning();
            case LOST -> palette.error();
        };
    }

    /** The legend of the colours, in one row or more. */
    static Composite legend(Composite parent, Messages text) {
        Composite row = new Composite(parent, SWT.NONE);
        RowLayout layout = new RowLayout();
        layout.marginLeft = layout.marginRight = layout.marginTop = layout.marginBottom = 0;
        layout.spacing = Widgets.GAP;
        row.setLayout(layout);
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(row);
        Palette palette = new Palette(parent.getDisplay());
        for (Cell cell : Cell.values()) {
            Composite entry = new Composite(row, SWT.NONE);
            GridLayoutFactory.fillDefaults().numColumns(2).spacing(Widgets.GAP, 0).applyTo(entry);
            Canvas sample = new Canvas(entry, SWT.NO_FOCUS);
            GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.CENTER).hint(2 * CELL, 2 * CELL).applyTo(sample);
            sample.addPaintListener(e -> {
                e.gc.setBackground(color(palette, cell));
                paint(e.gc, palette, cell, sample.getClientArea());
            });
            Label label = new Label(entry, SWT.NONE);
            label.setText(text.get("legend." + cell.name()));
            label.setForeground(palette.dim());
        }
        return row;
    }
}
