"""What can be read of a guest on its screen and serial console, and what that says of it."""

import re
from typing import List, Optional, Tuple

from qemu.screen import ROWS
from qemu.text import one_line

# Code of Windows's stop screens that a converted guest may show, from Microsoft's "Bug check code reference".
STOP_CODES = {
    0x0A: "IRQL_NOT_LESS_OR_EQUAL",
    0x1E: "KMODE_EXCEPTION_NOT_HANDLED",
    0x24: "NTFS_FILE_SYSTEM",
    0x3B: "SYSTEM_SERVICE_EXCEPTION",
    0x50: "PAGE_FAULT_IN_NONPAGED_AREA",
    0x5C: "HAL_INITIALIZATION_FAILED",
    0x5D: "UNSUPPORTED_PROCESSOR",
    0x67: "CONFIG_INITIALIZATION_FAILED",
    0x6B: "PROCESS1_INITIALIZATION_FAILED",
    0x74: "BAD_SYSTEM_CONFIG_INFO",
    0x79: "MISMATCHED_HAL",
    0x7A: "KERNEL_DATA_INPAGE_ERROR",
    0x7B: "INACCESSIBLE_BOOT_DEVICE",
    0x7E: "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED",
    0x7F: "UNEXPECTED_KERNEL_MODE_TRAP",
    0x9F: "DRIVER_POWER_STATE_FAILURE",
    0xA5: "ACPI_BIOS_ERROR",
    0xD1: "DRIVER_IRQL_NOT_LESS_OR_EQUAL",
    0xED: "UNMOUNTABLE_BOOT_VOLUME",
    0xEF: "CRITICAL_PROCESS_DIED",
    0x101: "CLOCK_WATCHDOG_TIMEOUT",
    0x133: "DPC_WATCHDOG_VIOLATION",
}

# What can be read, and the verdict; the first that fits counts. LAST: only in the last line that is not empty.
ANY, LAST = "any", "last"
SIGNS = [
    ("panic", ANY, r"Kernel panic - not syncing"),
    ("windows-stop", ANY, r"\*\*\* ?STOP: 0x[0-9A-Fa-f]{8}"),
    ("no-boot-disk", ANY, r"No bootable (option or )?device|UEFI Interactive Shell v"),
    (
        "boot-loader",
        ANY,
        r"grub rescue>|Entering rescue mode\.\.\.|Minimal BASH-like line editing is supported|Missing operating system"
        r"|Error loading operating system|Invalid partition table|Operating System not found|BOOTMGR is missing"
        r"|NTLDR is missing|An operating system wasn't found|No (DEFAULT or UI )?configuration (directive|file) found",
    ),
    ("passphrase", LAST, r"^(Please unlock disk .*|Please enter passphrase for .*|Enter passphrase for .*): *$"),
    (
        "emergency",
        ANY,
        r"Give root password for maintenance|You are in (emergency|rescue) mode|Entering emergency mode"
        r"|Dropping to a shell!|Press Enter for maintenance",
    ),
    ("emergency", LAST, r"^\(initramfs\)|^dracut:/#|^:/root#"),
    # Words of the kernel may come after the prompt.
    ("login", ANY, r"^\S{1,64} login: *(\[ *[0-9]+\.[0-9]+\] .*)?$"),
]
# How long a sign must stay; after a login prompt, the agent may still answer.
SETTLE_SECONDS = {
    "panic": 1.0,
    "windows-stop": 3.0,
    "no-boot-disk": 3.0,
    "boot-loader": 3.0,
    "passphrase": 5.0,
    "emergency": 10.0,
    "login": 20.0,
}
# SeaBIOS's words before it starts a boot sector; when they stay, that has not gone on.
STARTING_BOOT_SECTOR = "Booting from Hard Disk"


def lines_of(text: str, most: int = ROWS) -> List[str]:
    """The last screenful of lines that are not empty."""
    return [line.rstrip() for line in text.split("\n") if line.strip()][-most:]


def stop_code(code: int) -> str:
    """As people look for it."""
    return " ".join(["0x{:08X}".format(code), STOP_CODES.get(code, "")]).strip()


def sign_in(lines: List[str]) -> Optional[Tuple[str, str]]:
    """The verdict that lines tell, and the line that tells it."""
    for verdict, where, pattern in SIGNS:
        for line in lines if where == ANY else lines[-1:]:
            if re.search(pattern, line.strip()):
                code = re.search(r"STOP: 0x([0-9A-Fa-f]{8})", line)
                return verdict, stop_code(int(code.group(1), 16)) if code else one_line(line)
    return None
