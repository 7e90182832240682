/** The NBD protocol's names and numbers. */
@NullMarked
package org.virtp2v.nbd.internal.protocol;

import org.jspecify.annotations.NullMarked;
