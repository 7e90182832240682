/** The conversion server: what is known of it, and the port to it. */
@NullMarked
package org.virtp2v.core.server;

import org.jspecify.annotations.NullMarked;
