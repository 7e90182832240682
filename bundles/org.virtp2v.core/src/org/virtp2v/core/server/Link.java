package org.virtp2v.core.server;

/**
 * One of a run's connections to the conversion server.
 *
 * @param disk
 *            which disk it carries, counted from 1; 0: it is the control connection
 */
public record Link(int disk) {
    /** The connection over which the run is prepared, started, followed and stopped. */
    public static final Link CONTROL = new Link(0);

    /** The connection that carries the disk of this number, counted from 1. */
    public static Link disk(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("disks are counted from 1");
        }
        return new Link(number);
    }

    /** Whether it is the control connection. */
    public boolean isControl() {
        return disk == 0;
    }
}
