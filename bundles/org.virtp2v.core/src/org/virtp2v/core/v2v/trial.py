#!/usr/bin/env python3
"""Starts the guest that virt-v2v has made once, on the conversion server, and tells what is seen.

usage: python3 -I trial.py DIRECTORY

The guest gets a machine as virt-v2v's metadata describes it, without a network. Nothing of it is written: this program
opens its disks and its NVRAM read-only and hands QEMU the descriptors; what the guest writes goes to files that have
no name any more (-drive snapshot=on), and are gone with QEMU. It needs Python 3.6 and its standard library, and QEMU.

What it reads

  DIRECTORY/trial.json   {"target": "local" | "disk" | "qemu" | "libvirt" | another target of virt-v2v,
                          "guest": NAME,
                          "os": the directory of local, disk and qemu, else anything,
                          "connection": libvirt's URI, or null: its default,
                          "sudo": true if virt-v2v ran by sudo: then this program may begin itself anew by sudo -n,
                          "backend_settings": LIBGUESTFS_BACKEND_SETTINGS as virt-v2v was given it, or null: as it
                          was there anyway,
                          "seconds": {"kvm": 180, "tcg": 600}, how long the guest is looked at at most,
                          "accelerator": "kvm" or "tcg" to have only that, or null}
  DIRECTORY/environment  the environment in which the conversion was started, as printenv shows it
  standard input         a line "skip" ends the trial with what was seen so far; so does its end, when the connection
                         is lost
  the metadata           libvirt's XML, or the script of -o qemu, whose words are read and never run

What it writes

  DIRECTORY/trial-001.png …     the pictures that it has sent
  DIRECTORY/trial-serial.log    the guest's serial console: the first megabyte of it, printable
  standard output, a JSON object a line; "at" is seconds since the guest was started:
    {"event": "started", "accelerator": "kvm" | "tcg",
     "why_no_kvm": null | "absent" | "not-allowed" | "failed" | "switched-off",
     "kvm_detail": text | null, "memory": MiB, "memory_asked": MiB, "cpus": count, "firmware": "bios" | "uefi",
     "machine": "q35" | "pc", "seconds": limit}
        a second time, with tcg, when nothing at all was seen with kvm
    {"event": "screen", "at", "width", "height", "file": "trial-001.png", "png": base64, "text": [line, …] | null}
        after 2, 4, 8, 15, 30, 60 s, then every minute, and at the end, if the picture has changed, but for a cursor.
        The PNG has at most a MiB; it may be smaller than the screen or have fewer colours. "text" is the screen
        where that shows text as a VGA does, else null
    {"event": "serial", "at", "text": the last 2000 characters}     at the same times, if it has changed
    {"event": "agent", "at", "os": name | null}                     the guest agent has answered
    {"event": "reset", "at", "count"}                               the guest has reset its machine
    {"event": "panicked" | "shutdown" | "paused", "at", "detail": text | null}
    {"event": "verdict", "verdict": …, "at", "detail": text | null, "resets": count}    once, last

The verdicts; "detail" is the line that was read, where one was

  agent          the guest agent answered; detail is the system's name
  login          a login prompt, as text on the screen or on the serial console
  passphrase     a question for a disk's passphrase
  emergency      the system has started, and stopped in an emergency shell: mostly, its disks are not there
  panic          the kernel panicked: by the panic device, or as text
  windows-stop   Windows has stopped: by Hyper-V's registers for that, as text, or by a picture like its stop screen;
                 detail is the stop code, where it was told or read
  boot-loader    a boot loader that does not find its system, or has not gone on until the end
  no-boot-disk   the firmware found nothing to start
  restarts       the guest resets its machine again and again; detail is a panic that was read before
  powered-off    the guest has switched its machine off
  paused         QEMU has stopped the guest; detail is QEMU's word for why: io-error, internal-error …
  screen         none of these: the picture must be looked at; detail is the last line of a text
  nothing        the screen was empty all the time, and the serial console too
  skipped        it was told to end, or the connection is lost, or a signal came
  cannot         there was no trial, or QEMU has ended; "reason" says why, "path" and "help" are there where they are:
                 target-remote, no-qemu, no-metadata, metadata-bad, architecture, disk-remote, disk-format,
                 disk-missing, disk-unreadable, disk-in-use, no-firmware, no-memory, no-space, qemu-failed, failed

The guest is not trusted. QEMU runs under its own system call filter, without children; if this program is root, as
nobody. What the guest shows and sends is read within bounds, and only printable characters of it are passed on. QEMU
ends when this program does, whatever ends that, and this program ends on SIGTERM, SIGINT and SIGHUP, when standard
input or output is closed, and when its parent has died.
"""

import base64
import ctypes
import fcntl
import itertools
import json
import os
import pwd
import random
import re
import resource
import select
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
import zlib
from typing import Callable, Dict, List, NamedTuple, Optional, Set, Tuple

MIB = 1 << 20
SERIAL_LOG_BYTES = MIB
SERIAL_TAIL_CHARACTERS = 2000
# Of the serial console, what is looked at for signs: a screenful or two.
SERIAL_SEEN_BYTES = 16 * 1024
PNG_BYTES = MIB
PICTURES = 60
# Larger than any screen of a standard VGA, whose memory has 16 MiB.
SCREEN_PIXELS = 16 * MIB
METADATA_BYTES = 4 * MIB
# QEMU's own messages, and a line of its monitor or of the guest agent.
MESSAGES_BYTES = 4096
LINE_BYTES = MIB
AGENT_LINE_BYTES = 64 * 1024
LINE_CHARACTERS = 200

PICTURE_SECONDS = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
PICTURES_LATER_SECONDS = 60.0
LOOK_SECONDS = 1.0
TICK_SECONDS = 1.0
AGENT_SECONDS = 5.0
# How much longer the guest runs when its agent has answered, for a picture of more than an empty screen.
AGENT_SETTLE_SECONDS = 15.0
QMP_SECONDS = 60.0
COMMAND_SECONDS = 60.0
OUTPUT_SECONDS = 60.0
# With KVM, a firmware shows something within two.
KVM_SILENT_SECONDS = 45.0
# A system may restart itself once or twice when it starts for the first time: SELinux's labels, Windows's drivers.
RESTARTS = 5

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

TEXT_MEMORY = 0xB8000
TEXT_MEMORY_BYTES = 32 * 1024
COLUMNS, ROWS, CELL_ROWS = 80, 25, 16
# Windows's own text mode has twice as many rows.
SMALL_CELL_ROWS = 8

