/** What the pages share whose choices the plan is made of. Knows {@code model}, {@code widgets} and {@code shell}. */
@NullMarked
package org.virtp2v.ui.internal.form;

import org.jspecify.annotations.NullMarked;
