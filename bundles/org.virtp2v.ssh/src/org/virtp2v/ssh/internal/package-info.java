/** Everything that is said to the conversion server, over SSH. */
@NullMarked
package org.virtp2v.ssh.internal;

import org.jspecify.annotations.NullMarked;
