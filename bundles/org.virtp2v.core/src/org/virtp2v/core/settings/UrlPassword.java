package org.virtp2v.core.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.server.Secret;

/**
 * A secret in a URL, which must not be shown: a password (RFC 3986, section 3.2.1), also one with characters that
 * should have been escaped, or a parameter of the query that {@link SecretName} knows.
 */
public final class UrlPassword {
    private static final String USER = "^((?:[A-Za-z][\\w+.-]*://)?[^/?#@\\[]*?:)";
    private static final Pattern PASSWORD = Pattern.compile(USER + "[^/?#]*@");
    /** What stands behind the colon is no port, so a slash in it does not end the password. */
    private static final Pattern UNESCAPED = Pattern.compile(USER + "(?!\\d*(?:[/?#]|$)|//)\\S*@");
    private static final Pattern PARAMETER = Pattern.compile("([?&;#]([^=&;#?]+)=)([^&;#]+)");

    private UrlPassword() {
    }

    /** Whether there is one; also where the scheme was forgotten. */
    public static boolean isIn(String url) {
        return !hide(url).equals(url);
    }

    /** The URL without it. */
    public static String hide(String url) {
        Matcher password = PASSWORD.matcher(url);
        String shown = (password.find() ? password : UNESCAPED.matcher(url)).replaceFirst("$1" + Secret.HIDDEN + "@");
        return PARAMETER.matcher(shown).replaceAll(parameter -> Matcher.quoteReplacement(
                SecretName.is(parameter.group(2)) ? parameter.group(1) + Secret.HIDDEN : parameter.group()));
    }
}
