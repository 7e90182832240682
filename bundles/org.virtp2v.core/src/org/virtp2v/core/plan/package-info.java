/** The validated plan of one conversion. */
@NullMarked
package org.virtp2v.core.plan;

import org.jspecify.annotations.NullMarked;
