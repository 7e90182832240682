/**
 * The guest that is started before its disks are copied: what {@code instant.py}, which does that on the server, tells.
 * It tells it among virt-v2v's output, and describes itself beside {@code relay.py}.
 */
@NullMarked
package org.virtp2v.core.instant;

import org.jspecify.annotations.NullMarked;
