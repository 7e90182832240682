package org.virtp2v.core.convert;

/** How a conversion gets to its run on the server. */
sealed interface Beginning {
    /**
     * A new run is started.
     *
     * @param looks
     *            whether the same conversion goes on instead when it is waiting on the server
     */
    record New(boolean looks) implements Beginning {
    }

    /** A run that is waiting goes on. */
    record GoOn(Resumable run) implements Beginning {
    }

    /** A run that is waiting is ended, and nothing is converted. */
    record End(Resumable run) implements Beginning {
    }
}
