/**
 * Ciphers that JSch has only with further libraries, and its source of random bytes. JSch makes their objects by name,
 * so it needs this package: the fragment {@code org.virtp2v.jsch.ciphers} has it import it.
 */
@NullMarked
package org.virtp2v.ssh.cipher;

import org.jspecify.annotations.NullMarked;
