package org.virtp2v.ui.swtbot;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.bindings.keys.KeyStroke;
import org.eclipse.swtbot.swt.finder.keyboard.Keystrokes;
import org.virtp2v.ui.scenarios.Key;

/** The keys of scenarios, as SWTBot wants them. */
final class Keys {

    private Keys() {
    }

    /** The keys of a combination such as {@code alt+n}, in the order in which they are pressed. */
    static KeyStroke[] strokes(String combination) {
        List<KeyStroke> strokes = new ArrayList<>();
        for (Key.Part part : Key.parts(combination)) {
            switch (part) {
                case Key.Part.Named named -> strokes.add(stroke(named.key()));
                case Key.Part.Character letter -> strokes.addAll(List.of(Keystrokes.create(letter.character())));
            }
        }
        return strokes.toArray(KeyStroke[]::new);
    }

    private static KeyStroke stroke(Key key) {
        return key.isModifier() ? KeyStroke.getInstance(key.code(), KeyStroke.NO_KEY)
                : KeyStroke.getInstance(key.code());
    }
}
