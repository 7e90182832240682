package org.virtp2v.ui.scenarios;

import java.nio.file.Path;
import java.util.List;

/**
 * Drives the wizard as a person would: what it does goes through the widgets' own events. Widgets are found by their
 * ids, in whatever window they are; a widget that is not visible is not there. Every method waits a while for what it
 * needs, and fails with an {@link AssertionError} that names it. Called on the test's thread, never on the UI thread.
 */
public interface Ui {

    /** Whether a visible widget has this id now. */
    boolean isThere(String id);

    /** Whether the widget can be used now. */
    boolean isEnabled(String id);

    /** What the widget shows: the text of a label, field or button; a progress bar's position. */
    String text(String id);

    /** What a screen reader says a widget is called. */
    String name(String id);

    /** Whether a field shows dots instead of its text. */
    boolean isHidden(String id);

    /** Whether a check box is checked. */
    boolean isChecked(String id);

    /** Replaces the text of a field or a combo box. */
    void type(String id, String text);

    /** Presses a button. */
    void click(String id);

    /** Chooses an item of a combo box by its text. */
    void choose(String id, String item);

    /** The items of a combo box; of a field that has none, none. */
    List<String> items(String id);

    /** What the rows of a table or tree show, in order, a row's cells in order. */
    List<List<String>> rows(String id);

    /** Whether the row whose first cell begins with a text is checked. */
    boolean isRowChecked(String id, String row);

    /** The text of the item of a tree that is selected; empty: none. */
    String selected(String id);

    /** The lines of an output that are in view. */
    String linesInView(String id);

    /** The part of a text that is marked. */
    String marked(String id);

    /** Clicks the check box of the row whose first cell begins with a text. */
    void toggleRow(String id, String row);

    /**
     * Presses keys, as they come from the keyboard, to the window that has the focus.
     *
     * @param keys
     *            names as X has them, such as {@code Tab}, {@code alt+n}, {@code Return}; those of {@link Key} and
     *            single characters
     */
    void press(String... keys);

    /** Types text on the keyboard, to the widget that has the focus. */
    void write(String text);

    /** The id of the widget that has the focus; empty when it has none. */
    String focus();

    /** The id of the button that Enter presses in the window of a widget; empty: none. */
    String defaultButton(String id);

    /** Asks the window of a widget to close, as the window manager does. */
    void closeWindow(String id);

    /** The text in the clipboard; empty: none. */
    String clipboard();

    /** Makes the window of a widget smaller or larger, as with the mouse. */
    void resizeWindow(String id, int width, int height);

    /** Whether all of the widget can be seen: nothing around it cuts it, and a button has room for its text. */
    boolean isInSight(String id);

    /** Whether a text has no room for all its lines; with an ellipsis it is not cut. */
    boolean isCut(String id);

    /** Whether the window of a widget fills the screen. */
    boolean isFullScreen(String id);

    /** The texts of all buttons and labels in the window of a widget that have a mnemonic, with the ampersand. */
    List<String> mnemonics(String id);

    /** What a person can use in the window of a widget, but has no id: its class and text. */
    List<String> nameless(String id);

    /**
     * Takes a picture of the screen.
     *
     * @param name
     *            of the file, without its ending
     * @return the PNG file
     */
    Path screenshot(String name);
}
