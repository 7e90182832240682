package org.virtp2v.ui.internal.model;

/** Whether the guest is to be started before its disks are copied: only when the settings or the user say so. */
public final class InstantChoice {
    private boolean wanted;

    InstantChoice(boolean given) {
        this.wanted = given;
    }

    /** The user wants it, or not. */
    public void choose(boolean wanted) {
        this.wanted = wanted;
    }

    /** Whether it is wanted. */
    public boolean isWanted() {
        return wanted;
    }
}
