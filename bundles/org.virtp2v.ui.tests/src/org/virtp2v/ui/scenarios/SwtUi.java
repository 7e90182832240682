package org.virtp2v.ui.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.ProgressBar;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.internal.terminal.TerminalView;

/** The driver that needs nothing but SWT, and xdotool for the keyboard. */
public final class SwtUi implements Ui {
    private static final String KEY = "org.eclipse.swtbot.widget.key";
    private static final long PATIENCE_MILLIS = 20_000;
    private static final int POLL_MILLIS = 25;

    private final Display display;
    private final Path pictures;

    /**
     * @param pictures
     *            the directory that screenshots go to
     */
    public SwtUi(Display display, Path pictures) {
        this.display = display;
        this.pictures = pictures;
    }

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
            case Label label -> label.getText().replace("&&", "&");
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
                lines.add(label.getText().replace("&&", "&"));
            } else if (child instanceof Composite inner) {
                lines.add(below(inner));
            }
        }
        return String.join("\n", lines);
    }

    @Override
    public boolean isChecked(String id) {
        return with(id, control -> ((Button) control).getSelection());
    }

    @Override
    public void type(String id, String text) {
        act(id, control -> {
            control.setFocus();
            switch (control) {
                case Text field -> field.setText(text);
                case Combo combo -> combo.setText(text);
                default -> throw new AssertionError("cannot type into " + id);
            }
        });
    }

    @Override
    public void click(String id) {
        act(id, control -> {
            Button button = (Button) control;
            if ((button.getStyle() & (SWT.CHECK | SWT.TOGGLE | SWT.RADIO)) != 0) {
                button.setSelection(!button.getSelection());
            }
            button.notifyListeners(SWT.Selection, new Event());
        });
    }

    @Override
    public void choose(String id, String item) {
        act(id, control -> {
            Combo combo = (Combo) control;
            int index = Arrays.asList(combo.getItems()).indexOf(item);
            if (index < 0) {
                throw new AssertionError(id + " has no item " + item + ", only " + Arrays.toString(combo.getItems()));
            }
            combo.select(index);
            combo.notifyListeners(SWT.Selection, new Event());
        });
    }

    @Override
    public List<List<String>> rows(String id) {
        return with(id, control -> switch (control) {
            case Table table -> Arrays.stream(table.getItems())
                    .map(item -> cells(Math.max(1, table.getColumnCount()), item::getText)).toList();
            case Tree tree -> allItems(tree).stream().map(item -> cells(Math.max(1, tree.getColumnCount()), item::getText))
                    .toList();
            default -> throw new AssertionError(id + " has no rows");
        });
    }

    private static List<String> cells(int count, Function<Integer, String> cell) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cells.add(cell.apply(i));
        }
        return cells;
    }

    private static List<TreeItem> allItems(Tree tree) {
        List<TreeItem> all = new ArrayList<>();
        for (TreeItem item : tree.getItems()) {
            collect(item, all);
        }
        return all;
    }

    private static void collect(TreeItem item, List<TreeItem> all) {
        all.add(item);
        for (TreeItem child : item.getItems()) {
            collect(child, all);
        }
    }

    @Override
    public boolean isRowChecked(String id, String row) {
        return with(id, control -> switch (control) {
            case Table table -> row(table, row).getChecked();
            case Tree tree -> row(tree, row).getChecked();
            default -> throw new AssertionError(id + " has no rows");
        });
    }

    @Override
    public void toggleRow(String id, String row) {
        act(id, control -> {
            Event event = new Event();
            event.detail = SWT.CHECK;
            switch (control) {
                case Table table -> {
                    TableItem item = row(table, row);
                    item.setChecked(!item.getChecked());
                    event.item = item;
                }
                case Tree tree -> {
                    TreeItem item = row(tree, row);
                    item.setChecked(!item.getChecked());
                    event.item = item;
                }
                default -> throw new AssertionError(id + " has no rows");
            }
            control.notifyListeners(SWT.Selection, event);
        });
    }

    private static TableItem row(Table table, String row) {
        return Arrays.stream(table.getItems()).filter(i -> i.getText().startsWith(row)).findFirst()
                .orElseThrow(() -> new AssertionError("no row " + row));
    }

    private static TreeItem row(Tree tree, String row) {
        return allItems(tree).stream().filter(i -> i.getText().startsWith(row)).findFirst()
                .orElseThrow(() -> new AssertionError("no row " + row));
    }

    @Override
    public void press(String... keys) {
        List<String> command = new ArrayList<>(List.of("key", "--delay", "40", "--clearmodifiers"));
        command.addAll(Arrays.asList(keys));
        keyboard(command);
    }

    @Override
    public void write(String text) {
        keyboard(List.of("type", "--delay", "15", "--clearmodifiers", "--", text));
    }

    private void keyboard(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("xdotool"));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed");
            }
        } catch (IOException e) {
            throw new AssertionError("The keyboard needs xdotool: releng/install test", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        // What the keys have begun has begun when the UI thread has come this far.
        ui(() -> null);
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
    public boolean isFullScreen(String id) {
        return with(id, control -> control.getShell().getFullScreen()
                && control.getShell().getBounds().contains(display.getPrimaryMonitor().getBounds().x, 0));
    }

    @Override
    public List<String> mnemonics(String id) {
        return with(id, control -> window(control).stream().map(SwtUi::caption)
                .filter(text -> text.replace("&&", "").indexOf('&') >= 0).toList());
    }

    @Override
    public List<String> nameless(String id) {
        return with(id, control -> window(control).stream()
                .filter(c -> c instanceof Button || c instanceof Text || c instanceof Combo || c instanceof Table
                        || c instanceof Tree || c instanceof StyledText)
                .filter(c -> c.getData(KEY) == null).map(c -> c.getClass().getSimpleName() + " " + caption(c)).toList());
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
                loader.data = new org.eclipse.swt.graphics.ImageData[] { image.getImageData() };
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

    /** Does something to a widget; like a person, only when it is enabled. It need not return: it may open a dialog. */
    private void act(String id, java.util.function.Consumer<Control> action) {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!with(id, Control::isEnabled)) {
            if (System.currentTimeMillis() > end) {
                throw new AssertionError(id + " cannot be used: it is disabled");
            }
            pause();
        }
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

    private <T> T ui(Supplier<T> work) {
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

    private Optional<Control> find(String id) {
        return all().stream().filter(c -> id.equals(c.getData(KEY))).findFirst();
    }

    private List<String> ids() {
        return all().stream().map(c -> c.getData(KEY)).filter(java.util.Objects::nonNull).map(Object::toString).toList();
    }

    /** What is visible, the window that was opened last first. */
    private List<Control> all() {
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
