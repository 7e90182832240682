/**
 * What the wizard asks while it logs in to the conversion server: whether a host key is the right one, the passphrase
 * of an identity, and what the server itself asks. {@link UserDialog} asks it, {@link SessionDialog} only once. Knows
 * {@code model} and {@code widgets}; the pages and {@code checks} log in with it.
 */
@NullMarked
package org.virtp2v.ui.internal.login;

import org.jspecify.annotations.NullMarked;
