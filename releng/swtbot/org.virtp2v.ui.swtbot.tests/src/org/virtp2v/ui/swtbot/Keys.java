package org.virtp2v.ui.swtbot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.eclipse.jface.bindings.keys.KeyStroke;
import org.eclipse.swtbot.swt.finder.keyboard.Keystrokes;

/** Keys by the names that X has for them, as SWTBot wants them. */
final class Keys {
    private static final Map<String, KeyStroke> NAMED = Map.ofEntries(Map.entry("alt", Keystrokes.ALT),
            Map.entry("ctrl", Keystrokes.CTRL), Map.entry("shift", Keystrokes.SHIFT), Map.entry("Tab", Keystrokes.TAB),
            Map.entry("Return", Keystrokes.CR), Map.entry("Escape", Keystrokes.ESC),
            Map.entry("space", Keystrokes.SPACE),
            Map.entry("Up", Keystrokes.UP), Map.entry("Down", Keystrokes.DOWN), Map.entry("F2", Keystrokes.F2),
            Map.entry("F5", Keystrokes.F5));

    private Keys() {
    }

    /** The keys of a combination such as {@code alt+n}, in the order in which they are pressed. */
    static KeyStroke[] strokes(String combination) {
        List<KeyStroke> strokes = new ArrayList<>();
        for (String name : combination.split("\\+")) {
            KeyStroke named = NAMED.get(name);
            if (named != null) {
                strokes.add(named);
            } else if (name.length() == 1) {
                strokes.addAll(List.of(Keystrokes.create(name.charAt(0))));
            } else {
                throw new IllegalArgumentException("no key " + name);
            }
        }
        return strokes.toArray(KeyStroke[]::new);
    }
}
