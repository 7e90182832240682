/**
 * Credentials: the private key, fetched and read, its passphrase, the password. Knows {@code blocking}.
 */
@NullMarked
package org.virtp2v.ssh.internal.identity;

import org.jspecify.annotations.NullMarked;
