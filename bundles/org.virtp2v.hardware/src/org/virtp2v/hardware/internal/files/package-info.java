/**
 * Which files are at parts of a volume with XFS or Btrfs. Their tools tell it of mounted file systems only, or with
 * memory for all of the metadata, so the structures on the disk are read here: by reading only, with little memory, and
 * believing nothing. Knows nothing of the other rooms of this bundle.
 */
@NullMarked
package org.virtp2v.hardware.internal.files;

import org.jspecify.annotations.NullMarked;
