/** The conversion server: its properties, and the port to it. */
@NullMarked
package org.virtp2v.core.server;

import org.jspecify.annotations.NullMarked;
