/**
 * The test boot: the finished guest is started once on the conversion server, without a network and without writing to
 * it, and what is seen of it comes back. {@code trial.py} beside {@code relay.py} does it there, and describes itself.
 */
@NullMarked
package org.virtp2v.core.trial;

import org.jspecify.annotations.NullMarked;
