package org.virtp2v.core.server;

import java.security.SecureRandom;

/**
 * A machine's wish for a slot on a conversion server. It is the same as long as the machine waits, and on all servers
 * that it asks.
 *
 * @param id
 *            letters and digits by which it is known, the same nowhere else
 * @param limit
 *            how many conversions may run on the server, this one included
 * @param guest
 *            name of the guest, for people who look at the queue
 */
public record SlotRequest(String id, int limit, String guest) {
    private static final int ID_LENGTH = 20;

    /** A new one. */
    public SlotRequest(int limit, String guest) {
        this(randomId(), limit, guest);
    }

    private static String randomId() {
        var id = new StringBuilder();
        new SecureRandom().ints(ID_LENGTH, 0, 36).forEach(digit -> id.append(Character.forDigit(digit, 36)));
        return id.toString();
    }
}
