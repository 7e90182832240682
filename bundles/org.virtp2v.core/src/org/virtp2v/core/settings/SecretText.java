package org.virtp2v.core.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.server.Secret;

/**
 * Secrets in a text that nobody can take apart, such as a command of the user: passwords in URLs, and values of names
 * in {@link SecretName}. For the user's own eyes only; others are not shown such a text at all.
 */
public final class SecretText {
    /**
     * No scheme is longer; where it may be of any length, a long word is looked through once for each of its letters.
     */
    private static final Pattern URL = Pattern.compile("[A-Za-z][\\w+.-]{0,40}+://[^\\s'\"]+");
    /** A whole name, and what is between it and its value. */
    private static final Pattern NAME = Pattern.compile("(?<![\\w.-])([\\w.-]++)(=|: ?| (?=[^\\s-]))(?=[^\\s&;|])");
    private static final Pattern VALUE = Pattern.compile("\"[^\"]*\"?|'[^']*'?|[^\\s&;|]+");

    private SecretText() {
    }

    /** Whether there is one. */
    public static boolean isIn(String text) {
        return !hide(text).equals(text);
    }

    /** The text without them. */
    public static String hide(String text) {
        String urls = URL.matcher(text).replaceAll(url -> Matcher.quoteReplacement(UrlPassword.hide(url.group())));
        Matcher named = NAME.matcher(urls);
        Matcher value = VALUE.matcher(urls);
        StringBuilder shown = new StringBuilder();
        int at = 0;
        for (int from = 0; named.find(from);) {
            from = named.end();
            boolean secret = SecretName.is(named.group(1))
                    && (!named.group(2).equals(" ") || named.group(1).startsWith("-"));
            if (secret && value.region(from, urls.length()).lookingAt()) {
                shown.append(urls, at, from).append(Secret.HIDDEN);
                at = value.end();
                from = at;
            }
        }
        return shown.append(urls.substring(at)).toString();
    }
}
