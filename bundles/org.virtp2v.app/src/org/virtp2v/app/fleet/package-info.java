/**
 * The program virt-p2v-fleet, for those who convert many machines: it runs anywhere, needs neither this machine's disks
 * nor a display, and knows nothing of the text mode and the wizard. {@link Fleet} finds the {@link FleetCommand} that
 * the arguments name.
 */
@NullMarked
package org.virtp2v.app.fleet;

import org.jspecify.annotations.NullMarked;
