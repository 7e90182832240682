package org.virtp2v.ui.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.ProgressBar;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.jspecify.annotations.Nullable;
import org.virtp2v.terminal.TerminalView;
import org.virtp2v.widgets.ShortText;

/** What all drivers see in the same way. How widgets are found and used, and keys pressed, is a driver's own. */
public abstract class SeeingUi implements Ui {
    /** The key of the ids in the data of widgets. */
    protected static final String KEY = "org.eclipse.swtbot.widget.key";
    /** How long a driver waits for what it needs, in milliseconds. */
    protected static final long PATIENCE_MILLIS = 20_000;
    private static final int POLL_MILLIS = 25;

    private final Display display;
    private final Path pictures;

    /**
     * @param pictures
     *            the directory that screenshots go to
     */
    protected SeeingUi(Display display, Path pictures) {
        this.display = display;
        this.pictures = pictures;
    }

    /** The visible widget with this id, in the window that was opened last. UI thread. */
    protected abstract Optional<Control> find(String id);

    @Override
    public boolean isThere(String id) {
        return ui(() -> find(id).isPresent());
    }

    @Override
    public boolean isEnabled(String id) {
        return with(id, Control::isEnabled);
    }

    @Override
    public String text(String id) {
        return with(id, control -> switch (control) {
            case Text text -> text.getText();
            case StyledText text -> text.getText();
            case Label label -> ShortText.of(label);
            case Button button -> button.getText().replace("&", "");
            case Combo combo -> combo.getText();
            case Spinner spinner -> spinner.getText();
            case ProgressBar bar -> Integer.toString(bar.getSelection());
            case Shell shell -> shell.getText();
            case TerminalView terminal -> terminal.text();
            case Composite composite -> below(composite);
            default -> throw new AssertionError(id + " has no text: " + control);
        });
    }

    private static String below(Composite composite) {
        List<String> lines = new ArrayList<>();
        for (Control child : composite.getChildren()) {
            if (child instanceof Label label) {
                lines.add(ShortText.of(label));
            } else if (child instanceof Composite inner) {
                lines.add(below(inner));
            }
        }
        return String.join("\n", lines);
    }

    @Override
    public String name(String id) {
        return with(id, control -> String.valueOf(control.getData("name")));
    }

    @Override
    public boolean isHidden(String id) {
        return with(id, control -> ((Text) control).getEchoChar() != '\0');
    }

    @Override
    public boolean isChecked(String id) {
        return with(id, control -> ((Button) control).getSelection());
    }

    @Override
    public List<String> items(String id) {
        return with(id, control -> control instanceof Combo combo ? List.of(combo.getItems()) : List.of());
    }

    @Override
    public List<List<String>> rows(String id) {
        return with(id, Rows::texts);
    }

    @Override
    public boolean isRowChecked(String id, String row) {
        return with(id, control -> Rows.isChecked(Rows.row(control, row)));
    }

    @Override
    public String selected(String id) {
        return with(id, control -> Arrays.stream(((Tree) control).getSelection()).map(TreeItem::getText).findFirst()
                .orElse(""));
    }

    @Override
    public String linesInView(String id) {
        return with(id, control -> ((TerminalView) control).textInView());
    }

    @Override
    public String marked(String id) {
        return with(id, control -> ((StyledText) control).getSelectionText());
    }

    @Override
    public String focus() {
        return ui(() -> {
            Control control = display.getFocusControl();
            Object id = control == null ? null : control.getData(KEY);
            return id == null ? "" : id.toString();
        });
    }

    @Override
    public String defaultButton(String id) {
        return with(id, control -> {
            Button button = control.getShell().getDefaultButton();
            return button == null ? "" : String.valueOf(button.getData(KEY));
        });
    }

    @Override
    public void closeWindow(String id) {
        act(id, control -> control.getShell().close());
    }

    @Override
    public String clipboard() {
        return ui(() -> {
            Clipboard clipboard = new Clipboard(display);
            try {
                Object text = clipboard.getContents(TextTransfer.getInstance());
                return text == null ? "" : text.toString();
            } finally {
                clipboard.dispose();
            }
        });
    }

    @Override
    public void resizeWindow(String id, int width, int height) {
        act(id, control -> control.getShell().setSize(width, height));
    }

    @Override
    public boolean isInSight(String id) {
        return with(id, control -> {
            Rectangle place = display.map(control.getParent(), null, control.getBounds());
            for (Composite around = control.getParent(); around != null; around = around.getParent()) {
                Rectangle seen = display.map(around, null, around.getClientArea());
                if (!seen.intersection(place).equals(place)) {
                    return false;
                }
            }
            Point wanted = control.computeSize(SWT.DEFAULT, SWT.DEFAULT);
            return !(control instanceof Button) || place.width >= wanted.x && place.height >= wanted.y;
        });
    }

