"""A guest's machine, as the script describes it that virt-v2v writes with -o qemu."""

import re
import shlex
from typing import Dict

from qemu.failure import Cannot
from qemu.machine import Disk, Machine, machine_type, number


def options_of(word: str) -> Dict[str, str]:
    """An option of QEMU: a,b=c,d. The first part may be a value alone; a doubled comma is one."""
    found = {}  # type: Dict[str, str]
    for position, part in enumerate(re.split(r"(?<!,),(?!,)", word)):
        name, equals, value = part.replace(",,", ",").partition("=")
        if equals:
            found[name] = value
        elif position == 0:
            found[""] = name
        else:
            found[name] = "on"
    return found


BUS_OF_DEVICE = {"virtio-blk-pci": "virtio", "scsi-hd": "scsi", "ide-hd": "sata", "usb-storage": "usb"}


def machine_of_script(text: str) -> Machine:
    """Reads the script that virt-v2v writes with -o qemu. It is not run, and no variable of it is known."""
    try:
        words = shlex.split(re.sub(r"(?m)^\s*#.*$", "", text).replace("\\\n", " "))
    except ValueError as problem:
        raise Cannot("metadata-bad", str(problem))
    machine = Machine()
    drives = {}  # type: Dict[str, Disk]
    seen_qemu = False
    for word, value in zip(words, words[1:] + [""]):
        options = options_of(value)
        if re.search(r"(^|/)qemu-(system-\w+|kvm)$", word):
            seen_qemu = True
            system = re.search(r"qemu-system-(\w+)$", word)
            machine.architecture = system.group(1) if system else "x86_64"
        elif word == "cp" and not seen_qemu:
            # cp /usr/share/OVMF/OVMF_VARS.fd "$uefi_vars"
            machine.template = value
        elif word == "-name":
            machine.name = value
        elif word == "-machine":
            machine.type = machine_type(options.get("", options.get("type", "")))
            machine.secure = machine.secure or options.get("smm") == "on"
        elif word == "-m":
            machine.memory_mib = number(options.get("", options.get("size", "")), "-m")
        elif word == "-smp":
            machine.cpus = number(options.get("", options.get("cpus", "")), "-smp")
        elif word == "-rtc":
            machine.local_time = machine.windows = options.get("base") == "localtime"
        elif word == "-drive":
            drive_of_script(options, machine, drives)
        elif word == "-device" and options.get("drive") in drives:
            drive = drives[options["drive"]]
            machine.disks.append(drive._replace(bus=BUS_OF_DEVICE.get(options.get("", ""), options.get("", ""))))
    if not seen_qemu:
        raise Cannot("metadata-bad", "no QEMU in the script")
    return machine


def drive_of_script(options: Dict[str, str], machine: Machine, drives: Dict[str, Disk]) -> None:
    kind = options.get("if", "ide")
    path = options.get("file")
    if path is None or options.get("media", "disk") != "disk":
        return
    if kind == "pflash":
        machine.uefi = True
        if options.get("readonly") == "on":
            machine.code = path
        return
    disk = Disk(path, options.get("format", "raw"), kind)
    if kind == "none":
        drives[options.get("id", "")] = disk
    else:
        machine.disks.append(disk)
