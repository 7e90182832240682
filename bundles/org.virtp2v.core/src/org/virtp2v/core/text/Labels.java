package org.virtp2v.core.text;

/** The texts of labels and buttons where they are spoken or printed. */
public final class Labels {

    private Labels() {
    }

    /** The text as a name: without the letter that is underlined, and without the colon at its end. */
    public static String plain(String label) {
        return label.replaceAll("&(.)", "$1").replaceFirst(":$", "");
    }
}
