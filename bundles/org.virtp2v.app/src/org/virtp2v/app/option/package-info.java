/** What is common to the command lines of the programs: options are parsed, and what is wrong with them is said. */
@NullMarked
package org.virtp2v.app.option;

import org.jspecify.annotations.NullMarked;
