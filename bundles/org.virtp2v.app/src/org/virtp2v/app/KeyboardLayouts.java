package org.virtp2v.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.ui.Desktop.Keyboard;

/** The keyboard layouts that X knows, from its list of rules. */
final class KeyboardLayouts {
    /** Where the X server has the list. */
    static final Path RULES = Path.of("/usr/share/X11/xkb/rules/base.lst");
    private static final String SECTION = "!";
    private static final String LAYOUTS = "! layout";
    private static final Pattern LINE = Pattern.compile("\\s+(?<layout>[a-z_]{2,20})\\s+(?<name>\\S.*)");
    /** It is in the list for those who describe a layout themselves. */
    private static final String CUSTOM = "custom";

    private KeyboardLayouts() {
    }

    /**
     * The layouts by their names, the present one first; none when there is no list.
     *
     * @param rules
     *            the list
     * @param present
     *            the layout that the keyboard has now
     */
    static List<Keyboard> of(Path rules, String present) {
        List<Keyboard> layouts = new ArrayList<>();
        try {
            boolean inLayouts = false;
            for (String line : Files.readAllLines(rules)) {
                if (line.startsWith(SECTION)) {
                    inLayouts = line.strip().equals(LAYOUTS);
                }
                Matcher layout = LINE.matcher(line);
                if (inLayouts && layout.matches() && !layout.group("layout").equals(CUSTOM)) {
                    layouts.add(new Keyboard(layout.group("layout"), layout.group("name").strip()));
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        layouts.sort(Comparator.comparing((Keyboard k) -> !k.layout().equals(present)).thenComparing(Keyboard::name));
        return layouts;
    }
}
