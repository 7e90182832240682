package org.virtp2v.core.settings;

import java.util.regex.Pattern;

import org.virtp2v.core.server.Secret;

/** A password in a URL (RFC 3986, section 3.2.1), which must not be shown. */
public final class UrlPassword {
    private static final Pattern PASSWORD = Pattern.compile("^((?:[A-Za-z][\\w+.-]*://)?[^/?#@:]*:)[^/?#]*@");

    private UrlPassword() {
    }

    /** Whether there is one; also where the scheme was forgotten. */
    public static boolean isIn(String url) {
        return PASSWORD.matcher(url).find();
    }

    /** The URL without it. */
    public static String hide(String url) {
        return PASSWORD.matcher(url).replaceFirst("$1" + Secret.HIDDEN + "@");
    }
}
