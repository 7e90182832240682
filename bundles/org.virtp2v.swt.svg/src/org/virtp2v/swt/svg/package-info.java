/** SVG for SWT. */
@NullMarked
package org.virtp2v.swt.svg;

import org.jspecify.annotations.NullMarked;
