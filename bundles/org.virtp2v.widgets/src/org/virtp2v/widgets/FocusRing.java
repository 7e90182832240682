package org.virtp2v.widgets;

import java.nio.charset.StandardCharsets;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.internal.gtk.GDK;
import org.eclipse.swt.internal.gtk.GTK;
import org.eclipse.swt.internal.gtk3.GTK3;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Display;

/**
 * A ring around what has the focus that can be seen by those who need it: two pixels wide, one beside the text of check
 * boxes, with a contrast of 3:1 to what is around it. GTK's own has dots of one pixel on buttons, and in its dark theme
 * a blue that is nearly black. The colour is made of those of the theme, so it follows it. UI thread only.
 */
public final class FocusRing {
    private static final int WIDTH = 2;
    /** What the style has as padding of check boxes, whose ring would be on their text, in pixels. */
    static final int BESIDE_TEXT = 3;
    private static final String INSTALLED = FocusRing.class.getName();
    private static final String STYLE = """
            @define-color virtp2v_ring mix(@theme_selected_bg_color, @theme_fg_color, 0.45);
            * { outline-color: @virtp2v_ring; outline-style: solid; outline-width: 2px; }
            checkbutton, radiobutton { padding: 0 2px 0 1px; outline-width: 1px; outline-offset: -1px; }
            entry:focus { border-color: @virtp2v_ring; box-shadow: inset 0 0 0 1px @virtp2v_ring; }
            textview:focus text { box-shadow: inset 0 0 0 2px @virtp2v_ring; }
            button.suggested-action, treeview.view:selected { outline-color: @theme_selected_fg_color; }
            """;

    private FocusRing() {
    }

    /** Draws it in all windows of a display, from now on. */
    public static void install(Display display) {
        if (display.getData(INSTALLED) == null) {
            display.setData(INSTALLED, true);
            byte[] style = STYLE.getBytes(StandardCharsets.UTF_8);
            long provider = GTK.gtk_css_provider_new();
            GTK3.gtk_css_provider_load_from_data(provider, style, style.length, null);
            GTK3.gtk_style_context_add_provider_for_screen(GDK.gdk_screen_get_default(), provider,
                    GTK.GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
        }
    }

    /** Draws it inside a canvas too, which GTK draws nothing of; called after the canvas has its own painter. */
    public static void drawIn(Canvas canvas) {
        canvas.addListener(SWT.FocusIn, e -> canvas.redraw());
        canvas.addListener(SWT.FocusOut, e -> canvas.redraw());
        canvas.addPaintListener(e -> {
            if (canvas.isFocusControl()) {
                Rectangle area = canvas.getClientArea();
                e.gc.setForeground(new Palette(canvas.getDisplay()).accent());
                e.gc.setLineWidth(WIDTH);
                e.gc.drawRectangle(WIDTH / 2, WIDTH / 2, area.width - WIDTH, area.height - WIDTH);
            }
        });
    }
}
