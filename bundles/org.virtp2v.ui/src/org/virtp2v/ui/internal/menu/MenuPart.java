package org.virtp2v.ui.internal.menu;

/** An entry of the main menu. */
interface MenuPart {

    /** Its name. */
    String title();

    /** What is chosen there now, in a few words; empty: nothing to choose. */
    default String state() {
        return "";
    }

    /**
     * Asks for it.
     *
     * @return whether that is done, and the next entry is to be offered
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    boolean run() throws InterruptedException;
}
