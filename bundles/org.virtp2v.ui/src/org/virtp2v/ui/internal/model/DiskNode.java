package org.virtp2v.ui.internal.model;

/** A line of the list of disks. */
public sealed interface DiskNode permits DiskRow, DiskSet, PartRow {
}