BACKEND_SETTINGS = "LIBGUESTFS_BACKEND_SETTINGS"
QEMUS = ("qemu-system-x86_64", "/usr/libexec/qemu-kvm", "qemu-kvm", "/usr/bin/qemu-system-x86_64")
ARCHITECTURES = ("x86_64", "i686", "i386")
LOCAL_TARGETS = ("local", "disk", "qemu", "libvirt")
# Descriptions of firmware, as QEMU's docs/interop/firmware.json has them; the last folder is the distribution's.
FIRMWARE_DESCRIPTIONS = ("/etc/qemu/firmware", "/usr/share/qemu/firmware")
# Where there are none: Debian, RHEL, SUSE.
FIRMWARES = (
    ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
    ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
    ("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
    ("/usr/share/qemu/ovmf-x86_64-code.bin", "/usr/share/qemu/ovmf-x86_64-vars.bin"),
)
SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
# linux/kvm.h
KVM_GET_API_VERSION, KVM_CREATE_VM, KVM_API_VERSION = 0xAE00, 0xAE01, 12

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
# QEMU's docs/system/i386/hyperv: Windows gives a busy server time, and writes its stop code to registers, of which QEMU
# tells. KVM has had them since Linux 4.3.
HYPERV_CRASH = ",hv-relaxed,hv-crash"
# The blue of stop screens: of Windows 8, of 10 and 11, of a VGA's text, and of graphics with 16 colours.
BLUE_SMILEY = ((17, 115, 170), (0, 120, 215))
BLUE_TEXT = ((0, 0, 168), (0, 0, 170), (0, 0, 128))
BLUE_TEXT_SIZES = ((640, 480), (640, 400), (720, 400))

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


class Cannot(Exception):
    """There can be no trial: a word for the program, words for people, and what helps."""

    def __init__(self, reason: str, detail: str, path: Optional[str] = None, help: Optional[str] = None) -> None:
        Exception.__init__(self, detail)
        self.reason = reason
        self.detail = detail
        self.path = path
        self.help = help


class NoKvm(Exception):
    """KVM is there, and the guest does not run with it."""


class Skipped(Exception):
    """The trial was told to end."""


# ---------------------------------------------------------------------------------------------------------------------
# Text


def printable(text: str) -> str:
    """Without escape sequences and control characters; a cursor that is sent elsewhere begins a new line."""
    text = re.sub(r"\x1b\[[0-9;]*[Hf]", "\n", text)
    text = re.sub(r"\x1b\][^\x07\x1b\n]{0,256}(\x07|\x1b\\)?", "", text)
    text = re.sub(r"\x1b(\[[0-?]{0,64}[ -/]{0,8}[@-~]?|[ -/]{0,8}[0-~]?)", "", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c if c == "\n" or c.isprintable() else "" for c in text)


def decoded(data: bytes) -> str:
    return printable(data.decode("utf-8", "replace"))


def one_line(text: object) -> str:
    return " ".join(printable(str(text)).split())[:LINE_CHARACTERS]


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


# ---------------------------------------------------------------------------------------------------------------------
# What virt-v2v has made

Disk = NamedTuple("Disk", [("path", str), ("format", str), ("bus", str)])


class Machine:
    """What the metadata say of the guest's machine."""

    def __init__(self) -> None:
        self.name = ""
        self.architecture = "x86_64"
        self.type = "pc"
        self.memory_mib = 1024
        self.cpus = 1
        self.uefi = False
        self.secure = False
        # Files of the firmware, as the metadata name them; they need not be there.
        self.code = None  # type: Optional[str]
        self.nvram = None  # type: Optional[str]
        self.template = None  # type: Optional[str]
        self.local_time = False
        self.windows = False
        self.disks = []  # type: List[Disk]


VolumePath = Callable[[str, str], str]


def no_pool(pool: str, volume: str) -> str:
    raise Cannot("metadata-bad", "volume {} of pool {}, without libvirt".format(volume, pool))


def machine_type(words: str) -> str:
    return "q35" if "q35" in words else "pc"


def number(text: Optional[str], what: str) -> int:
    if not re.match(r"^\s*[0-9]{1,15}\s*$", text or ""):
        raise Cannot("metadata-bad", "no number in {}: {}".format(what, one_line(text)))
    return int(text or "")


# libvirt's formatdomain.html: memory's unit.
UNITS = {"b": 1, "bytes": 1, "kb": 1000, "k": 1024, "kib": 1024, "mb": 10**6, "m": MIB, "mib": MIB}
UNITS.update({"gb": 10**9, "g": 1 << 30, "gib": 1 << 30, "tb": 10**12, "t": 1 << 40, "tib": 1 << 40})


def machine_of_xml(text: str, volume_path: VolumePath = no_pool) -> Machine:
    """Reads libvirt's XML. A document type, which could have entities, is refused."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Cannot("metadata-bad", "a document type is not expected")
    try:
        domain = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text))
    except (ElementTree.ParseError, ValueError) as problem:
        raise Cannot("metadata-bad", str(problem))
    if domain.tag != "domain":
        raise Cannot("metadata-bad", "no domain, but {}".format(one_line(domain.tag)))
    machine = Machine()
    machine.name = (domain.findtext("name") or "").strip()
    kind = domain.find("os/type")
    if kind is not None:
        machine.architecture = kind.get("arch", "x86_64")
        machine.type = machine_type(kind.get("machine", ""))
    memory = domain.find("memory")
    if memory is not None:
        unit = UNITS.get(memory.get("unit", "KiB").lower())
        if unit is None:
            raise Cannot("metadata-bad", "unit of memory: {}".format(one_line(memory.get("unit"))))
        machine.memory_mib = number(memory.text, "memory") * unit // MIB
    machine.cpus = number(domain.findtext("vcpu") or "1", "vcpu")
    clock = domain.find("clock")
    machine.local_time = clock is not None and clock.get("offset") == "localtime"
    machine.windows = is_windows(domain, machine)
    firmware_of_xml(domain, machine)
    for disk in domain.iterfind("devices/disk"):
        disk_of_xml(disk, machine, volume_path)
    return machine


def is_windows(domain: ElementTree.Element, machine: Machine) -> bool:
    """By libosinfo's name of the system; where there is none, by what only Windows gets."""
    names = [each.get("id", "") for each in domain.iter("{http://libosinfo.org/xmlns/libvirt/domain/1.0}os")]
    if names:
        return any("microsoft.com/" in name for name in names)
    return machine.local_time or domain.find("features/hyperv") is not None


def firmware_of_xml(domain: ElementTree.Element, machine: Machine) -> None:
    loader = domain.find("os/loader")
    nvram = domain.find("os/nvram")
    pflash = loader is not None and loader.get("type") == "pflash"
    system = domain.find("os")
    machine.uefi = pflash or (system is not None and system.get("firmware") == "efi")
    if not machine.uefi:
        return
    features = domain.findall("os/firmware/feature")
    machine.secure = (loader is not None and loader.get("secure") == "yes") or any(
        each.get("name") == "secure-boot" and each.get("enabled") == "yes" for each in features
    )
    if loader is not None and pflash:
        machine.code = (loader.text or "").strip() or None
    if nvram is not None:
        machine.nvram = (nvram.text or nvram.findtext("source") or "").strip() or None
        machine.template = nvram.get("template")


def disk_of_xml(disk: ElementTree.Element, machine: Machine, volume_path: VolumePath) -> None:
    if disk.get("device", "disk") != "disk":
        return
    source, target, driver = disk.find("source"), disk.find("target"), disk.find("driver")
    if source is None or target is None:
        return
    kind = disk.get("type", "file")
    if kind == "volume":
        path = volume_path(source.get("pool", ""), source.get("volume", ""))  # type: Optional[str]
    elif kind in ("file", "block"):
        path = source.get("file") or source.get("dev")
    else:
        raise Cannot("disk-remote", "a disk of type {}".format(one_line(kind)))
    form = "raw" if driver is None else driver.get("type", "raw")
    machine.disks.append(Disk(path or "", form, target.get("bus", "virtio")))


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


def read_bounded(path: str, most: int) -> str:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Cannot("metadata-bad", "{} is not a file".format(path), path)
        data = file.read(most + 1)
    if len(data) > most:
        raise Cannot("metadata-bad", "{} has more than {} bytes".format(path, most), path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Cannot("metadata-bad", "{}: {}".format(path, problem), path)


# ---------------------------------------------------------------------------------------------------------------------
# What the caller wants


class Config:
    """What trial.json says."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        said = json.loads(read_bounded(os.path.join(directory, "trial.json"), MIB))
        self.target = str(said["target"])
        self.guest = str(said["guest"])
        self.storage = said.get("os") or ""
        self.connection = said.get("connection")
        self.sudo = said.get("sudo") is True
        self.given_settings = said.get("backend_settings")
        seconds = said.get("seconds") or {}
        self.seconds = {"kvm": float(seconds.get("kvm", 180)), "tcg": float(seconds.get("tcg", 600))}
        self.accelerator = said.get("accelerator")

    def backend_settings(self) -> str:
        """LIBGUESTFS_BACKEND_SETTINGS of virt-v2v, as far as it is known."""
        if self.given_settings is not None:
            return str(self.given_settings)
        ours = os.environ.get(BACKEND_SETTINGS, "")
        if self.sudo and os.geteuid() == 0:
            return ours  # sudo has passed on, or not, what it did for virt-v2v
        try:
            lines = read_bounded(os.path.join(self.directory, "environment"), MIB).splitlines()
        except (OSError, Cannot):
            return ours
        name = BACKEND_SETTINGS + "="
        return next((line[len(name):] for line in lines if line.startswith(name)), "")

    def machine(self) -> Machine:
        """The guest's machine, from the metadata of the target."""
        if self.target not in LOCAL_TARGETS:
            raise Cannot("target-remote", self.target)
        if self.target == "libvirt":
            machine = machine_of_xml(self.virsh("dumpxml", "--inactive", "--", self.guest), self.volume_path)
        else:
            machine = self.machine_of_file()
        if machine.architecture not in ARCHITECTURES:
            raise Cannot("architecture", one_line(machine.architecture))
        if not machine.disks:
            raise Cannot("metadata-bad", "there is no disk")
        return machine

    def machine_of_file(self) -> Machine:
        path = os.path.join(self.storage, self.guest + (".sh" if self.target == "qemu" else ".xml"))
        try:
            text = read_bounded(path, METADATA_BYTES)
        except PermissionError:
            raise Unreadable(path, "no-metadata")
        except OSError as problem:
            raise Cannot("no-metadata", "{}: {}".format(path, problem.strerror), path)
        machine = machine_of_script(text) if path.endswith(".sh") else machine_of_xml(text)
        # A relative -os is relative to where virt-v2v was started, which is not known; its folder has the disks too.
        folder = os.path.dirname(os.path.abspath(path))
        machine.disks = [
            disk if os.path.isabs(disk.path) else disk._replace(path=os.path.join(folder, os.path.basename(disk.path)))
            for disk in machine.disks
        ]
        return machine

    def virsh(self, *words: str) -> str:
        command = ["virsh", "-q"] + (["-c", str(self.connection)] if self.connection else []) + list(words)
        environment = dict(os.environ, LC_ALL="C.UTF-8")
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                timeout=COMMAND_SECONDS, env=environment,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise Cannot("no-metadata", "virsh: {}".format(problem))
        if done.returncode != 0:
            raise Denied("no-metadata", one_line(decoded(done.stderr[-MESSAGES_BYTES:])))
        return done.stdout[:METADATA_BYTES].decode("utf-8", "replace")

    def volume_path(self, pool: str, volume: str) -> str:
        return self.virsh("vol-path", "--pool", pool, "--", volume).strip()


class Denied(Cannot):
    """The user of this program may not; root may, perhaps."""


class Unreadable(Denied):
    """A file that the user may not read, with the command that would let them."""

    def __init__(self, path: str, reason: str = "disk-unreadable") -> None:
        stops = path
        for folder in folders_of(path):
            if not os.access(folder, os.X_OK):
                stops = folder
                break
        permission = "r" if stops == path else "x"
        name = user_name(os.geteuid())
        help = "setfacl -m u:{}:{} {}".format(shlex.quote(name), permission, shlex.quote(stops))
        Cannot.__init__(self, reason, "{} may not read {}".format(name, stops), stops, help)


def folders_of(path: str) -> List[str]:
    """The folders above a path, from the root."""
    folders = []
    while os.path.dirname(path) != path:
        path = os.path.dirname(path)
        folders.insert(0, path)
    return folders


def user_name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def begin_as_root(directory: str) -> None:
    """Becomes the same program as root, where sudo lets this user run it without a question; else returns."""
    command = ["--", sys.executable or "python3", "-I", os.path.abspath(__file__), directory]
    sudo = shutil.which("sudo")
    if os.geteuid() == 0 or not sudo:
        return
    try:
        allowed = subprocess.run(
            [sudo, "-n", "-l"] + command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=COMMAND_SECONDS,
        )
        if allowed.returncode == 0:
            os.execv(sudo, ["sudo", "-n"] + command)
    except (OSError, subprocess.TimeoutExpired):
        pass  # without sudo the caller says what cannot be read


# ---------------------------------------------------------------------------------------------------------------------
# What the conversion server has


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


Firmware = NamedTuple("Firmware", [("code", str), ("code_format", str), ("vars", str), ("vars_format", str)])


def format_of(path: str) -> str:
    return "qcow2" if path.endswith(".qcow2") else "raw"


def find_firmware(machine: Machine) -> Firmware:
    """The UEFI that the metadata name, or one like it, and the variables to begin with."""
    code, template = machine.code, machine.template
    if code and os.path.exists(code) and template and os.path.exists(template):
        found = Firmware(code, format_of(code), template, format_of(template))
    else:
        found = fitting_firmware(machine)
    if machine.nvram and os.path.exists(machine.nvram) and os.access(machine.nvram, os.R_OK) and found.code == code:
        found = found._replace(vars=machine.nvram, vars_format=format_of(machine.nvram))
    return found


def fitting_firmware(machine: Machine) -> Firmware:
    described = described_firmwares()
    same = [each for each, _ in described if each.code == machine.code and os.path.exists(each.code)]
    fitting = same or [each for each, secure in described if secure == machine.secure]
    if not fitting and not machine.secure:
        fitting = [
            Firmware(each, "raw", variables, "raw")
            for each, variables in FIRMWARES
            if os.path.exists(each) and os.path.exists(variables)
        ]
    if not fitting:
        kind = "with" if machine.secure else "without"
        raise Cannot("no-firmware", "no UEFI {} Secure Boot for QEMU".format(kind), machine.code)
    return fitting[0]


def described_firmwares() -> List[Tuple[Firmware, bool]]:
    """QEMU's descriptions of UEFI for x86_64, and whether each has Secure Boot with keys."""
    files = {}  # type: Dict[str, str]
    for folder in reversed(FIRMWARE_DESCRIPTIONS):
        try:
            files.update({name: os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".json")})
        except OSError:
            pass
    found = []
    for name in sorted(files):
        try:
            said = json.loads(read_bounded(files[name], MIB))
            mapping = said["mapping"]
            if "uefi" not in said["interface-types"] or mapping["device"] != "flash":
                continue
            if not any(each["architecture"] == "x86_64" for each in said["targets"]):
                continue
            features = set(said["features"])  # type: Set[str]
            if "amd-sev-snp" in features or "intel-tdx" in features:
                continue
            code, variables = mapping["executable"], mapping["nvram-template"]
            firmware = Firmware(code["filename"], code["format"], variables["filename"], variables["format"])
            if "requires-smm" in features and "enrolled-keys" not in features:
                continue
            if os.path.exists(firmware.code) and os.path.exists(firmware.vars):
                found.append((firmware, "enrolled-keys" in features))
        except (OSError, ValueError, KeyError, TypeError, Cannot):
            continue  # a description of another kind
    return found


# ---------------------------------------------------------------------------------------------------------------------
# QEMU


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


class Channels:
    """The sockets to QEMU's monitor, to the guest's serial console and to its agent: no file has to be removed."""

    def __init__(self) -> None:
        pairs = {name: socket.socketpair() for name in ("qmp", "serial", "agent")}
        self.ours = {name: pair[0] for name, pair in pairs.items()}
        self.theirs = {name: pair[1] for name, pair in pairs.items()}
        for sock in self.ours.values():
            sock.setblocking(False)

    def descriptors(self) -> Dict[str, int]:
        return {name: sock.fileno() for name, sock in self.theirs.items()}

    def close(self) -> None:
        for sock in list(self.ours.values()) + list(self.theirs.values()):
            sock.close()


class Process:
    """A running QEMU. It dies with this program."""

    def __init__(self, words: List[str], place: str, written: int, passed: List[int]) -> None:
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TMPDIR": place, "LC_ALL": "C.UTF-8"}
        try:
            self.child = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/",
                env=environment, pass_fds=passed, preexec_fn=lowered(written), start_new_session=True,
            )
        except (OSError, subprocess.SubprocessError) as problem:
            raise Cannot("qemu-failed", str(problem))
        self.messages = b""
        assert self.child.stdout is not None
        self.output = self.child.stdout
        os.set_blocking(self.output.fileno(), False)

    def read_messages(self) -> bool:
        """Takes what QEMU says; False when that has an end."""
        try:
            part = os.read(self.output.fileno(), 65536)
        except BlockingIOError:
            return True
        self.messages = (self.messages + part)[-MESSAGES_BYTES:]
        return bool(part)

    def end(self) -> str:
        """Ends QEMU, and returns its last words. Does nothing more the second time."""
        self.child.kill()
        self.child.wait()
        if not self.output.closed:
            self.read_messages()
            self.output.close()
        return " ".join(decoded(self.messages).split())


