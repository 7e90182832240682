/** An example of an output target in a bundle of its own: guests for Proxmox VE. */
@NullMarked
package org.virtp2v.targets.proxmox;

import org.jspecify.annotations.NullMarked;
