package org.virtp2v.ui.internal.conversion;

import java.util.Arrays;
import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleControlAdapter;
import org.eclipse.swt.accessibility.AccessibleControlEvent;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.Rates;
import org.virtp2v.ui.internal.conversion.RateHistory.Sample;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/**
 * How fast it was in the last minutes. The scale of the rate only grows, and its numbers have a column of fixed width,
 * so nothing jumps. UI thread only.
 */
final class RateGraph {
    private static final int HEIGHT = 84;
    private static final double SHARE_OF_AREA = 0.25;
    private static final double SMALL = 0.85;
    private static final int LINE = 2;
    /** Rates that are further apart do not belong together: in between nothing was copied. */
    private static final long GAP = 2_000_000_000L;
    /** The widest number on the scale. */
    private static final String WIDEST = "00000";

    private final Messages text;
    private final Palette palette;
    private final Canvas canvas;
    private @Nullable Rates rates;
    private double present;

    RateGraph(Composite parent, Messages text) {
        this.text = text;
        palette = new Palette(parent.getDisplay());
        canvas = Widgets.id(new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.NO_FOCUS), "conversion.rate");
        canvas.setFont(Widgets.larger(canvas, SMALL, SWT.NORMAL));
        GridDataFactory.fillDefaults().grab(true, false).hint(100, FontScale.pixels(parent.getDisplay(), HEIGHT))
                .applyTo(canvas);
        canvas.addPaintListener(e -> paint(e.gc));
        canvas.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent e) {
                e.result = text.get("rate.name", Texts.megabytes(Math.max(0, present)));
            }
        });
        canvas.getAccessible().addAccessibleControlListener(new AccessibleControlAdapter() {
            @Override
            public void getRole(AccessibleControlEvent e) {
                e.detail = ACC.ROLE_GRAPHIC;
            }
        });
    }

    /** The widget, for its layout data. */
    Canvas control() {
        return canvas;
    }

    /** Shows other rates. */
    void show(Rates now, double bytesPerSecond) {
        Rates before = rates;
        boolean changed = before == null || before.nanoTime() != now.nanoTime() && !now.samples().isEmpty();
        rates = now;
        present = bytesPerSecond;
        if (changed) {
            canvas.redraw();
        }
    }

    private void paint(GC gc) {
        Rates now = rates;
        if (now == null) {
            return;
        }
        Rectangle area = canvas.getClientArea();
        Point number = gc.textExtent(WIDEST);
        int left = number.x + Widgets.GAP;
        Rectangle plot = new Rectangle(left, number.y + 2, area.width - left - 1, area.height - 2 * number.y - 4);
        labels(gc, area, plot, now.scale(), number);
        gc.setAntialias(SWT.ON);
        List<Sample> samples = now.samples();
        for (int from = 0, to = 0; from < samples.size(); from = to) {
            to = from + 1;
            while (to < samples.size() && samples.get(to).nanoTime() - samples.get(to - 1).nanoTime() < GAP) {
                to++;
            }
            curve(gc, plot, now, samples.subList(from, to));
        }
    }

    private void labels(GC gc, Rectangle area, Rectangle plot, double scale, Point number) {
        gc.setForeground(palette.line());
        for (int part = 0; part <= 2; part++) {
            int y = plot.y + plot.height * part / 2;
            gc.drawLine(plot.x, y, plot.x + plot.width, y);
        }
        gc.setForeground(palette.dim());
        gc.drawText(text.get("rate"), plot.x, 0, true);
        for (int part = 0; part <= 2; part++) {
            String label = Long.toString(Math.round(scale * (2 - part) / 2 / 1e6));
            int y = plot.y + plot.height * part / 2 - number.y / 2;
            gc.drawText(label, plot.x - Widgets.GAP - gc.textExtent(label).x, y, true);
        }
        int below = area.height - number.y;
        String end = text.get("rate.now");
        gc.drawText(text.get("rate.ago"), plot.x, below, true);
        gc.drawText(end, plot.x + plot.width - gc.textExtent(end).x, below, true);
    }

    private void curve(GC gc, Rectangle plot, Rates now, List<Sample> samples) {
        int[] points = new int[2 * samples.size() + 4];
        for (int i = 0; i < samples.size(); i++) {
            points[2 * i] = x(plot, now, samples.get(i));
            points[2 * i + 1] = plot.y + plot.height
                    - (int) Math.round(plot.height * samples.get(i).bytesPerSecond() / now.scale());
        }
        int n = 2 * samples.size();
        points[n] = points[n - 2];
        points[n + 1] = plot.y + plot.height;
        points[n + 2] = points[0];
        points[n + 3] = plot.y + plot.height;
        gc.setBackground(Palette.mix(palette.background(), palette.accent(), SHARE_OF_AREA));
        gc.fillPolygon(points);
        int[] line = Arrays.copyOf(points, n);
        gc.setForeground(palette.accent());
        gc.setLineWidth(LINE);
        gc.drawPolyline(line);
        gc.setLineWidth(1);
    }

    private static int x(Rectangle plot, Rates now, Sample sample) {
        double age = (double) (now.nanoTime() - sample.nanoTime()) / RateHistory.LENGTH.toNanos();
        return plot.x + (int) Math.round(plot.width * (1 - Math.clamp(age, 0.0, 1.0)));
    }
}
