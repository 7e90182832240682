package org.virtp2v.widgets;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.internal.gtk.GTK;
import org.eclipse.swt.internal.gtk.OS;
import org.eclipse.swt.internal.gtk3.GTK3;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;

/**
 * A check box or radio button whose text is wrapped where there is no room for it in one line. SWT makes its text as
 * wide as the button has become, and leaves it so wide when the button becomes narrower, of which GTK complains. UI
 * thread only.
 */
public final class WrappedButton extends Button {

    /**
     * @param style
     *            {@link SWT#CHECK} or {@link SWT#RADIO}
     */
    public WrappedButton(Composite parent, int style) {
        super(parent, style | SWT.WRAP);
    }

    /** It differs from SWT's in nothing but this, which no listener can do. */
    @Override
    protected void checkSubclass() {
        // It may.
    }

    /** SWT does not count the room for {@link FocusRing} beside the text. */
    @Override
    public Point computeSize(int width, int height, boolean changed) {
        Point size = super.computeSize(width == SWT.DEFAULT ? width : Math.max(0, width - FocusRing.BESIDE_TEXT),
                height,
                changed);
        return new Point(width == SWT.DEFAULT ? size.x + FocusRing.BESIDE_TEXT : width, size.y);
    }

    @Override
    public void setBounds(int x, int y, int width, int height) {
        if (width < getSize().x) {
            forgetWidth();
        }
        super.setBounds(x, y, width, height);
    }

    private void forgetWidth() {
        long parts = GTK3.gtk_container_get_children(GTK3.gtk_bin_get_child(handle));
        for (long part = parts; part != 0; part = OS.g_list_next(part)) {
            GTK.gtk_widget_set_size_request(OS.g_list_data(part), SWT.DEFAULT, SWT.DEFAULT);
        }
        OS.g_list_free(parts);
    }
}
