package org.virtp2v.core.settings;

/** What {@code p2v.firmware} says of the guest's firmware; {@link #AUTO} is what the machine and its disks show. */
public enum FirmwareChoice {
    AUTO, BIOS, EFI
}
