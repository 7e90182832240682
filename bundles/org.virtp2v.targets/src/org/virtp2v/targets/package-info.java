/** The extension point for output targets, and the targets that are installed. */
@NullMarked
package org.virtp2v.targets;

import org.jspecify.annotations.NullMarked;
