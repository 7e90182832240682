"""What the conversion server has: QEMU, KVM, memory."""

import fcntl
import os
import shutil
from typing import Optional, Tuple

from .failure import Cannot, user_name

BACKEND_SETTINGS = "LIBGUESTFS_BACKEND_SETTINGS"
QEMUS = ("qemu-system-x86_64", "/usr/libexec/qemu-kvm", "qemu-kvm", "/usr/bin/qemu-system-x86_64")
# linux/kvm.h
KVM_GET_API_VERSION, KVM_CREATE_VM, KVM_API_VERSION = 0xAE00, 0xAE01, 12


def find_qemu() -> str:
    for name in QEMUS:
        path = shutil.which(name)
        if path:
            return path
    raise Cannot("no-qemu", "none of " + ", ".join(QEMUS))


def kvm_problem(backend_settings: str) -> Optional[Tuple[str, Optional[str]]]:
    """Why there is no KVM: a word and words; None if there is. What these settings tell libguestfs holds here too."""
    if "force_tcg" in backend_settings.split(":"):
        return "switched-off", BACKEND_SETTINGS + "=force_tcg"
    try:
        descriptor = os.open("/dev/kvm", os.O_RDWR | os.O_CLOEXEC)
    except PermissionError:
        return "not-allowed", "{} may not use /dev/kvm".format(user_name(os.geteuid()))
    except OSError as problem:
        return "absent", problem.strerror
    try:
        if fcntl.ioctl(descriptor, KVM_GET_API_VERSION, 0) != KVM_API_VERSION:
            return "failed", "its version is not {}".format(KVM_API_VERSION)
        os.close(fcntl.ioctl(descriptor, KVM_CREATE_VM, 0))
        return None
    except OSError as problem:
        return "failed", problem.strerror
    finally:
        os.close(descriptor)


def available_mib() -> int:
    with open("/proc/meminfo", encoding="ascii") as file:
        for line in file:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) // 1024
    return 0
