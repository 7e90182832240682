package org.virtp2v.core.convert;

/** Receives the events of a conversion. Called by one thread at a time, never concurrently; must return quickly. */
@FunctionalInterface
public interface ConversionListener {

    /** Something happened. */
    void on(ConversionEvent event);
}
