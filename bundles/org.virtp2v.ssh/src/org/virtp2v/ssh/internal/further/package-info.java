/**
 * Further connections of one disk: how many there should be. They only make it faster: no failure of one is more than
 * that.
 */
@NullMarked
package org.virtp2v.ssh.internal.further;

import org.jspecify.annotations.NullMarked;
