package org.virtp2v.ui.scenarios;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.SWT;

/**
 * The keys that have a name in scenarios. All drivers take them from here: a name that is missing fails in the ordinary
 * build, and not only with the driver that is run seldom.
 */
public enum Key {
    ALT("alt", SWT.ALT),
    CTRL("ctrl", SWT.CTRL),
    SHIFT("shift", SWT.SHIFT),
    TAB("Tab", SWT.TAB),
    RETURN("Return", SWT.CR),
    ESCAPE("Escape", SWT.ESC),
    SPACE("space", ' '),
    UP("Up", SWT.ARROW_UP),
    DOWN("Down", SWT.ARROW_DOWN),
    LEFT("Left", SWT.ARROW_LEFT),
    RIGHT("Right", SWT.ARROW_RIGHT),
    HOME("Home", SWT.HOME),
    END("End", SWT.END),
    F1("F1", SWT.F1),
    F2("F2", SWT.F2),
    F3("F3", SWT.F3),
    F5("F5", SWT.F5);

    private final String xName;
    private final int code;

    Key(String xName, int code) {
        this.xName = xName;
        this.code = code;
    }

    /** What SWT calls it: a modifier, a key code or a character. */
    public int code() {
        return code;
    }

    /** Whether it is held down while another key is pressed. */
    public boolean isModifier() {
        return (code & SWT.MODIFIER_MASK) != 0;
    }

    /** A key of a combination: one with a name, or a single character. */
    public sealed interface Part {
        /** A key that has a name. */
        record Named(Key key) implements Part {
        }

        /** The key of a character. */
        record Character(char character) implements Part {
        }
    }

    /**
     * The keys of a combination such as {@code alt+n}, in the order in which they are pressed.
     *
     * @throws AssertionError
     *             when it has a key that is not in this list
     */
    public static List<Part> parts(String combination) {
        List<Part> parts = new ArrayList<>();
        for (String name : combination.split("\\+")) {
            Optional<Key> named = Arrays.stream(values()).filter(key -> key.xName.equals(name)).findFirst();
            if (named.isEmpty() && name.length() != 1) {
                throw new AssertionError("There is no key " + name + "; add it to " + Key.class.getName());
            }
            parts.add(named.<Part>map(Part.Named::new).orElseGet(() -> new Part.Character(name.charAt(0))));
        }
        return parts;
    }
}
