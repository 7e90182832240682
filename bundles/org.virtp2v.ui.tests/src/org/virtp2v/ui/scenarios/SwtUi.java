package org.virtp2v.ui.scenarios;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Item;
import org.eclipse.swt.widgets.Text;

/** The driver that needs nothing but SWT, and xdotool for the keyboard. */
public final class SwtUi extends SeeingUi {
    /**
     * @param pictures
     *            the directory that screenshots go to
     */
    public SwtUi(Display display, Path pictures) {
        super(display, pictures);
    }

    @Override
    protected Optional<Control> find(String id) {
        return all().stream().filter(c -> id.equals(c.getData(KEY))).findFirst();
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
    public void toggleRow(String id, String row) {
        act(id, control -> {
            Item item = Rows.row(control, row);
            Rows.setChecked(item, !Rows.isChecked(item));
            Event event = new Event();
            event.detail = SWT.CHECK;
            event.item = item;
            control.notifyListeners(SWT.Selection, event);
        });
    }

    @Override
    public void press(String... keys) {
        for (String combination : keys) {
            Key.parts(combination); // xdotool knows more keys than the other driver
        }
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
}
