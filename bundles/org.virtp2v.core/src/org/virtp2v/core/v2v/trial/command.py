"""QEMU's command line for a trial, in which nothing of the guest is written."""

import os
import stat
from typing import Dict, List, Set, Tuple

from qemu.devices import Devices, SANDBOX
from qemu.failure import Cannot, Unreadable
from qemu.firmware import find_firmware
from qemu.limits import MIB
from qemu.machine import Machine
from qemu.text import one_line

LEAST_MEMORY_MIB = 512
MEMORY_SHARE = 0.75
# QEMU's own, with the translated code of TCG.
QEMU_MEMORY_MIB = 384
TRANSLATED_MIB = 256
CPUS = 8
# What the guest may write in the trial, on each disk.
WRITTEN_BYTES = 8 << 30
WRITTEN_SHARE = 0.5
LEAST_SPACE_BYTES = 512 * MIB
# QEMU's docs/system/i386/hyperv: Windows gives a busy server time, and writes its stop code to registers, of which QEMU
# tells. KVM has had them since Linux 4.3.
HYPERV_CRASH = ",hv-relaxed,hv-crash"


def memory_for(asked_mib: int, available: int) -> int:
    """What the guest gets: what it should have, if that is no more than a share of what is there."""
    most = int(available * MEMORY_SHARE) - QEMU_MEMORY_MIB
    if most < min(LEAST_MEMORY_MIB, asked_mib):
        raise Cannot("no-memory", "{} MiB are available".format(available))
    return max(1, min(asked_mib, most))


def place_for_writes(directory: str) -> Tuple[str, int]:
    """Where the guest's writes go, and how many bytes a disk: not to memory if there is a choice."""
    found = "", 0
    for place in ("/var/tmp", directory):
        if place == directory and os.geteuid() == 0:
            continue  # QEMU is nobody then, and does not get in
        try:
            room = os.statvfs(place)
        except OSError:
            continue
        if os.access(place, os.W_OK | os.X_OK) and room.f_bavail * room.f_frsize > found[1]:
            found = place, room.f_bavail * room.f_frsize
    if found[1] < LEAST_SPACE_BYTES:
        raise Cannot("no-space", "{} bytes are free in /var/tmp".format(found[1]), "/var/tmp")
    return found[0], min(WRITTEN_BYTES, int(found[1] * WRITTEN_SHARE))


def open_readable(path: str) -> int:
    """Opens a disk to be read. What is not a disk is refused, and waiting for a pipe too."""
    if "\0" in path or not os.path.isabs(path):
        raise Cannot("metadata-bad", "no path of a disk: {}".format(one_line(path)))
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except PermissionError:
        raise Unreadable(path)
    except OSError as problem:
        raise Cannot("disk-missing", "{}: {}".format(path, problem.strerror), path)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISBLK(mode):
        os.close(descriptor)
        raise Cannot("disk-missing", "{} is neither a file nor a device".format(path), path)
    return descriptor


class Files:
    """The descriptors that QEMU gets, each a set of its own, read-only."""

    def __init__(self) -> None:
        self.descriptors = []  # type: List[int]

    def drive(self, path: str, form: str, more: str) -> str:
        """The value of a -drive for a file; what is written to it goes elsewhere."""
        if form not in ("raw", "qcow2"):
            raise Cannot("disk-format", "{}: {}".format(path, one_line(form)), path)
        descriptor = open_readable(path)
        self.descriptors.append(descriptor)
        driver = "host_device" if stat.S_ISBLK(os.fstat(descriptor).st_mode) else "file"
        return "{},format={},file.driver={},file.filename=/dev/fdset/{}".format(
            more, form, driver, len(self.descriptors)
        )

    def options(self) -> List[str]:
        words = []
        for position, descriptor in enumerate(self.descriptors, 1):
            words += ["-add-fd", "fd={},set={}".format(descriptor, position)]
        return words

    def close(self) -> None:
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors = []


def cpus_for(machine: Machine) -> int:
    return max(1, min(machine.cpus, os.cpu_count() or 1, CPUS))


def command_line(
    qemu: str, machine: Machine, accelerator: str, memory: int, devices: Set[str], sandbox: bool, files: Files,
    channels: Dict[str, int],
) -> List[str]:
    """QEMU's command line. channels: the descriptors of the monitor, the serial console and the agent."""
    cpus = cpus_for(machine)
    secure = machine.secure and machine.type == "q35"
    words = [qemu, "-name", "trial", "-nodefaults", "-no-user-config", "-display", "none", "-net", "none", "-S"]
    words += ["-no-shutdown", "-boot", "strict=on,menu=off", "-msg", "timestamp=off"]
    words += ["-sandbox", SANDBOX] if sandbox else []
    words += ["-machine", machine.type + (",smm=on" if secure else "")]
    words += ["-accel", "kvm" if accelerator == "kvm" else "tcg,tb-size={}".format(TRANSLATED_MIB)]
    words += ["-cpu", "host" + (HYPERV_CRASH if machine.windows else "") if accelerator == "kvm" else "max"]
    words += ["-smp", "{},sockets=1,cores={},threads=1".format(cpus, cpus), "-m", str(memory)]
    words += ["-rtc", "base=localtime"] if machine.local_time else []
    if machine.uefi:
        firmware = find_firmware(machine)
        words += ["-global", "driver=cfi.pflash01,property=secure,value=on"] if secure else []
        words += ["-drive", files.drive(firmware.code, firmware.code_format, "if=pflash,unit=0,readonly=on")]
        words += ["-drive", files.drive(firmware.vars, firmware.vars_format, "if=pflash,unit=1,snapshot=on")]
    attached = Devices(machine)
    for index, disk in enumerate(machine.disks):
        name = "disk{}".format(index)
        attached.words += ["-drive", files.drive(disk.path, disk.format, "if=none,id={},snapshot=on".format(name))]
        attached.add(disk.bus, "drive={},bootindex={}".format(name, index + 1))
    words += attached.words
    words += ["-device", "VGA"]
    for name, descriptor in sorted(channels.items()):
        words += ["-chardev", "socket,id={},fd={}".format(name, descriptor)]
    words += ["-mon", "chardev=qmp,mode=control", "-serial", "chardev:serial"]
    words += ["-device", "virtio-serial-pci", "-device"]
    words += ["virtserialport,chardev=agent,id=agent,name=org.qemu.guest_agent.0"]
    if "pvpanic" in devices:
        words += ["-device", "pvpanic"]
    if "virtio-rng-pci" in devices:
        words += ["-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng"]
    return words + files.options()
