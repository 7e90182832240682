package org.virtp2v.ui.internal.machine;

import java.util.function.Function;

import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.CheckboxTableViewer;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ICheckStateProvider;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.internal.model.Choices;
import org.virtp2v.widgets.Widgets;

/**
 * Devices with a check mark each. UI thread only.
 *
 * @param <T>
 *            their type
 */
final class DeviceTable<T> {
    private final Class<T> type;
    private final Choices<T> model;
    private final CheckboxTableViewer viewer;
    private final Section section;
    private final int lines;

    /**
     * @param lines
     *            how many lines there is always room for
     */
    DeviceTable(Section section, String id, String name, Class<T> type, Choices<T> model, int lines) {
        this.type = type;
        this.model = model;
        Table table = Widgets.id(new Table(section.box(), SWT.CHECK | SWT.FULL_SELECTION | SWT.BORDER), id);
        Widgets.named(Widgets.sized(table), name);
        table.setHeaderVisible(true);
        viewer = new CheckboxTableViewer(table);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setCheckStateProvider(new Checks());
        viewer.addCheckStateListener(e -> model.choose(type.cast(e.getElement()), e.getChecked()));
        ColumnViewerToolTipSupport.enableFor(viewer);
        this.section = section;
        this.lines = lines;
    }

    /** Adds a column. */
    TableViewerColumn column(String heading, Function<T, @Nullable String> words, Function<T, @Nullable Image> image) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.LEFT);
        column.getColumn().setText(heading);
        column.setLabelProvider(new Columns.Words<>(type, words) {
            @Override
            @Nullable
            Image image(T element) {
                return image.apply(element);
            }
        });
        return column;
    }

    /** Shows the devices; after the columns are there. */
    void show() {
        viewer.setInput(model.rows().getValue());
        pack();
        Table table = viewer.getTable();
        section.body(table, table.getHeaderHeight(), table.getItemHeight(), lines);
        model.rows().addValueChangeListener(e -> {
            viewer.setInput(e.diff.getNewValue());
            pack();
        });
        model.selected().addValueChangeListener(e -> viewer.refresh());
    }

    /** Fits the columns to their content. */
    void pack() {
        for (TableColumn column : viewer.getTable().getColumns()) {
            column.pack();
            column.setWidth(Columns.width(viewer.getTable(), column.getWidth()));
        }
    }

    /** The list itself. */
    CheckboxTableViewer viewer() {
        return viewer;
    }

    /** The device the cursor is on; null: on none. */
    @Nullable
    T current() {
        Object first = viewer.getStructuredSelection().getFirstElement();
        return first == null ? null : type.cast(first);
    }

    private final class Checks implements ICheckStateProvider {
        @Override
        public boolean isChecked(Object element) {
            return model.isChosen(type.cast(element));
        }

        @Override
        public boolean isGrayed(Object element) {
            return false;
        }
    }
}
