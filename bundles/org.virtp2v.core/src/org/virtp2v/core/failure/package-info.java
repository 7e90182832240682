/** Why a conversion cannot begin or go on: sealed kinds, one for each place where the fault may lie. */
@NullMarked
package org.virtp2v.core.failure;

import org.jspecify.annotations.NullMarked;
