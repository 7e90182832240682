/**
 * virt-v2v's output modes: by which names they are known, where their guests go, which files they make and which
 * programs they need. {@link org.virtp2v.core.mode.OutputMode} is the table, and the only place that knows.
 */
@NullMarked
package org.virtp2v.core.mode;

import org.jspecify.annotations.NullMarked;
