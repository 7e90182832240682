/** The models of the pages; without widgets. */
@NullMarked
package org.virtp2v.ui.internal.model;

import org.jspecify.annotations.NullMarked;
