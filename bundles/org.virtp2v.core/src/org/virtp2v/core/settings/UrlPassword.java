package org.virtp2v.core.settings;

import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.server.Secret;

/**
 * A secret in a URL, which must not be shown: a password (RFC 3986, section 3.2.1), also one with characters that
 * should have been escaped, or a parameter of the query that {@link SecretName} knows.
 */
public final class UrlPassword {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][\\w+.-]*+://");
    /** What cannot be in the name before the password. */
    private static final String NO_USER = "/?#@[";
    private static final String AFTER_HOST = "/?#";
    private static final Pattern PARAMETER = Pattern.compile("([?&;#]([^=&;#?]+)=)([^&;#]+)");

    private UrlPassword() {
    }

    /** Whether there is one; also where the scheme was forgotten. */
    public static boolean isIn(String url) {
        return !hide(url).equals(url);
    }

    /** The URL without it. */
    public static String hide(String url) {
        return PARAMETER.matcher(withoutPassword(url)).replaceAll(parameter -> Matcher.quoteReplacement(
                SecretName.is(parameter.group(2)) ? parameter.group(1) + Secret.HIDDEN : parameter.group()));
    }

    /** Without regular expressions: in a long text with many colons they would try each of them to its end. */
    private static String withoutPassword(String url) {
        Matcher scheme = SCHEME.matcher(url);
        int user = scheme.lookingAt() ? scheme.end() : 0;
        int looked = 0;
        boolean first = true;
        for (int i = user; i < url.length() && NO_USER.indexOf(url.charAt(i)) < 0; i++) {
            if (url.charAt(i) == ':' && i >= looked) {
                int at = first ? last(url, i, end(url, i, c -> AFTER_HOST.indexOf(c) >= 0)) : -1;
                looked = end(url, i, UrlPassword::isSpace);
                at = at < 0 && !isPort(url, i + 1) ? last(url, i, looked) : at;
                if (at >= 0) {
                    return url.substring(0, i + 1) + Secret.HIDDEN + url.substring(at);
                }
                first = false;
            }
        }
        return url;
    }

    /** Where something comes after a place, or the text ends. */
    private static int end(String url, int after, IntPredicate is) {
        int end = after + 1;
        while (end < url.length() && !is.test(url.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The last at sign between two places; -1 when there is none. */
    private static int last(String url, int after, int before) {
        int at = before - 1;
        while (at > after && url.charAt(at) != '@') {
            at--;
        }
        return at > after ? at : -1;
    }

    /** Whether it is no password with characters that should have been escaped, but a port, or the rest of a scheme. */
    private static boolean isPort(String url, int from) {
        int end = end(url, from - 1, c -> c < '0' || c > '9');
        return end == url.length() || AFTER_HOST.indexOf(url.charAt(end)) >= 0 || url.startsWith("//", from);
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
