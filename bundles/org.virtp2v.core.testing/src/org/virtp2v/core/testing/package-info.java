/**
 * Fakes of the ports of {@code core}, one of each, for the tests of all bundles; not in the product.
 * {@link org.virtp2v.core.testing.FakePorts} has the three of a conversion with one journal,
 * {@link org.virtp2v.core.testing.Plans} the plans for it. Fields of a fake are its settings: a test changes them
 * before, or while, the fake is used.
 */
@NullMarked
package org.virtp2v.core.testing;

import org.jspecify.annotations.NullMarked;
