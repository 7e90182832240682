package org.virtp2v.core.machine;

/** How the machine was booted, and so what the guest needs to boot. */
public enum Firmware {
    BIOS, UEFI, UNKNOWN
}
