package org.virtp2v.ui.scenarios;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.jspecify.annotations.Nullable;
import org.virtp2v.terminal.TerminalView;
import org.virtp2v.widgets.Widgets;
import org.virtp2v.widgets.testing.Contrast;

/**
 * Goes through a window by the Tab key, all the way round, and compares pictures of what has the focus with pictures of
 * the same when it has it no more.
 */
final class FocusWalk {
    /** What has to be seen and is no text needs so much contrast. */
    private static final double SEEN = 3;
    /** More than the cursor of a field, which is not there half of the time. */
    private static final int LEAST_PIXELS = 30;
    /** A ring may be drawn around a control. */
    private static final int AROUND = 3;
    private static final int MOST_STOPS = 100;
    private static final Duration FOR_A_PICTURE = Duration.ofMillis(1500);
    private static final int BETWEEN_MILLIS = 25;

    private final Display display;
    private final Ui ui;
    /** The ids of what has been looked at: some buttons are on every page. */
    private final Set<String> known = new HashSet<>();

    FocusWalk(Display display, Ui ui) {
        this.display = display;
        this.ui = ui;
    }

    /** What is wrong with the window that has the focus: what cannot be reached, and what does not show the focus. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        Set<Control> reached = new HashSet<>();
        Control focused = focused();
        while (reached.add(focused) && reached.size() < MOST_STOPS) {
            Control stop = focused;
            if (!known.add(ui(() -> Widgets.id(stop)))) {
                tab(true);
            } else if (!isSeenUntilTab(stop)) {
                tab(false); // it may have been slow to draw
                pause(FOR_A_PICTURE.toMillis());
                if (focused() != stop || !isSeenUntilTab(stop)) {
                    faults.add("the focus is not seen: " + ui(() -> name(stop)));
                }
            }
            focused = focused();
        }
        Control any = focused;
        faults.addAll(ui(() -> usable(any.getShell()).stream().filter(c -> !isReached(c, reached))
                .map(c -> "not reached by Tab: " + name(c)).toList()));
        return faults;
    }

    /** Of radio buttons the chosen one is reached by Tab, and the others from there by the arrow keys. */
    private static boolean isReached(Control control, Set<Control> reached) {
        boolean radio = (control.getStyle() & SWT.RADIO) != 0;
        return reached.contains(control) || radio && Arrays.stream(control.getParent().getChildren())
                .anyMatch(c -> (c.getStyle() & SWT.RADIO) != 0 && reached.contains(c));
    }

    /** By the keyboard: only who uses it is shown by GTK where the focus is. */
    private void tab(boolean forward) {
        ui.press(forward ? "Tab" : "shift+Tab");
    }

    /** Presses Tab, too. */
    private boolean isSeenUntilTab(Control control) {
        ImageData with = settled(control);
        tab(true);
        int most = 0;
        for (long end = System.nanoTime() + FOR_A_PICTURE.toNanos(); most < LEAST_PIXELS && System.nanoTime() < end;) {
            most = differing(with, picture(control));
            pause(BETWEEN_MILLIS);
        }
        return most >= LEAST_PIXELS;
    }

    /** What is drawn is drawn later than it is asked for. */
    private ImageData settled(Control control) {
        ImageData last = picture(control);
        while (true) {
            pause(BETWEEN_MILLIS);
            ImageData now = picture(control);
            if (Arrays.equals(now.data, last.data)) {
                return now;
            }
            last = now;
        }
    }

    private static int differing(ImageData one, ImageData other) {
        int differing = 0;
        for (int y = 0; y < Math.min(one.height, other.height); y++) {
            for (int x = 0; x < Math.min(one.width, other.width); x++) {
                if (one.getPixel(x, y) != other.getPixel(x, y)
                        && Contrast.of(one.palette.getRGB(one.getPixel(x, y)),
                                other.palette.getRGB(other.getPixel(x, y))) >= SEEN) {
                    differing++;
                }
            }
        }
        return differing;
    }

    private ImageData picture(Control control) {
        return ui(() -> {
            Rectangle place = display.map(control.getParent(), null, control.getBounds());
            Image image = new Image(display, place.width + 2 * AROUND, place.height + 2 * AROUND);
            GC gc = new GC(display);
            gc.copyArea(image, place.x - AROUND, place.y - AROUND);
            gc.dispose();
            ImageData data = image.getImageData();
            image.dispose();
            return data;
        });
    }

    private Control focused() {
        AtomicReference<@Nullable Control> found = new AtomicReference<>();
        Wait.until("a control with the focus", () -> {
            found.set(this.<@Nullable Control>ui(display::getFocusControl));
            return found.get() != null;
        });
        return Objects.requireNonNull(found.get());
    }

    private static List<Control> usable(Shell window) {
        List<Control> usable = new ArrayList<>();
        Widgets.each(window, c -> {
            boolean used = c instanceof Button || c instanceof Text || c instanceof Combo || c instanceof Spinner
                    || c instanceof Table || c instanceof Tree || c instanceof StyledText || c instanceof TerminalView;
            if (used && c.isVisible() && c.isEnabled()) {
                usable.add(c);
            }
        });
        return usable;
    }

    private static String name(Control control) {
        return control.getClass().getSimpleName() + " " + Widgets.id(control);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private <T extends @Nullable Object> T ui(Supplier<T> work) {
        AtomicReference<T> result = new AtomicReference<>();
        display.syncExec(() -> result.set(work.get()));
        return result.get();
    }
}
