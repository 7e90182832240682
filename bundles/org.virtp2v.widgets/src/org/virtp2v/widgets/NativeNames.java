package org.virtp2v.widgets;

import java.nio.charset.StandardCharsets;

import org.eclipse.swt.internal.accessibility.gtk.ATK;
import org.eclipse.swt.internal.gtk.OS;
import org.eclipse.swt.internal.gtk3.GTK3;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;

/**
 * Names and descriptions for screen readers of GTK's own widgets. SWT asks its accessible listeners on GTK 3 only about
 * what is drawn in Java, so these are told to GTK itself. UI thread only.
 */
final class NativeNames {

    private NativeNames() {
    }

    /** Gives a control a name. */
    static void name(Control control, String name) {
        tell(control, ATK.accessible_name, name);
    }

    /** Gives a control a description. */
    static void describe(Control control, String description) {
        tell(control, ATK.accessible_description, description);
    }

    /** A label is a box with a text or a picture in it, and a combo box has a field: each is read by itself. */
    private static void tell(Control control, byte[] property, String text) {
        byte[] value = (text + "\0").getBytes(StandardCharsets.UTF_8);
        tell(control.handle, property, value);
        if (control instanceof Label || control instanceof Combo) {
            long parts = GTK3.gtk_container_get_children(control.handle);
            for (long part = parts; part != 0; part = OS.g_list_next(part)) {
                tell(OS.g_list_data(part), property, value);
            }
            OS.g_list_free(parts);
        }
    }

    private static void tell(long widget, byte[] property, byte[] value) {
        long accessible = GTK3.gtk_widget_get_accessible(widget);
        if (accessible != 0) {
            OS.g_object_set(accessible, property, value, 0);
        }
    }
}
