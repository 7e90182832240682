/** Source disks and the port that serves them, read-only. */
@NullMarked
package org.virtp2v.core.source;

import org.jspecify.annotations.NullMarked;
