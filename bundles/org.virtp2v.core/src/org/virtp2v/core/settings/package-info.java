/** What the user asked for: the kernel command line, its grammar, defaults and dump. */
@NullMarked
package org.virtp2v.core.settings;

import org.jspecify.annotations.NullMarked;
