/** The user guide. */
@NullMarked
package org.virtp2v.doc;

import org.jspecify.annotations.NullMarked;