    @Override
    public boolean isCut(String id) {
        return with(id, control -> {
            Point size = control.getSize();
            boolean wraps = (control.getStyle() & SWT.WRAP) != 0;
            Point wanted = control.computeSize(wraps ? size.x : SWT.DEFAULT, SWT.DEFAULT);
            return wanted.y > size.y || !wraps && wanted.x > size.x;
        });
    }

    @Override
    public boolean isFullScreen(String id) {
        return with(id, control -> control.getShell().getFullScreen()
                && control.getShell().getBounds().contains(display.getPrimaryMonitor().getBounds().x, 0));
    }

    @Override
    public List<String> mnemonics(String id) {
        return with(id, control -> window(control).stream().map(SeeingUi::caption)
                .filter(text -> text.replace("&&", "").indexOf('&') >= 0).toList());
    }

    @Override
    public List<String> nameless(String id) {
        return with(id, control -> window(control).stream()
                .filter(c -> c instanceof Button || c instanceof Text || c instanceof Combo || c instanceof Table
                        || c instanceof Tree || c instanceof StyledText)
                .filter(c -> c.getData(KEY) == null).map(c -> c.getClass().getSimpleName() + " " + caption(c))
                .toList());
    }

    private static String caption(Control control) {
        return switch (control) {
            case Button button -> button.getText();
            case Label label -> label.getText();
            default -> "";
        };
    }

    private static List<Control> window(Control control) {
        List<Control> all = new ArrayList<>();
        collect(control.getShell(), all);
        return all;
    }

    @Override
    public Path screenshot(String name) {
        Path file = pictures.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_") + ".png");
        return ui(() -> {
            GC gc = new GC(display);
            Image image = new Image(display, display.getBounds().width, display.getBounds().height);
            try {
                gc.copyArea(image, 0, 0);
                ImageLoader loader = new ImageLoader();
                loader.data = new ImageData[] { image.getImageData(display.getPrimaryMonitor().getZoom()) };
                Files.createDirectories(pictures);
                loader.save(file.toString(), SWT.IMAGE_PNG);
                return file;
            } catch (IOException e) {
                throw new AssertionError(e);
            } finally {
                image.dispose();
                gc.dispose();
            }
        });
    }

    /** Looks at a widget on the UI thread, when it is there. */
    private <T> T with(String id, Function<Control, T> action) {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (true) {
            Optional<T> result = ui(() -> find(id).map(action));
            if (result.isPresent()) {
                return result.get();
            }
            if (System.currentTimeMillis() > end) {
                throw new AssertionError("There is no " + id + ". There is: " + ui(this::ids));
            }
            pause();
        }
    }

    /** Waits until a widget can be used, and gives it. */
    protected final Control usable(String id) {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!isEnabled(id)) {
            if (System.currentTimeMillis() > end) {
                throw new AssertionError(id + " cannot be used: it is disabled");
            }
            pause();
        }
        return with(id, control -> control);
    }

    /** Does something to a widget; like a person, only when it is enabled. It need not return: it may open a dialog. */
    protected final void act(String id, Consumer<Control> action) {
        usable(id);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        display.asyncExec(() -> {
            try {
                action.accept(find(id).orElseThrow(() -> new AssertionError(id + " has gone")));
            } catch (Throwable t) {
                thrown.set(t);
            }
        });
        ui(() -> null);
        Throwable t = thrown.get();
        if (t != null) {
            throw new AssertionError("using " + id, t);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs something on the UI thread, and waits for what it gives. */
    protected final <T> T ui(Supplier<T> work) {
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        display.syncExec(() -> {
            try {
                result.set(work.get());
            } catch (Throwable t) {
                thrown.set(t);
            }
        });
        Throwable t = thrown.get();
        if (t != null) {
            throw new AssertionError(t.getMessage(), t);
        }
        return result.get();
    }

    private List<String> ids() {
        return all().stream().map(c -> c.getData(KEY)).filter(Objects::nonNull).map(Object::toString).toList();
    }

    /** What is visible, the window that was opened last first. UI thread. */
    protected final List<Control> all() {
        List<Control> all = new ArrayList<>();
        Shell[] shells = display.getShells();
        for (int i = shells.length - 1; i >= 0; i--) {
            collect(shells[i], all);
        }
        return all;
    }

    private static void collect(Control control, List<Control> all) {
        if (control.isDisposed() || !control.isVisible()) {
            return;
        }
        all.add(control);
        if (control instanceof Composite composite) {
            for (Control child : composite.getChildren()) {
                collect(child, all);
            }
        }
    }
}
