package org.virtp2v.ui;

import java.util.Locale;
import java.util.Set;

import org.eclipse.swt.SWT;

/** In which direction the user's language is written. */
final class Direction {
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi");

    private Direction() {
    }

    /** SWT's style for the direction. */
    static int ofLocale() {
        return RIGHT_TO_LEFT.contains(Locale.getDefault().getLanguage()) ? SWT.RIGHT_TO_LEFT : SWT.LEFT_TO_RIGHT;
    }
}
