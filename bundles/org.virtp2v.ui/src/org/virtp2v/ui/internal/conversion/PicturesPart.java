package org.virtp2v.ui.internal.conversion;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.ControlListener;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageDataProvider;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;
import org.virtp2v.core.trial.TrialNews.Screen;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/**
 * The newest pictures of the guest's screen in a row, made small; each opens the {@link PictureDialog}. Only what is
 * shown is decoded, in the background. UI thread only.
 */
final class PicturesPart {
    private static final int WIDTH = 108;
    private static final int HEIGHT = 81;
    private static final int MOST = 6;
    /** What a button adds to its image, about. */
    private static final int EDGE = 12;
    /** The screens of today have up to two dots for a pixel. */
    private static final int SHARP = 2;

    private final Background background;
    private final Messages text;
    private final Runnable resized;
    private final Composite box;
    private final Composite row;
    private List<Screen> pictures = List.of();
    private final Map<Screen, Small> small = new IdentityHashMap<>();
    private boolean loading;
    private int room;
    private @Nullable PictureDialog dialog;

    /** An image in both sizes that there are screens for. */
    private record Small(ImageData plain, ImageData sharp) {
        static Small of(Screen screen) {
            ImageData whole = GuestPicture.decode(screen.png());
            ImageData sharp = whole == null ? new ImageData(SHARP * WIDTH, SHARP * HEIGHT, 24,
                    GuestPicture.RGB24)
                    : GuestPicture.fit(whole, SHARP * WIDTH, SHARP * HEIGHT);
            return new Small(GuestPicture.fit(sharp, WIDTH, HEIGHT), sharp);
        }

        Image image(Control control) {
            ImageDataProvider provider = zoom -> zoom == 100 ? plain : zoom == 100 * SHARP ? sharp : null;
            return new Image(control.getDisplay(), provider);
        }
    }

    /**
     * @param resized
     *            run when it needs more or less room
     */
    PicturesPart(Composite parent, Background background, Messages text, Runnable resized) {
        this.background = background;
        this.text = text;
        this.resized = resized;
        box = Widgets.grid(parent, 1);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(box);
        Widgets.show(box, false);
        Widgets.heading(box, text.get("pictures"));
        row = Widgets.id(new Composite(box, SWT.NONE), "conversion.pictures");
        RowLayout layout = new RowLayout();
        layout.wrap = false;
        layout.spacing = Widgets.GAP;
        layout.marginLeft = layout.marginRight = layout.marginTop = layout.marginBottom = 0;
        row.setLayout(layout);
        GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(row);
        row.addControlListener(ControlListener.controlResizedAdapter(e -> row.getDisplay().asyncExec(this::fit)));
    }

    /** Shows pictures, the newest last. */
    void show(List<Screen> now) {
        if (!now.equals(pictures)) {
            pictures = now;
            PictureDialog open = dialog;
            if (open != null) {
                open.refresh();
            }
            load();
        }
    }

    private List<Screen> newest(int most) {
        return pictures.subList(Math.max(0, pictures.size() - most), pictures.size());
    }

    private void load() {
        List<Screen> missing = newest(MOST).stream().filter(screen -> !small.containsKey(screen)).toList();
        if (missing.isEmpty()) {
            fill();
        } else if (!loading) {
            loading = true;
            background.start(() -> missing.stream().map(Small::of).toList(), made -> loaded(missing, made), e -> {
                loading = false;
                throw new IllegalStateException(e);
            });
        }
    }

    private void loaded(List<Screen> screens, List<Small> made) {
        loading = false;
        if (!row.isDisposed()) {
            for (int i = 0; i < screens.size(); i++) {
                small.put(screens.get(i), made.get(i));
            }
            small.keySet().retainAll(newest(MOST));
            load();
        }
    }

    /** As many as there is room for. */
    private void fit() {
        if (!row.isDisposed() && box.getVisible() && room() != room) {
            fill();
        }
    }

    private int room() {
        return Math.clamp(row.getClientArea().width / (WIDTH + EDGE + Widgets.GAP), 1, MOST);
    }

    private void fill() {
        Object focused = focused();
        for (Control old : row.getChildren()) {
            old.dispose();
        }
        boolean first = !box.getVisible();
        boolean some = !pictures.isEmpty();
        Widgets.show(box, some);
        if (first) {
            resized.run();
        }
        room = room();
        List<Screen> shown = newest(room);
        Button last = null;
        for (int i = 0; i < shown.size(); i++) {
            last = cell(shown.get(i), i + 1);
            if (shown.get(i) == focused) {
                last.setFocus();
            }
        }
        if (focused != null && last != null && !shown.contains(focused)) {
            last.setFocus();
        }
        resized.run();
    }

    /** The picture that has the focus; null: none. */
    private @Nullable Object focused() {
        Control focus = row.getDisplay().getFocusControl();
        return focus != null && focus.getParent() != null && focus.getParent().getParent() == row ? focus.getData()
                : null;
    }

    private Button cell(Screen screen, int place) {
        Composite cell = Widgets.grid(row, 1);
        String name = PictureDialog.caption(text, pictures, screen);
        Button button = Widgets.named(
                Widgets.button(cell, SWT.PUSH, "conversion.picture." + place, "", () -> open(screen)), name);
        button.setData(screen);
        button.setToolTipText(text.get("picture.tip", name));
        Small made = small.get(screen);
        if (made != null) {
            Image image = made.image(button);
            button.setImage(image);
            button.addDisposeListener(e -> image.dispose());
        }
        GridDataFactory.fillDefaults().grab(true, true).align(SWT.CENTER, SWT.END).applyTo(button);
        Label time = new Label(cell, SWT.NONE);
        time.setText(Numbers.time(screen.at()));
        time.setForeground(new Palette(row.getDisplay()).dim());
        GridDataFactory.fillDefaults().align(SWT.CENTER, SWT.CENTER).applyTo(time);
        return button;
    }

    private void open(Screen screen) {
        PictureDialog opened = new PictureDialog(row.getShell(), () -> pictures, screen, text);
        dialog = opened;
        opened.open();
        dialog = null;
    }
}
