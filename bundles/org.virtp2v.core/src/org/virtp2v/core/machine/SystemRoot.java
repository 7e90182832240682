package org.virtp2v.core.machine;

/**
 * The root file system of an operating system, where virt-v2v can be told to convert that one ({@code --root}).
 *
 * @param device
 *            the kernel's name of the partition or disk that it is on, such as {@code sda2}; the group and the name of
 *            a logical volume, such as {@code vg/root}
 * @param logicalVolume
 *            whether it is on a logical volume, which the guest calls the same
 * @param hint
 *            which system it is, for people
 */
public record SystemRoot(String device, boolean logicalVolume, String hint) {
}
