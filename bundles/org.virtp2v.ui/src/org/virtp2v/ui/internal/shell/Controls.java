package org.virtp2v.ui.internal.shell;

import java.util.Arrays;
import java.util.Optional;

import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.virtp2v.ui.internal.widgets.Fold;
import org.virtp2v.widgets.Widgets;

/** Finds the fields of a page by their ids, which begin with the name of the page. */
final class Controls {
    private Controls() {
    }

    /**
     * A field in a page, also while another page is in view or it is folded away, but not one that the page itself
     * hides.
     *
     * @param field
     *            its id, without the name of the page
     */
    static Optional<Control> find(Control page, String field) {
        if (Widgets.id(page).endsWith("." + field) && Widgets.id(page).indexOf('.') == Widgets.id(page).length()
                - field.length() - 1) {
            return Optional.of(page);
        }
        return !(page instanceof Composite composite) ? Optional.empty()
                : Arrays.stream(composite.getChildren()).filter(child -> child.getVisible() || Fold.isContent(child))
                        .flatMap(child -> find(child, field).stream()).findFirst();
    }
}
