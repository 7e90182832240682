/** This physical machine: the model and the port that probes it. */
@NullMarked
package org.virtp2v.core.machine;

import org.jspecify.annotations.NullMarked;
