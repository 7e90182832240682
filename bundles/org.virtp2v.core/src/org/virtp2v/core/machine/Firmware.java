package org.virtp2v.core.machine;

/** How the machine was booted, and so the firmware that the guest needs. */
public enum Firmware {
    BIOS, UEFI, UNKNOWN
}