def lowered(written: int) -> Callable[[], None]:
    """What QEMU's process does before it becomes QEMU: gives away what it does not need."""
    parent = os.getpid()
    library = ctypes.CDLL(None, use_errno=True)
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    try:
        kvm = os.stat("/dev/kvm").st_gid
    except OSError:
        kvm = 0

    def lower() -> None:
        # Beyond the limit a write fails, and the guest sees an error of its disk; the signal would end QEMU.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(10)
        try:
            with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
                file.write("1000")
        except OSError:
            pass  # it would only have been the first to go
        if nobody:
            os.setgroups([kvm] if kvm else [])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
        library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        # After the change of the user, which takes it back.
        if library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0 or os.getppid() != parent:
            os._exit(1)

    return lower


class Qmp:
    """QEMU's monitor: commands, and the events that come meanwhile."""

    # What was asked before over another connection may be answered over this one.
    identities = itertools.count(1)

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.buffer = b""
        self.events = []  # type: List[Dict]
        self.answers = []  # type: List[Dict]

    def read(self) -> None:
        """Takes what is there. Raises EOFError when QEMU has gone."""
        try:
            part = self.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part or len(self.buffer) > LINE_BYTES:
            raise EOFError
        self.buffer += part
        *lines, self.buffer = self.buffer.split(b"\n")
        for line in lines:
            try:
                said = json.loads(line.decode("utf-8", "replace"))
            except ValueError:
                raise EOFError
            if "event" in said:
                self.events = self.events[-1000:] + [said]
            elif "return" in said or "error" in said:
                self.answers.append(said)

    def call(self, command: str, **arguments: object) -> Dict:
        """Asks, and waits for the answer. Raises EOFError when QEMU has gone or does not answer."""
        identity = next(self.identities)
        said = {"execute": command, "id": identity}  # type: Dict[str, object]
        if arguments:
            said["arguments"] = arguments
        try:
            self.sock.sendall(json.dumps(said).encode("ascii") + b"\n")
        except OSError:
            raise EOFError
        end = time.monotonic() + QMP_SECONDS
        while True:
            answers, self.answers = self.answers, []
            for answer in answers:
                if answer.get("id") == identity:
                    return answer
            left = end - time.monotonic()
            if left <= 0:
                raise EOFError
            select.select([self.sock], [], [], left)
            self.read()


