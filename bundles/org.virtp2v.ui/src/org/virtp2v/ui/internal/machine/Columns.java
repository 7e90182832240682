package org.virtp2v.ui.internal.machine;

import java.util.function.Function;

import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Control;
import org.jspecify.annotations.Nullable;

/** Common parts of the columns of the lists. UI thread only. */
final class Columns {
    /** A column is at most as wide as that many digits; the whole text is in the tip. */
    private static final int MOST_DIGITS = 30;

    private Columns() {
    }

    /** The width of a column, from the width of its content: with a gap to the next one. */
    static int width(Control list, int packed) {
        GC gc = new GC(list);
        int digit = gc.textExtent("0").x;
        gc.dispose();
        return Math.min(packed + digit, digit * MOST_DIGITS);
    }

    /** Shows a text of an element, and mostly the same as a tip. */
    static class Words<T> extends ColumnLabelProvider {
        private final Class<T> type;
        private final Function<T, @Nullable String> words;

        Words(Class<T> type, Function<T, @Nullable String> words) {
            this.type = type;
            this.words = words;
        }

        @Override
        public String getText(Object element) {
            String text = words.apply(type.cast(element));
            return text == null ? "" : text;
        }

        @Override
        public final @Nullable String getToolTipText(Object element) {
            return tip(type.cast(element));
        }

        /** The tip; null: none. */
        @Nullable
        String tip(T element) {
            String text = getText(element);
            return text.isEmpty() ? null : text;
        }

        @Override
        public final @Nullable Image getImage(Object element) {
            return image(type.cast(element));
        }

        @Override
        public final @Nullable Color getForeground(Object element) {
            return color(type.cast(element));
        }

        @Nullable
        Image image(T element) {
            return null;
        }

        @Nullable
        Color color(T element) {
            return null;
        }
    }
}
