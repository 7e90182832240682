package org.virtp2v.core.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.server.Secret;

/**
 * Takes secrets out of a text that repeats a kernel command line, as the kernel does in its messages. Of words that are no
 * key of the table, and of the fields of targets, nothing is known, so their values are hidden as well.
 */
public final class CommandLineSecrets {
    private static final String KEY = "(p2v\\.[\\w.-]+)=";
    /** A word that stands in quotes as a whole; or several words, where the text quotes the command line. */
    private static final Pattern QUOTED = Pattern.compile("\"" + KEY + "([^\"\n]*)\"?");
    private static final Pattern PLAIN = Pattern.compile(KEY + "(?:\"([^\"\n]*)\"?|(\\S*))");

    private CommandLineSecrets() {
    }

    /** The text without them. */
    public static String hide(String text) {
        String once = QUOTED.matcher(text).replaceAll(
                word -> Matcher.quoteReplacement(hide(word.group(), word.group(1), word.group(2))));
        return PLAIN.matcher(once).replaceAll(word -> Matcher.quoteReplacement(
                hide(word.group(), word.group(1), word.group(2) == null ? word.group(3) : word.group(2))));
    }

    private static String hide(String word, String name, String value) {
        String masked = Key.of(name).map(key -> key.kind().mask(value)).orElse(Secret.HIDDEN);
        return masked.equals(value) ? word : name + "=" + masked;
    }
}
