package org.virtp2v.ui.swtbot;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swtbot.swt.finder.finders.ControlFinder;
import org.eclipse.swtbot.swt.finder.keyboard.Keyboard;
import org.eclipse.swtbot.swt.finder.keyboard.KeyboardFactory;
import org.eclipse.swtbot.swt.finder.matchers.WidgetMatcherFactory;
import org.eclipse.swtbot.swt.finder.utils.SWTBotPreferences;
import org.eclipse.swtbot.swt.finder.widgets.AbstractSWTBotControl;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotButton;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotCheckBox;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotCombo;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotRadio;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotTable;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotText;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotToggleButton;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotTree;
import org.eclipse.swtbot.swt.finder.widgets.SWTBotTreeItem;
import org.hamcrest.Matcher;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.scenarios.SeeingUi;

/** The driver that finds and uses widgets, and presses keys, through SWTBot. */
final class SwtBotUi extends SeeingUi {
    static {
        // Otherwise the locale decides, and may ask for a layout that SWTBot does not have.
        SWTBotPreferences.KEYBOARD_LAYOUT = "EN_US";
        SWTBotPreferences.TIMEOUT = PATIENCE_MILLIS;
        SWTBotPreferences.TYPE_INTERVAL = 15;
    }

    private final Display display;
    private final ControlFinder finder;
    private @Nullable Keyboard keyboard;

    SwtBotUi(Display display, Path pictures) {
        super(display, pictures);
        this.display = display;
        this.finder = new ControlFinder();
    }

    /** Made when it is first used, so that without AWT only what presses keys fails. */
    private Keyboard keyboard() {
        Keyboard made = keyboard;
        if (made == null) {
            try {
                made = KeyboardFactory.getAWTKeyboard();
            } catch (LinkageError | RuntimeException e) {
                throw new AssertionError("SWTBot's keyboard cannot be made. It needs a JDK with AWT (java.desktop and "
                        + "its libraries), and SWTBot a manifest that names JFace: " + e, e);
            }
            keyboard = made;
        }
        return made;
    }

    @Override
    protected Optional<Control> find(String id) {
        Matcher<Control> matcher = WidgetMatcherFactory.withId(KEY, id);
        List<Shell> windows = Arrays.asList(display.getShells()).reversed();
        return windows.stream().flatMap(window -> finder.findControls(window, matcher, true).stream())
                .filter(Control::isVisible).findFirst();
    }

    @Override
    public void type(String id, String text) {
        switch (usable(id)) {
            case Text field -> focused(new SWTBotText(field)).setText(text);
            case Combo combo -> focused(new SWTBotCombo(combo)).setText(text);
            default -> throw new AssertionError("cannot type into " + id);
        }
    }

    private static <T extends AbstractSWTBotControl<?>> T focused(T widget) {
        widget.setFocus();
        return widget;
    }

    @Override
    public void click(String id) {
        Button button = (Button) usable(id);
        int style = ui(button::getStyle);
        if ((style & SWT.CHECK) != 0) {
            new SWTBotCheckBox(button).click();
        } else if ((style & SWT.RADIO) != 0) {
            new SWTBotRadio(button).click();
        } else if ((style & SWT.TOGGLE) != 0) {
            new SWTBotToggleButton(button).click();
        } else {
            new SWTBotButton(button).click();
        }
    }

    @Override
    public void choose(String id, String item) {
        new SWTBotCombo((Combo) usable(id)).setSelection(item);
    }

    @Override
    public void toggleRow(String id, String row) {
        switch (usable(id)) {
            case Table table -> toggle(new SWTBotTable(table), row);
            case Tree tree -> item(new SWTBotTree(tree).getAllItems(), row)
                    .orElseThrow(() -> new AssertionError("no row " + row + " in " + rows(id))).toggleCheck();
            default -> throw new AssertionError(id + " has no rows");
        }
    }

    private static void toggle(SWTBotTable table, String row) {
        for (int i = 0; i < table.rowCount(); i++) {
            if (table.cell(i, 0).startsWith(row)) {
                table.getTableItem(i).toggleCheck();
                return;
            }
        }
        throw new AssertionError("no row " + row);
    }

    private static Optional<SWTBotTreeItem> item(SWTBotTreeItem[] items, String row) {
        for (SWTBotTreeItem item : items) {
            Optional<SWTBotTreeItem> found = item.getText().startsWith(row) ? Optional.of(item)
                    : item(item.getItems(), row);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public void press(String... keys) {
        for (String key : keys) {
            keyboard().pressShortcut(Keys.strokes(key));
            ui(() -> display.getActiveShell());
        }
    }

    @Override
    public void write(String text) {
        keyboard().typeText(text);
        ui(() -> display.getActiveShell());
    }
}
