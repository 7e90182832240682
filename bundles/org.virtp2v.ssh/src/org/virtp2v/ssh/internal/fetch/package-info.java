/**
 * Small files from the network or this machine: private keys, settings. Knows {@code blocking}.
 */
@NullMarked
package org.virtp2v.ssh.internal.fetch;

import org.jspecify.annotations.NullMarked;
