/** The UI thread for the tests of all bundles that show something. */
@NullMarked
package org.virtp2v.widgets.testing;

import org.jspecify.annotations.NullMarked;
