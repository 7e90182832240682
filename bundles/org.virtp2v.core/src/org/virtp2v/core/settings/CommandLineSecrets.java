package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.virtp2v.core.server.Secret;

/**
 * Prints a kernel command line for others than the user. It is taken apart and written anew, by the rules of
 * {@link SettingsWriter}: a value with a secret in it is not printed, whatever it looks like. Of keys that are not in
 * the table, of fields of targets and of the user's commands nothing is known, so theirs are not printed either.
 */
public final class CommandLineSecrets {
    private final List<String> words = new ArrayList<>();
    /** A quote inside of a hidden value: for the kernel, which has another grammar, the word may go on behind it. */
    private boolean open;

    private CommandLineSecrets() {
    }

    /** The command line without them, its words separated by spaces. */
    public static String hide(String commandLine) {
        CommandLineSecrets printed = new CommandLineSecrets();
        KernelCommandLine.parse(commandLine).entries().forEach(printed::add);
        return String.join(" ", printed.words);
    }

    private void add(KernelCommandLine.Entry entry) {
        String value = entry.value();
        String key = entry.key();
        boolean quotes = (key + value).chars().filter(c -> c == '"').count() % 2 == 1;
        boolean hidden = open || (value == null ? key.indexOf('"') >= 0 : isSecret(key, value) || !isPlain(key));
        open = open ? !quotes : hidden && quotes;
        if (value == null) {
            words.add(hidden ? Secret.HIDDEN : key);
        } else if (hidden) {
            words.add((isPlain(key) ? key + "=" : "") + Secret.HIDDEN);
        } else {
            words.add(key + "=" + (value.chars().anyMatch(Character::isWhitespace) ? "\"" + value + "\"" : value));
        }
    }

    /** A key with other characters is part of something that the grammar does not know. */
    private static boolean isPlain(String key) {
        return key.chars().allMatch(c -> Character.isLetterOrDigit(c) || "._-/:,".indexOf(c) >= 0);
    }

    private static boolean isSecret(String key, String value) {
        if (value.indexOf('"') >= 0) {
            return true;
        }
        Optional<Key> known = Key.of(key);
        if (known.isPresent()) {
            return known.get().kind().isHidden(value);
        }
        if (NamedKey.find(key).isPresent()) {
            return NamedKey.isSecret(key, value);
        }
        return key.toLowerCase(Locale.ROOT).startsWith(Key.PREFIX) || SecretName.is(key) || SecretText.isIn(value)
                || UrlPassword.isIn(value);
    }
}
