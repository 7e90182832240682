/** The first page: the conversion server. */
@NullMarked
package org.virtp2v.ui.internal.server;

import org.jspecify.annotations.NullMarked;
