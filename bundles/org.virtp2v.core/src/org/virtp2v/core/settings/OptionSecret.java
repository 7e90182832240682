package org.virtp2v.core.settings;

import org.virtp2v.core.server.Secret;

/**
 * A secret among virt-v2v's options {@code -oo}, such as OpenStack's {@code os-password=…}, which must not be shown.
 */
public final class OptionSecret {
    private OptionSecret() {
    }

    /** Whether the value of an option, {@code NAME=VALUE}, is or has one. */
    public static boolean isIn(String option) {
        int equals = option.indexOf('=');
        return equals >= 0 && equals + 1 < option.length()
                && (SecretName.is(option.substring(0, equals)) || UrlPassword.isIn(option.substring(equals + 1)));
    }

    /** The option without it. */
    public static String hide(String option) {
        return isIn(option) ? option.substring(0, option.indexOf('=') + 1) + Secret.HIDDEN : option;
    }
}
