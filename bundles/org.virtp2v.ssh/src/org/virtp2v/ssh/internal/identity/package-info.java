/**
 * Credentials: the private key, read, its passphrase, the password. Knows {@code fetch}.
 */
@NullMarked
package org.virtp2v.ssh.internal.identity;

import org.jspecify.annotations.NullMarked;
