package org.virtp2v.widgets;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;

/** Finds mnemonics that are free, for texts that are not known before. UI thread only. */
public final class Mnemonics {
    private final Set<Character> taken = new HashSet<>();

    private Mnemonics() {
    }

    /** Those that no visible widget of a window, nor of the page that a composite is on, has. */
    public static Mnemonics around(Composite part) {
        Mnemonics free = new Mnemonics();
        Set<Control> page = new HashSet<>();
        for (Control at = part; at != null; at = at.getParent()) {
            page.add(at);
        }
        free.collect(part.getShell(), page);
        return free;
    }

    private void collect(Control control, Set<Control> page) {
        if (!control.getVisible() && !page.contains(control)) {
            return;
        }
        String text = switch (control) {
            case Label label -> label.getText();
            case Button button -> button.getText();
            default -> "";
        };
        String single = text.replace("&&", "");
        int at = single.indexOf('&');
        if (at >= 0 && at + 1 < single.length()) {
            taken.add(letter(single, at + 1));
        }
        if (control instanceof Composite composite) {
            // The page before this one may still be visible.
            boolean isPages = page.contains(composite) && composite.getLayout() instanceof StackLayout;
            for (Control child : composite.getChildren()) {
                if (!isPages || page.contains(child)) {
                    collect(child, page);
                }
            }
        }
    }

    private static char letter(String text, int at) {
        return text.toLowerCase(Locale.ROOT).charAt(at);
    }

    /**
     * A text with a mnemonic, which is taken from now on: a preferred letter, else the beginning of a word, else any
     * letter; without one when none of them is free.
     *
     * @param text
     *            in which ampersands are doubled
     * @param preferred
     *            lower-case letters, the best first
     */
    public String in(String text, String preferred) {
        for (char letter : preferred.toCharArray()) {
            // People look for the option at the end of a label.
            int at = text.toLowerCase(Locale.ROOT).lastIndexOf(letter);
            if (at >= 0 && taken.add(letter)) {
                return marked(text, at);
            }
        }
        for (boolean first : new boolean[] { true, false }) {
            for (int i = 0; i < text.length(); i++) {
                boolean begins = i == 0 || text.charAt(i - 1) == ' ';
                char letter = letter(text, i);
                if (begins == first && letter >= 'a' && letter <= 'z' && taken.add(letter)) {
                    return marked(text, i);
                }
            }
        }
        return text;
    }

    private static String marked(String text, int at) {
        return text.substring(0, at) + "&" + text.substring(at);
    }
}