# ---------------------------------------------------------------------------------------------------------------------
# The screen

# rgb: three bytes a pixel, row by row.
Picture = NamedTuple("Picture", [("width", int), ("height", int), ("rgb", bytes)])


def picture_of_ppm(data: bytes) -> Optional[Picture]:
    header = re.match(rb"P6\s+(\d{1,5})\s+(\d{1,5})\s+255\s", data)
    if not header:
        return None
    width, height = int(header.group(1)), int(header.group(2))
    rgb = data[header.end():]
    if not 0 < width * height <= SCREEN_PIXELS or len(rgb) != 3 * width * height:
        return None
    return Picture(width, height, rgb)


def rows_of(picture: Picture) -> List[bytes]:
    step = 3 * picture.width
    return [picture.rgb[start:start + step] for start in range(0, len(picture.rgb), step)]


def is_blank(picture: Picture) -> bool:
    """All of one colour, but for a line of text that a cursor may be in."""
    return sum(1 for row in rows_of(picture) if row != picture.rgb[-3:] * picture.width) <= 2


def looks_the_same(one: Optional[Picture], other: Picture) -> bool:
    """Whether nothing has changed but something as small as a cursor."""
    if one is None or (one.width, one.height) != (other.width, other.height):
        return False
    changed = [pair for pair in zip(rows_of(one), rows_of(other)) if pair[0] != pair[1]]
    if len(changed) > 32:
        return False
    columns = {index // 3 for before, after in changed for index in range(len(before)) if before[index] != after[index]}
    return not columns or max(columns) - min(columns) < 20


def chunk_of_png(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png_as_it_is(picture: Picture) -> bytes:
    rows = b"".join(b"\0" + row for row in rows_of(picture))
    head = picture.width.to_bytes(4, "big") + picture.height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk_of_png(b"IHDR", head) + chunk_of_png(b"IDAT", zlib.compress(rows, 6))
        + chunk_of_png(b"IEND", b"")
    )


def halved(picture: Picture) -> Picture:
    """Every second pixel of every second row."""
    rows = []
    for row in rows_of(picture)[::2]:
        half = bytearray(3 * ((picture.width + 1) // 2))
        for colour in range(3):
            half[colour::3] = row[colour::6]
        rows.append(bytes(half))
    return Picture((picture.width + 1) // 2, (picture.height + 1) // 2, b"".join(rows))


def png_of(picture: Picture) -> bytes:
    """A PNG of at most PNG_BYTES: with fewer colours if need be, then smaller."""
    data = png_as_it_is(picture)
    if len(data) > PNG_BYTES:
        picture = picture._replace(rgb=picture.rgb.translate(bytes(value & 0xF0 for value in range(256))))
        data = png_as_it_is(picture)
    while len(data) > PNG_BYTES:
        picture = halved(picture)
        data = png_as_it_is(picture)
    return data


def filled_cells(picture: Picture, cell_rows: int = CELL_ROWS) -> Optional[str]:
    """Of a screen that may show a VGA's text: for each character's cell, "1" if there is something in it, else "0"."""
    if picture.width not in (8 * COLUMNS, 9 * COLUMNS) or picture.height != CELL_ROWS * ROWS:
        return None
    rows = rows_of(picture)
    step = picture.width // COLUMNS * 3
    cells = []
    for top in range(0, picture.height, cell_rows):
        for left in range(0, 3 * picture.width, step):
            plain = rows[top][left:left + 3] * (step // 3)
            filled = any(row[left:left + step] != plain for row in rows[top:top + cell_rows])
            cells.append("1" if filled else "0")
    return "".join(cells)


def text_of_memory(memory: bytes, cells: str) -> Optional[List[str]]:
    """The lines that a VGA shows, from its memory; None if no part of the memory is what the screen shows.

    Where in the memory the screen begins, the guest decides; it is found by which cells are filled. Two may differ: a
    cursor, and what has changed meanwhile.
    """
    characters, colours = memory[0::2], memory[1::2]
    drawn = "".join(
        "0" if character in (0, 0x20, 0xDB, 0xFF) or colour & 15 == colour >> 4 else "1"
        for character, colour in zip(characters, colours)
    )
    seen = int(cells, 2)
    for start in range(0, len(drawn) - len(cells) + 1, COLUMNS):
        part = drawn[start:start + len(cells)]
        if part == cells or bin(int(part, 2) ^ seen).count("1") <= 2:
            text = characters[start:start + len(cells)].replace(b"\0", b" ").decode("cp437")
            text = "".join(c if c.isprintable() else "." for c in text)
            return [text[left:left + COLUMNS].rstrip() for left in range(0, len(text), COLUMNS)]
    return None


def is_blue_stop_screen(picture: Picture) -> bool:
    """Whether it looks like one of Windows's stop screens: one blue, and on it only what is lighter.

    Those of today begin with a large ":(" at the left, with nothing beside it; those of before are lines of text from
    the left edge on. Other blue screens have more colours, or are centred, or have a frame.
    """
    rows = rows_of(picture)
    blue = rows[0][:3]
    text = tuple(blue) in BLUE_TEXT and (picture.width, picture.height) in BLUE_TEXT_SIZES
    if not text and tuple(blue) not in BLUE_SMILEY:
        return False
    plain = blue * picture.width
    inked = [index for index, row in enumerate(rows) if row != plain]
    # It is blue above and below what is on it.
    if len(inked) < 40 or inked[0] == 0 or inked[-1] == picture.height - 1:
        return False
    return (is_page_of_text if text else has_smiley)(picture, rows, inked, blue)


def pixels(row: bytes) -> List[bytes]:
    return [row[start:start + 3] for start in range(0, len(row), 3)]


def is_page_of_text(picture: Picture, rows: List[bytes], inked: List[int], blue: bytes) -> bool:
    """Lines in one other colour, many of which begin at the left edge; nothing that is drawn."""
    colours = set()  # type: Set[bytes]
    filled, begun = 0, 0
    for index in inked:
        row = pixels(rows[index])
        colours.update(row)
        ink = [at for at, pixel in enumerate(row) if pixel != blue]
        filled += len(ink)
        begun += ink[0] < picture.width // 20
    light = [colour for colour in colours if colour != blue]
    return (
        len(light) == 1 and min(light[0]) >= 128 and inked[0] < picture.height // 4
        and filled < 0.15 * picture.width * picture.height and begun > len(inked) // 3
        and len(inked) > picture.height // 6
    )


def has_smiley(picture: Picture, rows: List[bytes], inked: List[int], blue: bytes) -> bool:
    """A face of colon and bracket at the left, large and alone in its rows, and below it text."""
    width, height = picture.width, picture.height
    first = inked[0]
    last = first
    for index in inked[1:]:
        if index != last + 1:
            break
        last = index
    if not (height // 20 < last - first < height // 4 and height // 20 < first < height // 2 and last < inked[-1]):
        return False
    left, right = width, 0
    for index in range(first, last + 1):
        for at, pixel in enumerate(pixels(rows[index])):
            if pixel != blue:
                # White, and what lies between it and the blue where edges are made smooth.
                if any(value < base - 8 for value, base in zip(pixel, blue)):
                    return False
                left, right = min(left, at), max(right, at)
    # The dots and the mouth stand apart.
    gap = any(
        all(rows[index][3 * at:3 * at + 3] == blue for index in range(first, last + 1)) for at in range(left, right + 1)
    )
    return width // 40 < left and right < width // 3 and gap


class Screen:
    """Looks at the guest's screen through a file without a name."""

    def __init__(self, qmp: Qmp, file: int) -> None:
        self.qmp = qmp
        self.file = file
        self.path = "/proc/self/fd/{}".format(file)
        self.picture = None  # type: Optional[Picture]
        self.text = None  # type: Optional[List[str]]
        self.stopped = False
        self.ever = False

    def dumped(self, command: str, most: int, **arguments: object) -> bytes:
        os.ftruncate(self.file, 0)
        answer = self.qmp.call(command, filename=self.path, **arguments)
        if "error" in answer:
            return b""
        return os.pread(self.file, most, 0)

    def look(self) -> None:
        picture = picture_of_ppm(self.dumped("screendump", 3 * SCREEN_PIXELS + 64))
        if picture is None:
            return
        self.picture = picture
        cells = filled_cells(picture)
        self.text = None
        if cells is not None:
            # Its text mode is the only one in which reading this memory changes nothing in the VGA.
            memory = self.dumped("pmemsave", TEXT_MEMORY_BYTES, val=TEXT_MEMORY, size=TEXT_MEMORY_BYTES)
            self.text = text_of_memory(memory, cells)
            small = filled_cells(picture, SMALL_CELL_ROWS) if self.text is None else None
            if small is not None:
                self.text = text_of_memory(memory, small)
        # Where text can be read, that says more.
        self.stopped = self.text is None and is_blue_stop_screen(picture)
        self.ever = self.ever or not is_blank(picture)


# ---------------------------------------------------------------------------------------------------------------------
# The serial console and the guest agent


class Serial:
    """What the guest writes to its serial console."""

    def __init__(self, sock: socket.socket, path: str) -> None:
        self.sock = sock
        self.path = path
        self.first = b""
        self.last = b""
        self.sent = ""

    def read(self) -> None:
        try:
            part = self.sock.recv(65536)
        except OSError:
            return
        self.first += part[:SERIAL_LOG_BYTES - len(self.first)]
        self.last = (self.last + part)[-SERIAL_SEEN_BYTES:]

    def text(self) -> str:
        return decoded(self.last)

    def forget(self) -> None:
        """After a reset: what was read before says nothing of now."""
        self.last = b""

    def save(self, owner: int, group: int) -> None:
        if self.first:
            save(self.path, decoded(self.first).encode("utf-8"), owner, group)


class Agent:
    """Asks the guest agent whether it is there, and what it runs on. QEMU's docs/interop/qemu-ga-ref."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.buffer = b""
        self.open = False
        self.next_ask = 0.0
        self.ids = set()  # type: Set[int]
        self.answered = False
        self.system = None  # type: Optional[str]
        self.done = False

    def ask(self, now: float) -> None:
        if not self.open or self.done or now < self.next_ask or len(self.ids) > 1000:
            return
        self.next_ask = now + AGENT_SECONDS
        mark = random.randrange(1, 1 << 30)
        self.ids.add(mark)
        # The byte makes the agent forget half a command.
        self.send({"execute": "guest-sync-delimited", "arguments": {"id": mark}}, b"\xff")
        if self.answered:
            self.send({"execute": "guest-get-osinfo"})

    def send(self, said: Dict, first: bytes = b"") -> None:
        try:
            self.sock.send(first + json.dumps(said).encode("ascii") + b"\n")
        except OSError:
            pass  # a guest that does not read; asked again

    def read(self) -> None:
        try:
            part = self.sock.recv(65536)
        except OSError:
            return
        self.buffer += part
        *lines, self.buffer = self.buffer.split(b"\n")
        self.buffer = self.buffer[-AGENT_LINE_BYTES:]
        for line in lines:
            try:
                said = json.loads(line.replace(b"\xff", b"")[:AGENT_LINE_BYTES].decode("utf-8", "replace"))
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict):
                self.take(said)

    def take(self, said: Dict) -> None:
        value = said.get("return")
        if isinstance(value, int) and value in self.ids and not self.answered:
            self.answered = True
            self.send({"execute": "guest-get-osinfo"})
        elif self.answered and isinstance(value, dict):
            names = [value.get("pretty-name"), value.get("name"), value.get("id")]
            self.system = next((one_line(name) for name in names if isinstance(name, str) and name.strip()), None)
            self.done = True
        elif self.answered and "error" in said:
            self.done = True  # an old agent


# ---------------------------------------------------------------------------------------------------------------------
# The trial


def save(path: str, data: bytes, owner: int, group: int) -> None:
    """Writes a file for the owner of the directory."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:
            os.fchown(descriptor, owner, group)
            file.write(data)
    except OSError:
        pass  # a full file system must not end the trial; the picture was sent


class Outside:
    """Standard input and output: what is told, and whether to go on."""

    def __init__(self) -> None:
        self.input = b""
        self.parent = os.getppid()
        os.set_blocking(1, False)

    def tell(self, event: str, **more: object) -> None:
        said = {"event": event}  # type: Dict[str, object]
        said.update(more)
        data = memoryview(json.dumps(said).encode("ascii") + b"\n")
        end = time.monotonic() + OUTPUT_SECONDS
        try:
            while data:
                if not select.select([], [1], [], max(0.0, end - time.monotonic()))[1]:
                    raise Skipped("nobody reads")
                try:
                    data = data[os.write(1, data):]
                except BlockingIOError:
                    pass
        except OSError:
            raise Skipped("the connection is lost")

    def read(self) -> None:
        try:
            part = os.read(0, 4096)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            raise Skipped("the connection is lost")
        self.input = (self.input + part)[-4096:]
        *lines, self.input = self.input.split(b"\n")
        if any(line.strip() == b"skip" for line in lines):
            raise Skipped("told to")

    def look(self) -> None:
        if os.getppid() != self.parent:
            raise Skipped("the connection is lost")


class Trial:
    """One start of the guest, with one accelerator."""

    def __init__(self, config: Config, outside: Outside) -> None:
        self.config = config
        self.outside = outside
        self.began = time.monotonic()
        self.resets = 0
        self.panic = None  # type: Optional[str]
        self.windows = False
        self.agent_at = None  # type: Optional[float]
        # A verdict that is waited with, its line, and since when it can be read.
        self.sign = None  # type: Optional[Tuple[str, Optional[str]]]
        self.sign_at = 0.0
        # The verdict, which ends the trial.
        self.decided = None  # type: Optional[Tuple[str, Optional[str]]]
        self.pictures = 0
        self.shown = None  # type: Optional[Picture]
        self.settle_until = None  # type: Optional[float]
        self.next_look = 0.0
        self.next_pictures = list(PICTURE_SECONDS)
        status = os.stat(config.directory)
        self.owner, self.group = status.st_uid, status.st_gid

    def at(self) -> float:
        return round(time.monotonic() - self.began, 1)

    def run(self, machine: Machine, accelerator: str, kvm: Optional[Tuple[str, Optional[str]]]) -> None:
        """Starts QEMU and looks until there is a verdict. Raises NoKvm if it should be tried without."""
        qemu = find_qemu()
        devices, sandbox = ask_for_devices(qemu)
        memory = memory_for(machine.memory_mib, available_mib())
        place, written = place_for_writes(self.config.directory)
        files = Files()
        channels = Channels()
        unnamed = tempfile.TemporaryFile(dir=place)
        process = None  # type: Optional[Process]
        try:
            # QEMU opens it by its path in /proc, perhaps as another user.
            os.fchmod(unnamed.fileno(), 0o666)
            theirs = channels.descriptors()
            words = command_line(qemu, machine, accelerator, memory, devices, sandbox, files, theirs)
            passed = files.descriptors + [unnamed.fileno()] + list(theirs.values())
            process = Process(words, place, written, passed)
            for sock in channels.theirs.values():
                sock.close()
            self.attach(process, channels, unnamed.fileno())
            self.watch(machine, accelerator, kvm, memory)
        except EOFError:
            said = process.end() if process else ""
            self.qemu_has_gone(accelerator, said)
        finally:
            if process:
                process.end()
            files.close()
            channels.close()
            unnamed.close()

    def qemu_has_gone(self, accelerator: str, said: str) -> None:
        if accelerator == "kvm" and self.at() < KVM_SILENT_SECONDS and not self.config.accelerator:
            raise NoKvm(one_line(said))
        # QEMU's words for a disk that another process has open.
        reason = "disk-in-use" if re.search(r"Failed to get .*lock", said) else "qemu-failed"
        raise Cannot(reason, said[-2 * LINE_CHARACTERS:] or "QEMU has ended")

    def attach(self, process: Process, channels: Channels, file: int) -> None:
        self.process = process
        self.qmp = Qmp(channels.ours["qmp"])
        self.screen = Screen(self.qmp, file)
        self.serial = Serial(channels.ours["serial"], os.path.join(self.config.directory, "trial-serial.log"))
        self.agent = Agent(channels.ours["agent"])

    def watch(
        self, machine: Machine, accelerator: str, kvm: Optional[Tuple[str, Optional[str]]], memory: int
    ) -> None:
        limit = self.config.seconds[accelerator]
        self.windows = machine.windows
        self.qmp.call("qmp_capabilities")
        self.qmp.call("cont")
        self.began = time.monotonic()
        self.outside.tell(
            "started",
            accelerator=accelerator,
            why_no_kvm=kvm[0] if kvm else None,
            kvm_detail=kvm[1] if kvm else None,
            memory=memory,
            memory_asked=machine.memory_mib,
            cpus=cpus_for(machine),
            firmware="uefi" if machine.uefi else "bios",
            machine=machine.type,
            seconds=limit,
        )
        readers = {
            self.qmp.sock.fileno(): self.qmp.read,
            self.serial.sock.fileno(): self.serial.read,
            self.agent.sock.fileno(): self.agent.read,
            0: self.outside.read,
        }  # type: Dict[int, Callable[[], None]]
        try:
            while not self.decided:
                self.wait_for(readers)
                self.outside.look()
                self.take_events()
                self.take_agent()
                self.look_if_due()
                if self.at() >= limit:
                    self.decide_at_the_end()
                if accelerator == "kvm" and not self.config.accelerator and self.at() >= KVM_SILENT_SECONDS:
                    if self.nothing_seen():
                        raise NoKvm("nothing was seen for {:.0f} s".format(KVM_SILENT_SECONDS))
            self.screen.look()
            self.show()
        except Skipped as reason:
            self.decided = ("skipped", str(reason))
            self.show()

    def wait_for(self, readers: Dict[int, Callable[[], None]]) -> None:
        output = self.process.output.fileno()
        for descriptor in select.select(list(readers) + [output], [], [], TICK_SECONDS)[0]:
            if descriptor != output:
                readers[descriptor]()
            elif not self.process.read_messages():
                raise EOFError

    def take_events(self) -> None:
        events, self.qmp.events = self.qmp.events, []
        for event in events:
            if self.decided:
                return
            name, data = event["event"], event.get("data") or {}
            if name == "RESET" and data.get("guest"):
                self.take_reset()
            elif name in ("GUEST_PANICKED", "GUEST_CRASHLOADED"):
                self.take_panic(data.get("info") or {})
            elif name == "SHUTDOWN" and data.get("guest"):
                self.outside.tell("shutdown", at=self.at(), detail=None)
                self.decided = ("powered-off", None)
            elif name == "STOP":
                status = one_line((self.qmp.call("query-status").get("return") or {}).get("status"))
                if status not in ("shutdown", "guest-panicked"):
                    self.outside.tell("paused", at=self.at(), detail=status)
                    self.decided = ("paused", status)
            elif name == "VSERPORT_CHANGE" and data.get("id") == "agent":
                self.agent.open = bool(data.get("open"))

    def take_panic(self, info: Dict) -> None:
        code = info.get("arg1") if info.get("type") == "hyper-v" else None
        if self.windows and isinstance(code, int):
            self.panic = stop_code(code)
            self.decided = ("windows-stop", self.panic)
        else:
            self.panic = self.panic or self.panic_text()
            self.decided = ("panic", self.panic)
        self.outside.tell("panicked", at=self.at(), detail=self.panic)

    def take_reset(self) -> None:
        self.resets += 1
        self.panic = self.panic_text() or self.panic
        self.sign = None
        self.serial.forget()
        self.outside.tell("reset", at=self.at(), count=self.resets)
        if self.resets >= RESTARTS:
            self.decided = ("restarts", self.panic)

    def panic_text(self) -> Optional[str]:
        for lines in self.readable():
            sign = sign_in(lines)
            if sign and sign[0] in ("panic", "windows-stop"):
                return sign[1]
        return None

    def readable(self) -> List[List[str]]:
        """What can be read of the guest as text: the screen, where it shows such, and the serial console."""
        return [lines_of("\n".join(self.screen.text or []), 2 * ROWS), lines_of(self.serial.text())]

    def take_agent(self) -> None:
        now = time.monotonic()
        self.agent.ask(now)
        if self.agent.answered and self.agent_at is None:
            self.agent_at = now
        if self.agent_at is not None and self.settle_until is None:
            # The system's name comes right after, or not at all.
            if self.agent.done or now - self.agent_at >= 2 * AGENT_SECONDS:
                self.outside.tell("agent", at=round(self.agent_at - self.began, 1), os=self.agent.system)
                self.agent.done = True
                self.settle_until = now + AGENT_SETTLE_SECONDS
        if self.settle_until is not None and now >= self.settle_until and not self.decided:
            self.decided = ("agent", self.agent.system)

    def look_if_due(self) -> None:
        if self.decided or self.at() < self.next_look:
            return
        self.next_look = self.at() + LOOK_SECONDS
        self.screen.look()
        signs = [sign for sign in map(sign_in, self.readable()) if sign]  # type: List[Tuple[str, Optional[str]]]
        if self.windows and self.screen.stopped:
            signs.append(("windows-stop", None))
        if self.settle_until is not None:
            if any(sign[0] == "login" for sign in signs):
                self.settle_until = 0.0
        elif not signs:
            self.sign = None
        elif not self.sign or self.sign[0] != signs[0][0]:
            self.sign, self.sign_at = signs[0], self.at()
        else:
            # Its line may have been half there.
            self.sign = signs[0]
            if self.at() - self.sign_at >= SETTLE_SECONDS[self.sign[0]]:
                self.decided = self.sign
        if self.at() >= self.next_pictures[0]:
            self.next_pictures = self.next_pictures[1:] or [self.at() + PICTURES_LATER_SECONDS]
            self.show()

    def show(self) -> None:
        """Tells of the picture and of the serial console, where they have changed."""
        picture = self.screen.picture
        if picture and not looks_the_same(self.shown, picture) and self.pictures < PICTURES:
            self.shown = picture
            self.pictures += 1
            name = "trial-{:03d}.png".format(self.pictures)
            png = png_of(picture)
            save(os.path.join(self.config.directory, name), png, self.owner, self.group)
            self.outside.tell(
                "screen", at=self.at(), width=picture.width, height=picture.height, file=name,
                png=base64.b64encode(png).decode("ascii"), text=self.screen.text,
            )
        text = self.serial.text()[-SERIAL_TAIL_CHARACTERS:]
        if text != self.serial.sent:
            self.serial.sent = text
            self.outside.tell("serial", at=self.at(), text=text)
            self.serial.save(self.owner, self.group)

    def nothing_seen(self) -> bool:
        return not self.screen.ever and not self.serial.first and not self.resets and not self.agent.answered

    def decide_at_the_end(self) -> None:
        if self.decided:
            return
        lines = [line for lines in self.readable() for line in lines[-1:]]
        if self.agent.answered:
            self.decided = ("agent", self.agent.system)
        elif self.sign:
            self.decided = self.sign
        elif self.resets > RESTARTS // 2:
            self.decided = ("restarts", self.panic)
        elif lines and lines[0].startswith(STARTING_BOOT_SECTOR):
            self.decided = ("boot-loader", one_line(lines[0]))
        elif self.nothing_seen():
            self.decided = ("nothing", None)
        else:
            self.decided = ("screen", one_line(lines[0]) if lines else None)


def try_it(config: Config, outside: Outside) -> Trial:
    """Starts the guest, with KVM where it is to be had. Returns the trial with its verdict."""
    try:
        machine = config.machine()
        for disk in machine.disks:
            os.close(open_readable(disk.path))
    except Denied:
        if config.sudo:
            begin_as_root(config.directory)
        raise
    kvm = None if config.accelerator else kvm_problem(config.backend_settings())
    accelerator = config.accelerator or ("tcg" if kvm else "kvm")
    trial = Trial(config, outside)
    try:
        trial.run(machine, accelerator, kvm)
    except NoKvm as reason:
        trial = Trial(config, outside)
        trial.run(machine, "tcg", ("failed", str(reason)))
    return trial


def end(signal_: int, _frame: object) -> None:
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Skipped("ended by signal {}".format(signal_))


def main(arguments: List[str]) -> None:
    if len(arguments) != 1:
        sys.exit("usage: trial.py DIRECTORY")
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, end)
    outside = Outside()
    verdict = {"verdict": "cannot", "at": 0.0, "detail": None, "resets": 0}  # type: Dict[str, object]
    try:
        trial = try_it(Config(arguments[0]), outside)
        assert trial.decided
        word, detail = trial.decided
        verdict.update(verdict=word, at=trial.at(), detail=detail, resets=trial.resets)
    except Skipped as reason:
        verdict.update(verdict="skipped", detail=str(reason))
    except Cannot as reason:
        verdict.update(reason=reason.reason, detail=reason.detail, path=reason.path, help=reason.help)
    except Exception as problem:
        verdict.update(reason="failed", detail=one_line(repr(problem)))
    try:
        outside.tell("verdict", **verdict)
    except Skipped:
        pass  # nobody hears it


if __name__ == "__main__":
    main(sys.argv[1:])
