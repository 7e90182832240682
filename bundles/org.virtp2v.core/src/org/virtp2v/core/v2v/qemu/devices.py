"""What a QEMU can do, and its options for a guest's disks."""

import re
import subprocess
from typing import Dict, List, Set, Tuple

from .failure import Cannot
from .limits import COMMAND_SECONDS
from .machine import Machine
from .text import decoded, one_line

SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"


class Devices:
    """The options for a guest's disks: the controllers, and each disk where the metadata have it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.words = []  # type: List[str]
        self.counts = {}  # type: Dict[str, int]

    def add(self, bus: str, options: str) -> None:
        if bus == "ide" and self.machine.type == "q35":
            bus = "sata"
        count = self.counts.get(bus, 0)
        self.counts[bus] = count + 1
        if bus == "virtio":
            self.words += ["-device", "virtio-blk-pci," + options]
        elif bus == "scsi":
            if not count:
                self.words += ["-device", "virtio-scsi-pci,id=scsi"]
            self.words += ["-device", "scsi-hd,bus=scsi.0,scsi-id={},{}".format(count, options)]
        elif bus == "sata":
            if count % 6 == 0:
                self.words += ["-device", "ich9-ahci,id=sata{}".format(count // 6)]
            self.words += ["-device", "ide-hd,bus=sata{}.{},{}".format(count // 6, count % 6, options)]
        elif bus == "ide" and count < 4:
            self.words += ["-device", "ide-hd,bus=ide.{},unit={},{}".format(count // 2, count % 2, options)]
        elif bus == "usb":
            if not count:
                self.words += ["-device", "qemu-xhci,id=usb"]
            self.words += ["-device", "usb-storage,bus=usb.0," + options]
        else:
            raise Cannot("metadata-bad", "a disk at a bus that is not known: {}".format(one_line(bus)))


def ask_for_devices(qemu: str) -> Tuple[Set[str], bool]:
    """The devices that QEMU has, and whether it knows its sandbox."""
    for sandbox in (True, False):
        command = [qemu, "-nodefaults", "-machine", "none"] + (["-sandbox", SANDBOX] if sandbox else [])
        try:
            done = subprocess.run(
                command + ["-device", "help"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=COMMAND_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise Cannot("qemu-failed", str(problem), qemu)
        said = decoded(done.stdout)
        if done.returncode == 0:
            return set(re.findall(r'^name "([^"]+)"', said, re.MULTILINE)), sandbox
    raise Cannot("qemu-failed", one_line(said), qemu)
