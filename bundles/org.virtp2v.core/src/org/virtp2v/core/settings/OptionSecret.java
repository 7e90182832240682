package org.virtp2v.core.settings;

import java.util.regex.Pattern;

import org.virtp2v.core.server.Secret;

/**
 * A secret among virt-v2v's options {@code -oo}, such as OpenStack's {@code os-password=…}, which must not be shown. The
 * name of a file with a secret is none.
 */
public final class OptionSecret {
    private static final Pattern SECRET = Pattern.compile("(?i)^[^=]*(?:password|secret|token|passcode)=.");

    private OptionSecret() {
    }

    /** Whether the value of an option, {@code NAME=VALUE}, is one. */
    public static boolean isIn(String option) {
        return SECRET.matcher(option).find();
    }

    /** The option without it. */
    public static String hide(String option) {
        return isIn(option) ? option.substring(0, option.indexOf('=') + 1) + Secret.HIDDEN : option;
    }
}
