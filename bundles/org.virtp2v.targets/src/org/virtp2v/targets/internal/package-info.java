/** The output targets that come with the program. */
@NullMarked
package org.virtp2v.targets.internal;

import org.jspecify.annotations.NullMarked;
