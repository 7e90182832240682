package org.virtp2v.ui.internal.conversion;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleControlAdapter;
import org.eclipse.swt.accessibility.AccessibleControlEvent;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialNews.Screen;
import org.virtp2v.widgets.FocusRing;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/**
 * One picture of the guest's screen as large as it is, or as there is room for, and the way to the others. New ones may
 * come while it is open.
 */
final class PictureDialog extends Dialog {
    private static final int PREVIOUS = IDialogConstants.CLIENT_ID;
    private static final int NEXT = IDialogConstants.CLIENT_ID + 1;
    /** A text screen of the BIOS. */
    private static final int USUAL_WIDTH = 720;
    private static final int USUAL_HEIGHT = 400;
    /** About what the window has around the picture. */
    private static final int AROUND = 180;

    private final Supplier<List<Screen>> pictures;
    private final Messages text;
    private Screen shown;
    private @Nullable Label caption;
    private @Nullable Canvas canvas;
    private @Nullable Image image;

    /**
     * @param pictures
     *            those that there are now, the newest last
     * @param first
     *            the one to begin with
     */
    PictureDialog(Shell parent, Supplier<List<Screen>> pictures, Screen first, Messages text) {
        super(parent);
        this.pictures = pictures;
        this.shown = first;
        this.text = text;
    }

    /** What a picture is called. */
    static String caption(Messages text, List<Screen> all, Screen picture) {
        int number = all.indexOf(picture) + 1;
        String time = Numbers.time(picture.at());
        return number == 0 ? text.get("picture.old", time)
                : text.get("picture.caption", Integer.toString(number), Integer.toString(all.size()), time);
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        Widgets.id(shell, "picture");
        shell.setText(text.get("pictures"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(Widgets.WIDE_GAP, Widgets.WIDE_GAP)
                .spacing(0, Widgets.GAP).applyTo(area);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
        Label above = Widgets.id(new Label(area, SWT.WRAP), "picture.caption");
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(above);
        caption = above;
        Canvas made = canvas(area);
        canvas = made;
        show(shown);
        Image now = image;
        Rectangle monitor = parent.getMonitor().getClientArea();
        Rectangle size = now == null ? new Rectangle(0, 0, USUAL_WIDTH, USUAL_HEIGHT) : now.getBounds();
        GridDataFactory.fillDefaults().grab(true, true).hint(Math.min(size.width, monitor.width - AROUND / 2),
                Math.min(size.height, monitor.height - AROUND)).applyTo(made);
        return area;
    }

    private Canvas canvas(Composite area) {
        Canvas made = Widgets.id(new Canvas(area, SWT.DOUBLE_BUFFERED), "picture.image");
        made.addPaintListener(e -> paint(e.gc, made.getClientArea()));
        FocusRing.drawIn(made);
        made.addListener(SWT.Resize, e -> made.redraw());
        made.addKeyListener(KeyListener.keyPressedAdapter(e -> {
            switch (e.keyCode) {
                case SWT.ARROW_LEFT, SWT.PAGE_UP -> go(-1);
                case SWT.ARROW_RIGHT, SWT.PAGE_DOWN -> go(1);
                default -> {
                    // somebody else's
                }
            }
        }));
        // A canvas that takes keys keeps all of them.
        made.addTraverseListener(e -> e.doit = e.detail != SWT.TRAVERSE_ARROW_NEXT
                && e.detail != SWT.TRAVERSE_ARROW_PREVIOUS && e.detail != SWT.TRAVERSE_PAGE_NEXT
                && e.detail != SWT.TRAVERSE_PAGE_PREVIOUS);
        made.addDisposeListener(e -> forget());
        made.getAccessible().addAccessibleControlListener(new AccessibleControlAdapter() {
            @Override
            public void getRole(AccessibleControlEvent e) {
                e.detail = ACC.ROLE_GRAPHIC;
            }
        });
        return made;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Widgets.id(createButton(parent, PREVIOUS, text.get("picture.previous"), false), "picture.previous");
        Widgets.id(createButton(parent, NEXT, text.get("picture.next"), false), "picture.next");
        Widgets.id(createButton(parent, IDialogConstants.CANCEL_ID, text.get("picture.close"), true),
                "picture.close");
        refresh();
    }

    @Override
    protected void buttonPressed(int button) {
        switch (button) {
            case PREVIOUS -> go(-1);
            case NEXT -> go(1);
            default -> super.buttonPressed(button);
        }
    }

    private void go(int steps) {
        List<Screen> all = pictures.get();
        int to = all.indexOf(shown) + steps; // of one that is not kept any more the next is the first
        if (to >= 0 && to < all.size()) {
            show(all.get(to));
            refresh();
        }
    }

    /** There may be others. */
    void refresh() {
        Label above = caption;
        Control previous = getButton(PREVIOUS);
        if (above == null || above.isDisposed() || previous == null) {
            return;
        }
        List<Screen> all = pictures.get();
        int number = all.indexOf(shown);
        String name = caption(text, all, shown);
        above.setText(name);
        Widgets.named(view(), name);
        previous.setEnabled(number > 0);
        getButton(NEXT).setEnabled(number < all.size() - 1);
    }

    private Canvas view() {
        return Objects.requireNonNull(canvas, "createDialogArea comes first");
    }

    private void show(Screen picture) {
        forget();
        shown = picture;
        ImageData data = GuestPicture.decode(picture.png());
        image = data == null ? null : new Image(view().getDisplay(), data);
        view().redraw();
    }

    private void forget() {
        if (image != null) {
            image.dispose();
            image = null;
        }
    }

    private void paint(GC gc, Rectangle area) {
        Image now = image;
        if (now == null) {
            gc.setForeground(new Palette(view().getDisplay()).dim());
            gc.drawText(text.get("picture.damaged"), 0, 0, true);
            return;
        }
        Rectangle size = now.getBounds();
        Point fitted = GuestPicture.fitted(size.width, size.height, area.width, area.height);
        gc.setAdvanced(true);
        gc.setInterpolation(SWT.HIGH);
        gc.drawImage(now, 0, 0, size.width, size.height, (area.width - fitted.x) / 2, (area.height - fitted.y) / 2,
                fitted.x, fitted.y);
    }
}
