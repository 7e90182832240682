package org.virtp2v.core.settings;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.server.Secret;

/**
 * Secrets in a text that nobody can take apart, such as a command of the user: passwords in URLs, and values of names
 * in {@link SecretName}. For the user's own eyes only; others are not shown such a text at all.
 */
public final class SecretText {
    private static final Pattern URL = Pattern.compile("[A-Za-z][\\w+.-]*://[^\\s'\"]+");
    private static final Pattern NAMED = Pattern
            .compile("([\\w.-]+)(=|: ?| (?=[^\\s-]))(\"[^\"]*\"?|'[^']*'?|[^\\s&;|]+)");

    private SecretText() {
    }

    /** Whether there is one. */
    public static boolean isIn(String text) {
        return !hide(text).equals(text);
    }

    /** The text without them. */
    public static String hide(String text) {
        String urls = URL.matcher(text).replaceAll(url -> Matcher.quoteReplacement(UrlPassword.hide(url.group())));
        Matcher named = NAMED.matcher(urls);
        StringBuilder shown = new StringBuilder();
        int at = 0;
        for (int from = 0; named.find(from);) {
            MatchResult found = named.toMatchResult();
            boolean secret = SecretName.is(found.group(1))
                    && (!found.group(2).equals(" ") || found.group(1).startsWith("-"));
            if (secret) {
                shown.append(urls, at, found.start(3)).append(Secret.HIDDEN);
                at = found.end(3);
                from = at;
            } else {
                from = found.end(2);
            }
        }
        return shown.append(urls.substring(at)).toString();
    }
}
