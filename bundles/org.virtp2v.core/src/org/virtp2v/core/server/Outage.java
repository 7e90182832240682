package org.virtp2v.core.server;

import java.time.Duration;

/**
 * The state of a connection that is lost and is being made again.
 *
 * @param lasted
 *            how long ago it was lost
 * @param attempt
 *            which attempt to make it again comes next or is under way, counted from 1
 * @param untilNext
 *            how long until that attempt begins; zero while it is under way
 * @param why
 *            what failed last, in whole sentences
 */
public record Outage(Duration lasted, int attempt, Duration untilNext, String why) {
}
