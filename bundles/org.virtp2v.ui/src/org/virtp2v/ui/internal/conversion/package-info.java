/** The last page: the running conversion. */
@NullMarked
package org.virtp2v.ui.internal.conversion;

import org.jspecify.annotations.NullMarked;
