/** The program: options, which mode, the text mode, commands around the conversion, exit codes. */
@NullMarked
package org.virtp2v.app;

import org.jspecify.annotations.NullMarked;
