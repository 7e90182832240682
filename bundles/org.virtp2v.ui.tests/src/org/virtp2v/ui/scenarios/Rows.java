package org.virtp2v.ui.scenarios;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Item;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;

/** The rows of tables and trees. UI thread only. */
final class Rows {

    private Rows() {
    }

    /** What the rows show, in order, a row's cells in order. */
    static List<List<String>> texts(Control control) {
        return switch (control) {
            case Table table ->
                Arrays.stream(table.getItems()).map(i -> cells(table.getColumnCount(), i::getText)).toList();
            case Tree tree -> all(tree).stream().map(i -> cells(tree.getColumnCount(), i::getText)).toList();
            default -> throw new AssertionError(control + " has no rows");
        };
    }

    private static List<String> cells(int columns, IntFunction<String> text) {
        return IntStream.range(0, Math.max(1, columns)).mapToObj(text).toList();
    }

    /** The row whose first cell begins with a text. */
    static Item row(Control control, String start) {
        Stream<? extends Item> items = switch (control) {
            case Table table -> Arrays.stream(table.getItems());
            case Tree tree -> all(tree).stream();
            default -> throw new AssertionError(control + " has no rows");
        };
        return items.filter(i -> i.getText().startsWith(start)).findFirst()
                .orElseThrow(() -> new AssertionError("no row " + start + " in " + texts(control)));
    }

    static boolean isChecked(Item row) {
        return row instanceof TreeItem item ? item.getChecked() : ((TableItem) row).getChecked();
    }

    static void setChecked(Item row, boolean checked) {
        if (row instanceof TreeItem item) {
            item.setChecked(checked);
        } else {
            ((TableItem) row).setChecked(checked);
        }
    }

    private static List<TreeItem> all(Tree tree) {
        List<TreeItem> all = new ArrayList<>();
        for (TreeItem item : tree.getItems()) {
            collect(item, all);
        }
        return all;
    }

    private static void collect(TreeItem item, List<TreeItem> all) {
        all.add(item);
        for (TreeItem child : item.getItems()) {
            collect(child, all);
        }
    }
}
