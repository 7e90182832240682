package org.virtp2v.core.machine;

import java.time.Duration;

/**
 * Is told of this machine's power button while nothing else acts on it. One press does nothing, so that hours of work
 * are not lost by accident; two do. Called on a thread of its own; must not block.
 */
public interface PowerButtonListener {

    /**
     * It was pressed.
     *
     * @param time
     *            within which it has to be pressed again
     */
    void pressed(Duration time);

    /** It was pressed again in time: the work is to end, and this machine is to be switched off. */
    void pressedAgain();
}
