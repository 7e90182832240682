package org.virtp2v.core.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/**
 * The texts of one package: a {@code messages.properties} (UTF-8) beside the class that uses them, in English, and its
 * translations beside it, such as {@code messages_de.properties}. Patterns are those of {@link MessageFormat}; texts
 * use ’ for an apostrophe, so a single quote never has to be doubled.
 */
public final class Messages {
    private final ResourceBundle bundle;

    private Messages(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /**
     * The texts beside a class, in the language of the user; in English when there is no translation.
     *
     * @throws MissingResourceException
     *             when there is no such file
     */
    public static Messages beside(Class<?> type) {
        return beside(type, Locale.getDefault());
    }

    /**
     * The same in a certain language. A text without a translation into it is English, not in the language of the JVM.
     */
    static Messages beside(Class<?> type, Locale language) {
        return new Messages(ResourceBundle.getBundle(type.getPackageName() + ".messages", language,
                type.getClassLoader(), Control.getNoFallbackControl(Control.FORMAT_PROPERTIES)));
    }

    /**
     * One text. Numbers are passed as strings where they must not be grouped by thousands.
     *
     * @param key
     *            its key
     * @param arguments
     *            values of the placeholders
     */
    public String get(String key, Object... arguments) {
        String pattern = bundle.getString(key);
        return arguments.length == 0 ? pattern : MessageFormat.format(pattern, arguments);
    }
}
