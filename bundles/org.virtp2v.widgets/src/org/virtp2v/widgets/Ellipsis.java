package org.virtp2v.widgets;

import java.nio.charset.StandardCharsets;

import org.eclipse.swt.internal.Converter;
import org.eclipse.swt.internal.gtk.GTK;
import org.eclipse.swt.internal.gtk.OS;
import org.eclipse.swt.widgets.Tree;

/**
 * The texts of a column end with an ellipsis where it has no room for them. SWT cuts them, so that nobody sees that
 * there is more. UI thread only.
 */
public final class Ellipsis {
    private static final byte[] PROPERTY = "ellipsize\0".getBytes(StandardCharsets.UTF_8);
    /** PANGO_ELLIPSIZE_NONE. */
    private static final int NONE = 0;
    /** PANGO_ELLIPSIZE_END. */
    private static final int AT_END = 3;

    private Ellipsis() {
    }

    /**
     * Sets it for a column.
     *
     * @param shown
     *            whether there is one; not while the column is made as wide as its texts
     */
    public static void set(Tree list, int column, boolean shown) {
        long cells = GTK.gtk_cell_layout_get_cells(GTK.gtk_tree_view_get_column(list.handle, column));
        for (long cell = cells; cell != 0; cell = OS.g_list_next(cell)) {
            if (isText(OS.g_list_data(cell))) {
                OS.g_object_set(OS.g_list_data(cell), PROPERTY, shown ? AT_END : NONE, 0);
            }
        }
        OS.g_list_free(cells);
    }

    /** The others are pictures and check boxes. */
    private static boolean isText(long cell) {
        return Converter.cCharPtrToJavaString(OS.G_OBJECT_TYPE_NAME(cell), false).contains("Text");
    }
}
