/** Probes this machine through {@code /sys}, {@code /proc} and a few commands; reads only. */
@NullMarked
package org.virtp2v.hardware.internal;

import org.jspecify.annotations.NullMarked;
