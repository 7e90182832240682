#!/usr/bin/env python3
"""Converts a guest in place and starts it while its disks are still being copied; virt-p2v runs it instead of virt-v2v.

usage: python3 -I instant.py         in the directory of the run; goes on with its guest where that was started before
       python3 -I instant.py end     destroys the guest of a run that was killed, because the operator wants that

For each disk it makes a qcow2 overlay whose backing file is the relay's export of the machine's disk, lets
virt-v2v-in-place convert those, starts the guest from them, and streams the rest of the disks into them while the guest
runs. Where raw is wanted, each is mirrored into a raw file then. When no disk needs the machine any more it ends; the
guest goes on. The machine's disks are only read. It needs Python 3.6 and its standard library, QEMU, and the
directory qemu beside it, which is what trial.py knows of it too.

What it reads, in the current directory

  instant.json   {"guest": NAME, "mode": "local" | "qemu" | "libvirt", "storage": directory, or libvirt's pool,
                  "connection": libvirt's URI, or null: its default, "format": "raw" | "qcow2",
                  "allocation": "sparse" | "preallocated",
                  "disks": [{"name": file in storage, "bytes": size, "overlay": file in storage; the name for qcow2}],
                  "metadata": file in storage that describes the guest, or null,
                  "program": "virt-v2v-in-place", "arguments": [its options, with -v],
                  "bandwidth": bytes a second of the stream, or null, "kvm": "auto" | "never", "allow_tcg": bool,
                  "link": "up" | "complete": when the guest's network links are connected,
                  "bridges": {MAC: bridge}, for libvirt, "firmware": "bios" | "uefi" | null: as virt-v2v finds out}
  physical.xml   the machine, with the relay's port for each disk
  given-up       if it is there, the guest is not started: nobody hears it
  relay-away     is there while the relay does not reach the machine
  relay-ready    is there while there is a relay

What it writes

  guest-started           from just before the guest's first instruction; removed when the guest was destroyed because
                          that was wanted. While it is there, the disks hold what nobody else has.
  instant-state.json      what it goes on with when it was ended after that, however that was, see class State
  instant.xml             for virt-v2v-in-place
  instant-qemu.pid        the guest: its process and when that began, or its UUID in libvirt
  instant-qmp, -agent, -vnc, instant-qemu.log, instant-vars.fd    of a QEMU of its own
  standard output         what virt-v2v-in-place says, and lines of 0x1e and a JSON object, of which that has none:
    {"event": "overlays"} {"event": "converted", "seconds"}
    {"event": "started", "at": unix time, "accelerator": "kvm" | "tcg", "where", "display": text | null}
    {"event": "restarted"}       it goes on, and nothing of the guest ran any more: it begins as after a power cut
    {"event": "stream", "disk": number, "phase": "pull" | "mirror", "done": bytes, "total": bytes}
    {"event": "screen", "at": seconds since the start, "width", "height", "png": base64}
    {"event": "paused" | "resumed", "what": "guest" | "stream", "why": "source" | "storage-full" | "error", "detail"}
    {"event": "off"}                                           the guest has switched itself off; the stream goes on
    {"event": "complete", "disks": [{"file", "bytes"}]}        checked: no disk needs the machine any more
    {"event": "failed", "reason", "detail"}                    then it ends with 1. The reasons: bad-config, no-program,
        no-qemu, no-kvm, no-memory, no-firmware, exists, no-space, storage, source, convert, definition, given-up, start,
        confined, ended (by a signal), guest-gone, stream, check, metadata, failed

Nothing is overwritten: each file is made with O_EXCL, and only what was made here is removed: when it ends before the
guest has started, and when SIGINT comes after that, the operator's word, which destroys the guest too. However else it
ends, by SIGTERM as when the server is shut down, the guest stays as it is, and the next start of this program in the
directory goes on with it. A disk's error never reaches the guest: QEMU stops it (rerror=stop, werror=stop), and this program
lets it go on when the reason is gone.
"""

import base64
import contextlib
import glob
import json
import os
import queue
import random
import re
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import xml.etree.ElementTree as ElementTree
from typing import Callable, Dict, Iterator, List, NamedTuple, Optional, Set, Tuple
from xml.sax.saxutils import quoteattr, escape

# Nothing is left beside the modules, by root neither.
sys.dont_write_bytecode = True
# With -I they are not looked for where this file is.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from qemu.devices import Devices, SANDBOX, ask_for_devices
from qemu.failure import Cannot
from qemu.firmware import find_firmware
from qemu.host import BACKEND_SETTINGS, available_mib, find_qemu, kvm_problem
from qemu.limits import (
    LINE_BYTES, LINE_CHARACTERS, METADATA_BYTES, MIB, PICTURES_LATER_SECONDS, PICTURE_SECONDS, PNG_BYTES, SCREEN_PIXELS,
)
from qemu.machine import Machine, machine_of_xml
from qemu.monitor import Qmp
from qemu.picture import Picture, looks_the_same, picture_of_ppm, png_of
from qemu.screen import Screen
from qemu.text import decoded, one_line, printable, read_bounded

RECORD_SEPARATOR = b"\x1e"
COMMAND_SECONDS = 120.0
# qemu-img reads all of a disk's tables: 4 TB have 0.5 GB of them.
CHECK_SECONDS = 3600.0
TICK_SECONDS = 0.5
STREAM_SECONDS = 2.0
# Until virt-v2v-in-place, which was told to, has ended.
STOP_SECONDS = (("SIGINT", 10.0), ("SIGTERM", 3.0), ("SIGKILL", 3.0))
# After which what an unknown error has stopped is tried a second time; doubled each time.
RETRY_SECONDS, RETRY_MOST_SECONDS = 30.0, 600.0
# How long it must run then until that is told.
STEADY_SECONDS = 3.0
# The storage is full until it has so many bytes again.
ROOM_BYTES = 64 * MIB
RELAY_GONE_SECONDS = 60.0
# The relay's export that says nothing of what is allocated: relay.py tells why no guest may ask for that.
EXPORT = "data"
# For which QEMU waits when the relay's connection is lost: it is on the same machine.
RECONNECT_SECONDS = 30
NO_POLKIT = "Authorization not available."
CAPABILITIES_LINES = 20
# After so many looks a job that has vanished has ended, and its event was missed.
MISSING_LOOKS = 10
# How often QEMU or libvirt is asked again for what must be done.
ASKED_TIMES = 30

GUEST_STARTED, GIVEN_UP = "guest-started", "given-up"
QMP, AGENT, VNC = "instant-qmp", "instant-agent", "instant-vnc"
PID_FILE, QEMU_LOG, VARS = "instant-qemu.pid", "instant-qemu.log", "instant-vars.fd"
STATE = "instant-state.json"


class Failed(Exception):
    """It cannot go on: a word for the program, and words for people."""

    def __init__(self, reason: str, detail: str) -> None:
        Exception.__init__(self, detail)
        self.reason = reason
        self.detail = detail


class Cancelled(Exception):
    """A signal came."""


# ---------------------------------------------------------------------------------------------------------------------
# What is wanted, and what is told

Disk = NamedTuple("Disk", [("number", int), ("path", str), ("overlay", str), ("size", int), ("port", int)])


class Config:
    """What instant.json says, and where the storage is."""

    def __init__(self, path: str) -> None:
        try:
            said = json.loads(read_bounded(path, MIB))
            self.guest = str(said["guest"])
            self.mode = str(said["mode"])
            self.storage = str(said["storage"])
            self.connection = said.get("connection")
            self.format = str(said["format"])
            self.preallocated = said.get("allocation") == "preallocated"
            self.names = [(str(each["name"]), str(each["overlay"]), int(each["bytes"])) for each in said["disks"]]
            self.metadata = said.get("metadata")
            self.program = str(said.get("program") or "virt-v2v-in-place")
            self.arguments = [str(each) for each in said.get("arguments") or []]
            self.bandwidth = int(said.get("bandwidth") or 0)
            self.kvm = str(said.get("kvm") or "auto")
            self.allow_tcg = said.get("allow_tcg") is True
            self.link_at_once = said.get("link") == "up"
            self.bridges = {mac.lower(): str(name) for mac, name in (said.get("bridges") or {}).items()}
            self.firmware = said.get("firmware")
        except (KeyError, TypeError, ValueError, AttributeError, OSError) as problem:
            raise Failed("bad-config", one_line(repr(problem)))
        if self.mode not in ("local", "qemu", "libvirt") or self.format not in ("raw", "qcow2"):
            raise Failed("bad-config", "mode {}, format {}".format(self.mode, self.format))
        files = [name for name, _, _ in self.names] + [overlay for _, overlay, _ in self.names if self.raw]
        files += [self.metadata] if self.metadata else []
        if not files or len(set(files)) < len(files) or any(not is_name(each) for each in files):
            raise Failed("bad-config", "the names of the files")

    @property
    def raw(self) -> bool:
        return self.format == "raw"

    def disks(self, directory: str, ports: List[int]) -> List[Disk]:
        if len(ports) != len(self.names):
            raise Failed("bad-config", "{} ports for {} disks".format(len(ports), len(self.names)))
        found = []
        for number, ((name, overlay, size), port) in enumerate(zip(self.names, ports), 1):
            path = os.path.join(directory, name)
            found.append(Disk(number, path, os.path.join(directory, overlay) if self.raw else path, size, port))
        return found

    def accelerator(self) -> str:
        """What the guest runs with. Raises Failed if it would be emulated and must not."""
        settings = os.environ.get(BACKEND_SETTINGS, "")
        problem = ("switched-off", "p2v.env") if self.kvm == "never" else kvm_problem(settings)
        if problem is None:
            return "kvm"
        if not self.allow_tcg and problem[0] != "switched-off":
            raise Failed("no-kvm", "{}: {}".format(problem[0], problem[1]))
        return "tcg"


def is_name(name: object) -> bool:
    return isinstance(name, str) and name not in ("", ".", "..") and "/" not in name and "\0" not in name


class Outside:
    """Standard output. A thread writes it, so that a reader who does not read never holds up what the guest needs."""

    def __init__(self) -> None:
        self.lines = queue.Queue()  # type: queue.Queue[Optional[bytes]]
        self.fresh = True  # whether the next byte begins a line
        self.began = time.monotonic()
        self.writer = threading.Thread(target=self.write, daemon=True)
        self.writer.start()

    def write(self) -> None:
        while True:
            data = self.lines.get()
            if data is None:
                return
            try:
                while data:
                    data = data[os.write(1, data):]
            except OSError:
                pass  # nobody reads: the guest matters more

    def passed_on(self, data: bytes) -> None:
        """What virt-v2v-in-place says: it must not look like what is told here."""
        data = data.replace(RECORD_SEPARATOR, b"")
        if data:
            self.fresh = data.endswith(b"\n")
            self.lines.put(data)

    def tell(self, event: str, **more: object) -> None:
        said = {"event": event}  # type: Dict[str, object]
        said.update(more)
        start = b"" if self.fresh else b"\n"
        self.fresh = True
        self.lines.put(start + RECORD_SEPARATOR + json.dumps(said).encode("ascii") + b"\n")

    def close(self) -> None:
        self.lines.put(None)
        self.writer.join(10.0)


def run(words: List[str], seconds: float = COMMAND_SECONDS, files: Tuple[int, ...] = ()) -> Tuple[int, str, str]:
    """Runs a command: its exit code, its output and its last messages."""
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds,
            pass_fds=files, env=dict(os.environ, LC_ALL="C.UTF-8"),
        )
    except FileNotFoundError:
        raise Failed("no-program", words[0])
    except (OSError, subprocess.TimeoutExpired) as problem:
        return -1, "", one_line(problem)
    return done.returncode, done.stdout.decode("utf-8", "replace"), messages_of(done.stderr)


def messages_of(errors: bytes) -> str:
    """A command's messages in one line, of a long one its beginning and its end: libvirt passes on what QEMU says, which has
    the reason last, behind the option that it does not like."""
    lines = decoded(errors).split("\n")
    # virsh without a polkit says that first of any failure of root's.
    text = " ".join(" ".join(line for line in lines if not line.startswith(NO_POLKIT)).split())
    most = LINE_CHARACTERS
    return text if len(text) <= 2 * most else "{} ... {}".format(text[:most], text[-most:])


# ---------------------------------------------------------------------------------------------------------------------
# Files


class Made:
    """The files that were made here: nothing else is ever written to or removed."""

    def __init__(self) -> None:
        self.files = []  # type: List[Tuple[str, int, int]]

    def make(self, path: str, mode: int = 0o644) -> int:
        """Makes a file that must not be there, and returns its descriptor."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        except FileExistsError:
            raise Failed("exists", path)
        except OSError as problem:
            raise Failed("storage", "{}: {}".format(path, problem.strerror))
        status = os.fstat(descriptor)
        self.files.append((path, status.st_dev, status.st_ino))
        return descriptor

    def remove(self, path: Optional[str] = None) -> None:
        """Removes one of the files, or all; not what somebody has put in its place."""
        for each in [each for each in self.files if path in (None, each[0])]:
            self.files.remove(each)
            try:
                status = os.lstat(each[0])
                if (status.st_dev, status.st_ino) == each[1:]:
                    os.remove(each[0])
            except OSError:
                pass  # it has gone already

    def overlay(self, disk: Disk) -> None:
        """A qcow2 that shows the machine's disk, and keeps what is written."""
        descriptor = self.make(disk.overlay)
        try:
            # By the descriptor: what qemu-img writes to is what was made here.
            words = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", source_of(disk)]
            code, _, said = run(words + ["/proc/self/fd/{}".format(descriptor), str(disk.size)], files=(descriptor,))
        finally:
            os.close(descriptor)
        if code != 0:
            raise Failed("source" if "nbd" in said.lower() else "storage", said)

    def raw(self, disk: Disk, preallocated: bool) -> None:
        descriptor = self.make(disk.path)
        try:
            if preallocated:
                os.posix_fallocate(descriptor, 0, disk.size)
            else:
                os.ftruncate(descriptor, disk.size)
        except OSError as problem:
            raise Failed("no-space", "{}: {}".format(disk.path, problem.strerror))
        finally:
            os.close(descriptor)

    def text(self, path: str, text: str, mode: int = 0o644) -> None:
        with open(self.make(path, mode), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def source_of(disk: Disk) -> str:
    return "nbd://127.0.0.1:{}/{}".format(disk.port, EXPORT)


def write_own(name: str, text: str, lasting: bool = False) -> None:
    """A file of the run's directory, which nobody else writes to; lasting: also when the power fails now."""
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        if lasting:
            file.flush()
            os.fsync(file.fileno())


class State:
    """What cannot be found out again when this program goes on: instant-state.json, which is replaced as a whole.

    uuid, macs         of the guest and its network cards, which may be made up
    gcaps, inspected   what virt-v2v-in-place has said of it
    files              what was made: path, device and inode of each
    started            unix time; null: the guest has not executed anything
    still              whether this program has stopped the guest for a moment
    off                whether it has switched itself off
    pulling            the number of the disk that is being copied, or was at last
    pulled             the numbers of disks that need nothing of the machine any more, which is written
    moving, moved      the numbers of disks that the guest may write to the raw file only, and does
    finishing          whether what describes the guest may have been written
    """

    def __init__(self, values: Dict[str, object]) -> None:
        self.values = values

    @staticmethod
    def read() -> "State":
        try:
            values = json.loads(read_bounded(STATE, MIB))
            values["uuid"], values["gcaps"], values["inspected"], list(values["macs"]), list(values["files"])
        except (KeyError, TypeError, ValueError, OSError, Cannot) as problem:
            raise Failed("failed", "{}: {}".format(STATE, one_line(repr(problem))))
        return State(values)

    def get(self, name: str) -> object:
        return self.values.get(name)

    def disks(self, name: str) -> List[int]:
        found = self.values.get(name)
        return [int(each) for each in found] if isinstance(found, list) else []

    def note(self, **more: object) -> None:
        """On the disk before it returns: what follows may not be undone."""
        if all(self.values.get(name) == value for name, value in more.items()):
            return
        self.values.update(more)
        write_own(STATE + ".new", json.dumps(self.values), True)
        os.replace(STATE + ".new", STATE)
        directory = os.open(".", os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def add(self, name: str, number: int) -> None:
        self.note(**{name: sorted(set(self.disks(name)) | {number})})

    def take(self, name: str, number: int) -> None:
        self.note(**{name: sorted(set(self.disks(name)) - {number})})


# ---------------------------------------------------------------------------------------------------------------------
# The machine, and what virt-v2v has found out of it

Card = NamedTuple("Card", [("mac", str), ("kind", str), ("network", str)])


class Physical:
    """What physical.xml says of the machine."""

    def __init__(self, text: str) -> None:
        self.text = text
        domain = ElementTree.fromstring(text.encode("utf-8"))
        self.memory_kib = int(domain.findtext("memory") or 0)
        self.cpus = int(domain.findtext("vcpu") or 1)
        self.vendor = domain.findtext("cpu/vendor")
        self.model = domain.findtext("cpu/model")
        topology = domain.find("cpu/topology")
        values = [int(topology.get(each, "1")) for each in ("sockets", "cores", "threads")] if topology is not None else []
        self.topology = values if values and values[0] * values[1] * values[2] == self.cpus else [self.cpus, 1, 1]
        self.features = [each.tag for each in domain.findall("features/*")]
        self.ports = []  # type: List[int]
        self.drives = 0
        self.cards = []  # type: List[Card]
        for disk in domain.iterfind("devices/disk"):
            if disk.get("device") == "disk":
                host = disk.find("source/host")
                self.ports.append(int(host.get("port", "0")) if host is not None else 0)
            else:
                self.drives += 1
        for card in domain.iterfind("devices/interface"):
            source, mac = card.find("source"), card.find("mac")
            network = source.get("network", "default") if source is not None else "default"
            self.cards.append(Card((mac.get("address", "") if mac is not None else "") or own_mac(), "network", network))

    def with_files(self, disks: List[Disk]) -> str:
        """The description for virt-v2v-in-place: the same machine with the overlays as its disks."""
        domain = ElementTree.fromstring(self.text.encode("utf-8"))
        fixed = [disk for disk in domain.iterfind("devices/disk") if disk.get("device") == "disk"]
        for element, disk in zip(fixed, disks):
            element.set("type", "file")
            for source in element.findall("source"):
                element.remove(source)
            ElementTree.SubElement(element, "source", {"file": disk.overlay})
            driver = element.find("driver")
            (ElementTree.SubElement(element, "driver", {"name": "qemu"}) if driver is None else driver).set("type", "qcow2")
        return ElementTree.tostring(domain, encoding="unicode")


def own_mac() -> str:
    """An address of QEMU's, for a card that has none: it must be the same each time the guest is defined."""
    return "52:54:00:{:02x}:{:02x}:{:02x}".format(*(random.SystemRandom().randrange(256) for _ in range(3)))


def mapped(card: Card, arguments: List[str]) -> Card:
    """A network card where virt-v2v's options -n, -b and --mac put it."""
    found = card
    for option, value in zip(arguments, arguments[1:]):
        if option == "--mac":
            mac, _, rest = value[:17], value[17:18], value[18:].split(":")
            if mac.lower() == card.mac.lower() and rest[0] in ("network", "bridge"):
                return Card(card.mac, rest[0], rest[1])
        elif option in ("-n", "--network", "-b", "--bridge"):
            kind = "network" if option in ("-n", "--network") else "bridge"
            before, colon, after = value.partition(":")
            if not colon or before == card.network:
                found = Card(card.mac, kind, after if colon else before)
    return found


class Capabilities:
    """What the converted guest can do, as virt-v2v's -v log tells. It reads the log as it comes."""

    def __init__(self) -> None:
        self.values = {}  # type: Dict[str, str]
        self.inspected = {}  # type: Dict[str, str]
        self.rest = b""
        self.lines_left = 0

    def read(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + data).split(b"\n")
        self.rest = self.rest[-LINE_BYTES:]
        for line in lines:
            self.line(line.decode("utf-8", "replace").rstrip("\r"))

    def line(self, line: str) -> None:
        name, equals, value = line.partition(" = ")
        if not equals:
            return
        if name == "gcaps_block_bus":
            # The last block counts: what came before it may be the guest's own words.
            self.values = {}
            self.lines_left = CAPABILITIES_LINES
        if re.match(r"gcaps_\w+$", name) and self.lines_left:
            self.values[name[len("gcaps_"):]] = value
        elif re.match(r"i_(type|osinfo|firmware)$", name):
            self.inspected[name] = value
        self.lines_left = max(0, self.lines_left - 1)

    def true(self, name: str) -> bool:
        return self.values.get(name) == "true"

    def check(self) -> None:
        known = {
            "block_bus": ("virtio-blk", "virtio-scsi", "ide"), "net_bus": ("virtio-net", "e1000", "rtl8139"),
            "machine": ("i440fx", "q35"), "arch": ("x86_64", "i686", "i386"),
        }
        for name, values in known.items():
            if self.values.get(name) not in values:
                said = one_line(self.values.get(name))
                raise Failed("definition", "virt-v2v-in-place does not tell the guest's {}: {}".format(name, said))

    @property
    def local_time(self) -> bool:
        if "rtc_utc" in self.values:
            return not self.true("rtc_utc")
        return self.inspected.get("i_type") == "windows"


class Definition:
    """The guest, as virt-v2v's -o libvirt, -o local and -o qemu describe it."""

    def __init__(self, config: Config, physical: Physical, capabilities: Capabilities, known: str = "") -> None:
        self.config = config
        self.physical = physical
        self.can = capabilities
        self.uuid = known or str(uuid.uuid4())
        self.q35 = capabilities.values["machine"] == "q35"
        said = config.firmware or ("uefi" if capabilities.inspected.get("i_firmware", "").startswith("UEFI") else "bios")
        self.uefi = said == "uefi"
        self.cards = [mapped(card, config.arguments) for card in physical.cards]
        for index, card in enumerate(self.cards):
            if card.mac.lower() in config.bridges:
                self.cards[index] = Card(card.mac, "bridge", config.bridges[card.mac.lower()])

    @staticmethod
    def of(state: State, config: Config, physical: Physical) -> "Definition":
        """The same as before."""
        can = Capabilities()
        can.values = as_texts(state.get("gcaps"))
        can.inspected = as_texts(state.get("inspected"))
        can.check()
        macs = state.get("macs")
        if isinstance(macs, list):
            physical.cards = [card._replace(mac=str(mac)) for card, mac in zip(physical.cards, macs)]
        return Definition(config, physical, can, str(state.get("uuid")))

    @property
    def bus(self) -> Tuple[str, str]:
        """The disks' bus and the first letters of their names, as libvirt has them."""
        block = self.can.values["block_bus"]
        if block == "virtio-blk":
            return "virtio", "vd"
        if block == "virtio-scsi":
            return "scsi", "sd"
        return self.old_bus

    @property
    def old_bus(self) -> Tuple[str, str]:
        return ("sata", "sd") if self.q35 else ("ide", "hd")

    @property
    def virtio(self) -> str:
        """libvirt's model of virtio devices: a guest with old drivers sees none that is purely 1.0."""
        old = self.q35 and self.can.values.get("virtio_1_0") == "false"
        return "virtio-transitional" if old else "virtio"

    @property
    def card_model(self) -> str:
        return self.can.values["net_bus"]

    def xml(self, disks: List[Tuple[str, str]], kind: str, live: bool = False, pool: Optional[str] = None) -> str:
        """libvirt's XML. disks: file and format of each; kind: of the domain; live: while the disks need the machine;
        pool: the disks are volumes of it."""
        physical = self.physical
        out = ["<?xml version='1.0' encoding='utf-8'?>", "<domain type={}>".format(quoteattr(kind))]
        out += ["  <!-- generated by virt-p2v -->", "  <name>{}</name>".format(escape(self.config.guest))]
        out += ["  <uuid>{}</uuid>".format(self.uuid)] + self.xml_of_system()
        out += ["  <memory unit='KiB'>{}</memory>".format(physical.memory_kib)]
        out += ["  <currentMemory unit='KiB'>{}</currentMemory>".format(physical.memory_kib)]
        out += ["  <vcpu>{}</vcpu>".format(physical.cpus)] + self.xml_of_cpu(kind)
        features = sorted(set(physical.features) | {"acpi", "apic"})
        out += ["  <features>"] + ["    <{}/>".format(each) for each in features] + ["  </features>"]
        out += self.xml_of_os()
        out += ["  <clock offset='{}'/>".format("localtime" if self.can.local_time else "utc")]
        out += ["  <on_poweroff>destroy</on_poweroff>", "  <on_reboot>restart</on_reboot>"]
        out += ["  <on_crash>restart</on_crash>", "  <devices>"]
        for index, (path, form) in enumerate(disks):
            out += self.xml_of_disk(index, path, form, live, pool)
        out += self.xml_of_drives(len(disks) if self.bus == self.old_bus else 0)
        for card in self.cards:
            out += self.xml_of_card(card, live and not self.config.link_at_once)
        return "\n".join(out + self.xml_of_devices() + ["  </devices>", "</domain>", ""])

    def xml_of_system(self) -> List[str]:
        system = system_id(self.can.inspected.get("i_osinfo", ""))
        if not system:
            return []
        return [
            "  <metadata>",
            "    <libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'>",
            "      <libosinfo:os id={}/>".format(quoteattr(system)), "    </libosinfo:libosinfo>", "  </metadata>",
        ]

    def xml_of_cpu(self, kind: str) -> List[str]:
        attributes, more = "", []
        if self.physical.model:
            attributes = " match='minimum'" + (" check='none'" if self.physical.model == "qemu64" else "")
            if self.physical.vendor:
                more += ["    <vendor>{}</vendor>".format(escape(self.physical.vendor))]
            more += ["    <model fallback='allow'>{}</model>".format(escape(self.physical.model))]
        elif kind == "kvm":
            attributes = " mode='host-model'"
        sockets, cores, threads = self.physical.topology
        more += ["    <topology sockets='{}' cores='{}' threads='{}'/>".format(sockets, cores, threads)]
        return ["  <cpu{}>".format(attributes)] + more + ["  </cpu>"]

    def xml_of_os(self) -> List[str]:
        kind = "    <type arch={} machine='{}'>hvm</type>".format(
            quoteattr(self.can.values["arch"]), "q35" if self.q35 else "pc")
        if not self.uefi:
            return ["  <os>", kind, "  </os>"]
        feature = "    <firmware>\n      <feature name='secure-boot' enabled='no'/>\n    </firmware>"
        return ["  <os firmware='efi'>", feature, kind, "  </os>"]

    def xml_of_disk(self, index: int, path: str, form: str, live: bool, pool: Optional[str]) -> List[str]:
        bus, letters = self.bus
        model = " model='virtio-transitional'" if bus == "virtio" and self.virtio != "virtio" else ""
        source = "file={}".format(quoteattr(path))
        if pool:
            source = "pool={} volume={}".format(quoteattr(pool), quoteattr(os.path.basename(path)))
        stop = " error_policy='stop' rerror_policy='stop'" if live else ""
        return [
            "    <disk type='{}' device='disk'{}>".format("volume" if pool else "file", model),
            "      <driver name='qemu' type='{}'{}/>".format(form, stop),
            "      <source {}/>".format(source),
            "      <target dev='{}' bus='{}'/>".format(letters + letter(index), bus),
            "      <boot order='{}'/>".format(index + 1), "    </disk>",
        ]

    def xml_of_drives(self, first: int) -> List[str]:
        bus, letters = self.old_bus
        if self.bus[1] == letters and not first:
            first = len(self.config.names)
        out = []  # type: List[str]
        for index in range(first, first + self.physical.drives):
            out += [
                "    <disk type='file' device='cdrom'>", "      <driver name='qemu' type='raw'/>",
                "      <target dev='{}' bus='{}'/>".format(letters + letter(index), bus), "    </disk>",
            ]
        return out

    def xml_of_card(self, card: Card, link_down: bool) -> List[str]:
        model = self.virtio if self.card_model == "virtio-net" else self.card_model
        out = ["    <interface type='{}'>".format(card.kind)]
        out += ["      <source {}={}/>".format(card.kind, quoteattr(card.network))]
        out += ["      <model type='{}'/>".format(model), "      <mac address={}/>".format(quoteattr(card.mac))]
        out += ["      <link state='down'/>"] if link_down else []
        return out + ["    </interface>"]

    def xml_of_devices(self) -> List[str]:
        out = ["    <video>", "      <model type='vga' vram='16384' heads='1'/>", "    </video>"]
        out += ["    <graphics type='vnc' autoport='yes'/>"]
        if self.can.true("virtio_rng"):
            out += ["    <rng model='{}'>".format(self.virtio)]
            out += ["      <backend model='random'>/dev/urandom</backend>", "    </rng>"]
        out += ["    <memballoon model='{}'/>".format(self.virtio if self.can.true("virtio_balloon") else "none")]
        if self.can.true("isa_pvpanic"):
            out += ["    <panic model='isa'>", "      <address type='isa' iobase='0x505'/>", "    </panic>"]
        if self.can.true("virtio_socket"):
            out += ["    <vsock model='{}'/>".format(self.virtio)]
        out += ["    <input type='tablet' bus='usb'/>", "    <input type='mouse' bus='ps2'/>", "    <console type='pty'/>"]
        out += ["    <controller type='virtio-serial' model='{}'/>".format(self.virtio), "    <channel type='unix'>"]
        return out + ["      <target type='virtio' name='org.qemu.guest_agent.0'/>", "    </channel>"]

    def script(self, disks: List[Tuple[str, str]]) -> str:
        """A shell script that starts the guest, as -o qemu writes one."""
        lines = ["#!/bin/sh -", "# generated by virt-p2v", "", "set -e", ""]
        firmware = ""
        if self.uefi:
            lines += [
                "uefi_dir=/usr/share/OVMF", "uefi_code=\"$( find $uefi_dir -name 'OVMF_CODE*.fd' -print -quit )\"",
                "uefi_vars_template=\"$( find $uefi_dir -name 'OVMF_VARS*.fd' -print -quit )\"", "",
                "# Make a copy of the UEFI variables template", "uefi_vars=\"$(mktemp)\"",
                "cp \"$uefi_vars_template\" \"$uefi_vars\"", "",
            ]
            firmware = (
                " \\\n    -drive if=pflash,format=raw,file=\"$uefi_code\",readonly=on"
                " \\\n    -drive if=pflash,format=raw,file=\"$uefi_vars\""
            )
        words = self.words_of_machine()
        text = ["qemu-system-{}".format("x86_64" if self.can.values["arch"] == "x86_64" else "i386")]
        text += ["-no-user-config -nodefaults", "-name {}".format(shlex.quote(doubled(self.config.guest)))]
        text += ["-machine {},accel=kvm:tcg".format("q35" if self.q35 else "pc") + firmware]
        text += ["-cpu {}".format(shlex.quote(self.physical.model or "host"))]
        attached = Attached(self, "")
        for index, (path, form) in enumerate(disks):
            drive = "file={},format={},if=none,id=drive{},media=disk".format(doubled(path), form, index)
            attached.words += ["-drive", drive]
            attached.add(self.bus[0], "drive=drive{},bootindex={}".format(index, index + 1))
        words += attached.words
        for index, card in enumerate(self.cards):
            words += ["-netdev", "user,id=net{}".format(index)]
            words += ["-device", "{},netdev=net{},mac={}".format(self.card_device(), index, card.mac)]
        words += ["-vga", "std"] + self.words_of_devices()
        if self.can.inspected.get("i_type") == "linux":
            words += ["-serial", "stdio"]
        pairs = []  # type: List[str]
        for word in words:
            if word.startswith("-"):
                pairs.append(word)
            else:
                pairs[-1] += " " + shlex.quote(word)
        return "\n".join(lines) + "\n" + " \\\n    ".join(text + pairs) + "\n"

    def words_of_machine(self) -> List[str]:
        """Options of QEMU for memory, processors and clock."""
        sockets, cores, threads = self.physical.topology
        words = ["-m", str(max(1, self.physical.memory_kib // 1024)), "-smp"]
        words += ["{},sockets={},cores={},threads={}".format(self.physical.cpus, sockets, cores, threads)]
        return words + (["-rtc", "base=localtime"] if self.can.local_time else [])

    def words_of_devices(self) -> List[str]:
        words = []  # type: List[str]
        if self.can.true("virtio_rng"):
            words += ["-object", "rng-random,filename=/dev/urandom,id=rng0", "-device", "virtio-rng-pci,rng=rng0"]
        if self.can.true("virtio_balloon"):
            words += ["-device", "virtio-balloon"]
        if self.can.true("isa_pvpanic"):
            words += ["-device", "pvpanic,ioport=0x505"]
        return words

    def card_device(self) -> str:
        return "virtio-net-pci" if self.card_model == "virtio-net" else self.card_model


class Attached(Devices):
    """The controllers and disks for a guest's definition. more: options of each disk."""

    def __init__(self, definition: Definition, more: str) -> None:
        machine = Machine()
        machine.type = "q35" if definition.q35 else "pc"
        Devices.__init__(self, machine)
        self.more = more

    def add(self, bus: str, options: str) -> None:
        Devices.add(self, bus, options + self.more)


def as_texts(said: object) -> Dict[str, str]:
    return {str(name): str(value) for name, value in said.items()} if isinstance(said, dict) else {}


def letter(index: int) -> str:
    """a … z, aa …: as virt-v2v names disks."""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(ord("a") + index % 26)


def doubled(text: str) -> str:
    """For a value among QEMU's options."""
    return text.replace(",", ",,")


def system_id(short: str) -> Optional[str]:
    """libosinfo's name of an operating system, where its database is installed."""
    if not re.match(r"[a-z0-9.-]{1,40}$", short):
        return None
    wanted = "<short-id>{}</short-id>".format(short)
    for path in glob.glob("/usr/share/osinfo/os/*/*.xml"):
        try:
            text = read_bounded(path, MIB)
        except (OSError, Cannot):
            continue
        found = re.search(r'<os id="(http[^"]{1,200})">', text)
        if wanted in text and found:
            return found.group(1)
    return None


# ---------------------------------------------------------------------------------------------------------------------
# The conversion


class Conversion:
    """virt-v2v-in-place, whose output is passed on."""

    def __init__(self, config: Config, outside: Outside, capabilities: Capabilities) -> None:
        self.config = config
        self.outside = outside
        self.capabilities = capabilities

    def run(self) -> None:
        environment = dict(os.environ)
        if self.config.kvm == "never":
            settings = [each for each in environment.get(BACKEND_SETTINGS, "").split(":") if each]
            environment[BACKEND_SETTINGS] = ":".join(settings + ["force_tcg"] * ("force_tcg" not in settings))
        words = [self.config.program] + self.config.arguments + ["instant.xml"]
        try:
            child = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
            )
        except OSError as problem:
            raise Failed("no-program", "{}: {}".format(self.config.program, problem.strerror))
        try:
            self.pass_on(child)
            code = child.wait()
        except BaseException:
            stop(child)
            raise
        if code != 0:
            raise Failed("convert", "{}: exit code {}".format(self.config.program, code))

    def pass_on(self, child: subprocess.Popen) -> None:
        """Until both outputs have an end, or the program has and what it left behind keeps them open."""
        assert child.stdout is not None and child.stderr is not None
        output, log = child.stdout.fileno(), child.stderr.fileno()
        open_ones = [output, log]
        while open_ones:
            ready = select.select(open_ones, [], [], 1.0)[0]
            if not ready and child.poll() is not None:
                return
            for descriptor in ready:
                data = os.read(descriptor, 65536)
                if not data:
                    open_ones.remove(descriptor)
                elif descriptor == output:
                    self.outside.passed_on(data)
                else:
                    self.capabilities.read(data)
                    write_all(2, data)


def write_all(descriptor: int, data: bytes) -> None:
    try:
        while data:
            data = data[os.write(descriptor, data):]
    except OSError:
        pass  # a log that is full must not end the conversion


def stop(child: subprocess.Popen) -> None:
    for name, seconds in STOP_SECONDS:
        if child.poll() is not None:
            return
        child.send_signal(getattr(signal, name))
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            pass


# ---------------------------------------------------------------------------------------------------------------------
# The guest

# word: "running", "io-error", "off", "gone", or another word for why the guest does not run.
Condition = NamedTuple("Condition", [("word", str), ("full", bool)])
# state: "running", "stopped" by an error, "done", "failed".
Job = NamedTuple("Job", [("state", str), ("done", int), ("total", int), ("full", bool), ("detail", Optional[str])])
Shown = NamedTuple("Shown", [("width", int), ("height", int), ("png", bytes), ("picture", Optional[Picture])])


def shown_of(picture: Optional[Picture]) -> Optional[Shown]:
    return Shown(picture.width, picture.height, png_of(picture), picture) if picture else None


class Guest:
    """A guest that QEMU or libvirt runs. Its disks' numbers begin with 1."""

    def find(self) -> bool:
        """Goes to the guest that was started before. False when nothing of it runs, and it may be started again."""
        raise NotImplementedError

    def place(self) -> Tuple[str, Optional[str]]:
        """Where it is, and where its screen is."""
        raise NotImplementedError

    def start(self) -> None:
        """Makes it ready, not running yet; where it ran before, with the files that it wrote to last."""
        raise NotImplementedError

    def go(self) -> None:
        """From here on it writes."""
        raise NotImplementedError

    def state(self) -> Condition:
        raise NotImplementedError

    def reads(self, disk: Disk) -> int:
        """How many bytes the guest has read of a disk that is not copied yet; 0 also where that is not told."""
        raise NotImplementedError

    def pull(self, disk: Disk) -> None:
        """Begins to copy what is missing in the overlay."""
        raise NotImplementedError

    def mirror(self, disk: Disk) -> None:
        """Begins to copy the overlay to the raw file, and to keep both the same."""
        raise NotImplementedError

    def job(self, disk: Disk) -> Job:
        """How far what was begun is. A mirror is done when the guest uses the raw file."""
        raise NotImplementedError

    def is_moved(self, disk: Disk) -> bool:
        """Whether the guest uses the raw file, and nothing the overlay."""
        raise NotImplementedError

    def retry(self, guest: bool, disk: Optional[Disk]) -> None:
        """Lets the guest, and a disk's job, go on after an error."""
        raise NotImplementedError

    def quiet(self, still: bool) -> None:
        """Stops the guest for a moment, with all that is in memory written; or lets it go on."""
        raise NotImplementedError

    def links_up(self) -> None:
        raise NotImplementedError

    def screen(self) -> Optional[Shown]:
        raise NotImplementedError

    def leave(self) -> None:
        """The guest is from now on what it would be without this program."""
        raise NotImplementedError

    def destroy(self) -> None:
        raise NotImplementedError


class Unsteady(Exception):
    """QEMU or libvirt was asked something and has not answered; it may, the next time."""


def steadily(action: Callable[[], None]) -> None:
    asked(lambda: action() is None)


def asked(question: Callable[[], bool]) -> bool:
    for _ in range(ASKED_TIMES):
        try:
            return question()
        except Unsteady:
            time.sleep(1.0)
    raise Failed("guest-gone", "it does not answer")


class QemuGuest(Guest):
    """A QEMU in a session of its own, which outlives this program."""

    def __init__(self, config: Config, definition: Definition, disks: List[Disk], state: State) -> None:
        self.config = config
        self.definition = definition
        self.disks = disks
        self.noted = state
        self.pid = 0
        self.born = ""
        self.off = bool(state.get("off"))
        self.full = False
        # How jobs have ended, by their names: an error, or None; and how often one was neither there nor ended.
        self.ended = {}  # type: Dict[str, Optional[str]]
        self.missing = 0
        self.mirrors = set()  # type: Set[int]
        self.unnamed = tempfile.TemporaryFile()

    # Start

    def command(self) -> List[str]:
        definition = self.definition
        qemu = find_qemu()
        devices, sandbox = ask_for_devices(qemu)
        words = [qemu, "-name", doubled(self.config.guest), "-nodefaults", "-no-user-config", "-S", "-no-shutdown"]
        words += ["-boot", "strict=on,menu=off"]
        words += ["-sandbox", SANDBOX] if sandbox else []
        words += ["-machine", "q35" if definition.q35 else "pc"]
        accelerator = self.config.accelerator()
        words += ["-accel", accelerator, "-cpu", "host" if accelerator == "kvm" else "max"]
        words += definition.words_of_machine() + self.words_of_firmware()
        attached = Attached(definition, ",rerror=stop,werror=stop")
        for disk in self.disks:
            nodes = self.nodes(disk)
            for node in nodes:
                attached.words += ["-blockdev", json.dumps(node)]
            attached.add(definition.bus[0], "drive={},bootindex={}".format(nodes[-1]["node-name"], disk.number))
        words += attached.words + self.words_of_cards(qemu)
        words += ["-device", "VGA", "-vnc", "unix:" + VNC]
        words += ["-device", "qemu-xhci,id=xhci", "-device", "usb-tablet,bus=xhci.0"] if "usb-tablet" in devices else []
        for name in (QMP, AGENT):
            words += ["-chardev", "socket,id={},path={},server=on,wait=off".format(name, name)]
        words += ["-mon", "chardev={},mode=control".format(QMP), "-serial", "null", "-device", "virtio-serial-pci"]
        words += ["-device", "virtserialport,chardev={},name=org.qemu.guest_agent.0".format(AGENT)]
        return words + definition.words_of_devices()

    def nodes(self, disk: Disk) -> List[Dict[str, object]]:
        """What the disk is made of, the last one for the guest."""
        # The mirror writes to both until the guest uses the raw file only: from the moment on in which it may, that has all.
        if disk.number in self.noted.disks("moved") + self.noted.disks("moving"):
            return [node_of_raw(disk, self.config)]
        return nodes_of(disk, disk.number not in self.noted.disks("pulled"))

    def words_of_firmware(self) -> List[str]:
        if not self.definition.uefi:
            return []
        machine = machine_of_xml(self.definition.xml([], "kvm"))
        firmware = find_firmware(machine)
        if not os.path.exists(VARS):
            shutil.copyfile(firmware.vars, VARS + ".new")
            os.replace(VARS + ".new", VARS)
        code = "if=pflash,unit=0,readonly=on,format={},file={}".format(firmware.code_format, doubled(firmware.code))
        return ["-drive", code, "-drive", "if=pflash,unit=1,format={},file={}".format(firmware.vars_format, VARS)]

    def words_of_cards(self, qemu: str) -> List[str]:
        _, known, _ = run([qemu, "-nodefaults", "-machine", "none", "-netdev", "help"])
        words = []  # type: List[str]
        for index, card in enumerate(self.definition.cards):
            # As the script of -o qemu has it; a hub with nothing else where QEMU was built without.
            kind = "user" if "user" in known.split() else "hubport,hubid={}".format(index)
            words += ["-netdev", "{},id=net{}".format(kind, index), "-device"]
            words += ["{},netdev=net{},mac={},id=nic{}".format(self.definition.card_device(), index, card.mac, index)]
        return words or ["-net", "none"]

    def find(self) -> bool:
        try:
            number, self.born = read_bounded(PID_FILE, MIB).split()
            self.pid = int(number)
        except (ValueError, OSError, Cannot):
            return False
        if not self.alive():
            return False
        self.await_monitor()
        return True

    def place(self) -> Tuple[str, Optional[str]]:
        return "process {}".format(self.pid), "vnc unix:{}".format(os.path.abspath(VNC))

    def start(self) -> None:
        words = self.command()
        signals = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
        # It must be known what there is to end.
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        try:
            self.launch(words)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
        self.await_monitor()
        if not self.config.link_at_once:
            self.set_links(False)

    def launch(self, words: List[str]) -> None:
        """Starts QEMU as nobody's child: who ends this program and all that it has started does not end the guest."""
        reading, writing = os.pipe()

        def leave() -> None:
            signal.pthread_sigmask(signal.SIG_SETMASK, set())
            if os.fork():
                os._exit(0)
            os.write(writing, str(os.getpid()).encode("ascii"))

        messages = os.open(QEMU_LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            child = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=messages, stderr=messages, pass_fds=(self.unnamed.fileno(),),
                start_new_session=True, preexec_fn=leave,
            )
            child.wait()
            self.pid = int(os.read(reading, 20))
            self.born = born(self.pid)
            write_own(PID_FILE, "{} {}\n".format(self.pid, self.born))
        except (OSError, ValueError, subprocess.SubprocessError) as problem:
            raise Failed("start", one_line(problem))
        finally:
            for each in (reading, writing, messages):
                os.close(each)

    def await_monitor(self) -> None:
        end = time.monotonic() + COMMAND_SECONDS
        while True:
            try:
                self.connect()
                return
            except (OSError, EOFError):
                if not self.alive():
                    raise Failed("start", last_line(QEMU_LOG) or "QEMU has ended")
                if time.monotonic() > end:
                    raise Failed("start", "QEMU does not answer")
                time.sleep(0.05)

    def connect(self) -> None:
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(QMP)
        except OSError:
            sock.close()
            raise
        sock.setblocking(False)
        self.qmp = Qmp(sock)
        self.seen = Screen(self.qmp, self.unnamed.fileno())
        self.qmp.call("qmp_capabilities")

    def alive(self) -> bool:
        return bool(self.pid) and born(self.pid) == self.born

    def ask(self, command: str, **arguments: object) -> Dict:
        """QEMU's answer. Raises Unsteady after it had to be connected to anew, Failed when it has gone."""
        try:
            return self.qmp.call(command, **arguments)
        except EOFError:
            self.qmp.sock.close()
            try:
                if self.alive():
                    self.connect()
            except (OSError, EOFError):
                time.sleep(1.0)
        if not self.alive():
            raise Failed("guest-gone", "QEMU has ended: {}".format(last_line(QEMU_LOG)))
        raise Unsteady(command)

    def must(self, reason: str, command: str, **arguments: object) -> None:
        answer = self.ask(command, **arguments)
        if "error" in answer:
            raise Failed(reason, "{}: {}".format(command, one_line(answer["error"].get("desc"))))

    def go(self) -> None:
        if not self.off:
            self.must("stream", "cont")

    # While it runs

    def take_events(self) -> None:
        events, self.qmp.events = self.qmp.events, []
        for event in events:
            name, data = event["event"], event.get("data") or {}
            if name in ("BLOCK_JOB_COMPLETED", "BLOCK_JOB_CANCELLED"):
                self.ended[str(data.get("device"))] = data.get("error") or (None if "COMPL" in name else "cancelled")
            elif name == "BLOCK_IO_ERROR" and data.get("action") == "stop":
                self.full = data.get("nospace") is True

    def state(self) -> Condition:
        word = str((self.ask("query-status").get("return") or {}).get("status"))
        self.take_events()
        self.off = self.off or word == "shutdown"
        return Condition("off" if self.off else word, self.full)

    def reads(self, disk: Disk) -> int:
        for each in self.ask("query-blockstats").get("return") or []:
            if each.get("node-name") == overlay_node(disk):
                return int((each.get("stats") or {}).get("rd_bytes") or 0)
        return 0

    def begins(self, disk: Disk) -> bool:
        """Whether a job has to be begun: it may have been before QEMU had to be connected to again."""
        self.ended.pop(job_of(disk), None)
        self.missing = 0
        jobs = self.ask("query-block-jobs").get("return") or []
        return all(each.get("device") != job_of(disk) for each in jobs)

    def pull(self, disk: Disk) -> None:
        if not self.begins(disk):
            return
        speed = {"speed": self.config.bandwidth} if self.config.bandwidth else {}
        name = {"job-id": job_of(disk), "on-error": "stop"}
        self.must("stream", "block-stream", device=overlay_node(disk), **dict(name, **speed))

    def mirror(self, disk: Disk) -> None:
        self.mirrors.add(disk.number)
        if not self.begins(disk):
            return
        # What the raw file had before is written over.
        self.noted.take("moving", disk.number)
        nodes = self.ask("query-named-block-nodes", flat=True).get("return") or []
        if all(each.get("node-name") != raw_node(disk) for each in nodes):
            self.must("stream", "blockdev-add", **node_of_raw(disk, self.config))
        more = {"job-id": job_of(disk), "on-source-error": "stop", "on-target-error": "stop", "copy-mode": "write-blocking"}
        self.must("stream", "blockdev-mirror", device=overlay_node(disk), target=raw_node(disk), sync="full", **more)

    def job(self, disk: Disk) -> Job:
        answer = self.ask("query-block-jobs").get("return") or []
        self.take_events()
        for each in answer:
            if each.get("device") != job_of(disk):
                continue
            if each.get("ready") and each.get("type") == "mirror":
                self.noted.add("moving", disk.number)
                self.ask("block-job-complete", device=job_of(disk))
            failed = each.get("io-status", "ok")
            return Job("running" if failed == "ok" else "stopped", each["offset"], each["len"], failed == "nospace", None)
        if job_of(disk) not in self.ended:
            self.missing += 1
            if self.missing < MISSING_LOOKS:
                return Job("running", 0, disk.size, False, None)  # it has just ended, and its event comes
            if not self.is_moved(disk):
                # A stream of which nothing is left to do is begun again, and ends at once.
                return Job("failed", 0, disk.size, False, "how it ended was missed")
        problem = self.ended.get(job_of(disk))
        if problem is None:
            # Nothing uses it any more; it would keep a connection, or a file that is removed, open.
            self.drop(overlay_node(disk) if disk.number in self.mirrors else source_node(disk))
        return Job("done" if problem is None else "failed", disk.size, disk.size, False, problem)

    def drop(self, node: str) -> None:
        self.ask("blockdev-del", **{"node-name": node})  # an error says that there is none

    def is_moved(self, disk: Disk) -> bool:
        devices = self.ask("query-block").get("return") or []
        moved = any((each.get("inserted") or {}).get("node-name") == raw_node(disk) for each in devices)
        if moved:
            self.drop(overlay_node(disk))
        return moved

    def retry(self, guest: bool, disk: Optional[Disk]) -> None:
        if disk:
            self.ask("block-job-resume", device=job_of(disk))
        if guest:
            self.full = False
            self.ask("cont")

    def quiet(self, still: bool) -> None:
        if still or not self.off:
            self.ask("stop" if still else "cont")

    def links_up(self) -> None:
        self.set_links(True)

    def set_links(self, up: bool) -> None:
        for index in range(len(self.definition.cards)):
            self.must("stream", "set_link", name="nic{}".format(index), up=up)

    def screen(self) -> Optional[Shown]:
        try:
            self.seen.look()
        except EOFError:
            return None  # the next question finds out why
        picture = self.seen.picture
        return shown_of(picture)

    def leave(self) -> None:
        if self.off:
            end_process(self.pid, self.born)
        else:
            # QEMU before 6.0 does not know it; there a QEMU stays when the guest switches itself off later.
            self.ask("set-action", shutdown="poweroff")

    def destroy(self) -> None:
        if self.pid:
            end_process(self.pid, self.born)


def nodes_of(disk: Disk, backed: bool) -> List[Dict[str, object]]:
    """The overlay, and below it the machine's disk, unless it has all: what it says of that itself may be too early."""
    server = {"type": "inet", "host": "127.0.0.1", "port": str(disk.port)}
    source = {"driver": "nbd", "server": server, "export": EXPORT, "reconnect-delay": RECONNECT_SECONDS}
    file = {"driver": "file", "filename": disk.overlay, "discard": "unmap"}
    overlay = {"driver": "qcow2", "node-name": overlay_node(disk), "discard": "unmap", "file": file}  # type: Dict[str, object]
    if not backed:
        return [overlay]
    overlay["backing"] = source_node(disk)
    return [{"driver": "raw", "node-name": source_node(disk), "read-only": True, "file": source}, overlay]


def node_of_raw(disk: Disk, config: Config) -> Dict[str, object]:
    discard = "ignore" if config.preallocated else "unmap"
    file = {"driver": "file", "filename": disk.path, "discard": discard}
    return {"node-name": raw_node(disk), "driver": "raw", "discard": discard, "file": file}


def source_node(disk: Disk) -> str:
    return "source{}".format(disk.number)


def overlay_node(disk: Disk) -> str:
    return "overlay{}".format(disk.number)


def raw_node(disk: Disk) -> str:
    return "raw{}".format(disk.number)


def job_of(disk: Disk) -> str:
    return "disk{}".format(disk.number)


def born(pid: int) -> str:
    """When a process began, which tells it from another one with its number; empty when it has gone."""
    try:
        with open("/proc/{}/stat".format(pid), encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    except (OSError, IndexError):
        return ""


def end_process(pid: int, began: str) -> bool:
    """Ends the process that began then, if it is still there; whether it has gone."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for _ in range(30):
            if not began or born(pid) != began:
                return bool(began)
            os.kill(pid, number)
            time.sleep(0.1)
    return False


def last_line(path: str) -> str:
    try:
        # Its end: QEMU begins with the option that it does not like, which is long.
        line = " ".join(printable(read_bounded(path, MIB)).strip().rpartition("\n")[2].split())
        return line[-LINE_CHARACTERS:]
    except (OSError, Cannot):
        return ""


def virsh(config: Config, *words: str) -> Tuple[int, str, str]:
    return run(["virsh", "-q"] + (["-c", str(config.connection)] if config.connection else []) + list(words))


def directory_of(config: Config) -> str:
    """Where the disks are: the storage, or the directory of libvirt's pool."""
    if config.mode != "libvirt":
        directory = config.storage
    else:
        code, text, said = virsh(config, "pool-dumpxml", "--", config.storage)
        if code != 0:
            raise Failed("storage", said)
        pool = ElementTree.fromstring(text.encode("utf-8"))
        if pool.get("type") not in ("dir", "fs", "netfs"):
            raise Failed("storage", "the pool {} has the type {}".format(config.storage, pool.get("type")))
        directory = (pool.findtext("target/path") or "").strip()
    if not os.path.isabs(directory) or not os.path.isdir(directory):
        raise Failed("storage", "{} is not a directory".format(directory or config.storage))
    return os.path.normpath(directory)


def expect_no_domain(config: Config) -> None:
    if virsh(config, "domuuid", "--", config.guest)[0] == 0:
        raise Failed("exists", "libvirt domain {}".format(config.guest))


def end_domain(config: Config, identity: str) -> bool:
    """Destroys the domain with that UUID, and its definition; whether it has gone."""
    virsh(config, "destroy", "--", identity)
    undefined = virsh(config, "undefine", "--nvram", "--", identity)[0] == 0
    return undefined or "failed to get domain" in virsh(config, "domstate", "--", identity)[2]


class LibvirtGuest(Guest):
    """A domain of libvirt. When it switches itself off, its disks are completed without it."""

    def __init__(self, config: Config, definition: Definition, disks: List[Disk], state: State) -> None:
        self.config = config
        self.definition = definition
        self.disks = disks
        self.noted = state
        self.kind = "kvm" if config.accelerator() == "kvm" else "qemu"
        self.defined = False
        self.ran = True
        self.phase = ""
        self.offline = None  # type: Optional[subprocess.Popen]

    def call(self, *words: str) -> None:
        code, _, said = virsh(self.config, *words)
        if code != 0:
            self.state()  # raises Unsteady when it is libvirt that is not there
            raise Failed("stream", said)

    def define(self, xml: str, reason: str) -> None:
        # Not its standard input: virsh of some versions reads only files.
        write_own("instant-domain.xml", xml)
        code, _, said = virsh(self.config, "define", "instant-domain.xml")
        if code != 0:
            raise Failed(reason, said)

    def find(self) -> bool:
        code, text, _ = virsh(self.config, "domuuid", "--", self.config.guest)
        if code == 0 and text.strip() != self.definition.uuid:
            raise Failed("exists", "libvirt domain {}".format(self.config.guest))
        found = self.state()  # raises Unsteady when it is libvirt that is not there
        self.defined = found.word != "gone"
        if not self.defined:
            return False
        if found.word != "off" or self.noted.get("off"):
            return True
        # Without this program nobody saw why it is off: by itself, or with the server.
        return "(shutdown)" in virsh(self.config, "domstate", "--reason", "--", self.config.guest)[1]

    def place(self) -> Tuple[str, Optional[str]]:
        shown = virsh(self.config, "domdisplay", "--", self.config.guest)[1].strip()
        return "libvirt domain {}".format(self.config.guest), shown or None

    def start(self) -> None:
        if not self.defined:
            expect_no_domain(self.config)
        # Its own, by which it is known even if this program is killed.
        write_own(PID_FILE, "{}\n".format(self.definition.uuid))
        self.defined = True
        self.define(self.definition.xml([self.file(disk) for disk in self.disks], self.kind, True), "start")
        code, _, said = virsh(self.config, "start", "--paused", "--", self.config.guest)
        if code != 0:
            raise Failed("confined" if "permission denied" in said.lower() else "start", said)

    def file(self, disk: Disk) -> Tuple[str, str]:
        """What the guest wrote to last."""
        if disk.number in self.noted.disks("moved"):
            return disk.path, "raw"
        if disk.number in self.noted.disks("moving"):
            # libvirt's copy may lag behind until it has moved: which of both is the newer one, is for people to see.
            raise Failed("start", "the guest ended while it was moved from {} to {}".format(disk.overlay, disk.path))
        if disk.number not in self.noted.disks("pulled"):
            # As the overlay was at first: that it needs the machine no more is written before all that it has got.
            code, _, said = run(["qemu-img", "rebase", "-u", "-f", "qcow2", "-F", "raw", "-b", source_of(disk), disk.overlay])
            if code != 0:
                raise Failed("start", said)
        return disk.overlay, "qcow2"

    def go(self) -> None:
        self.call("resume", "--", self.config.guest)

    def state(self) -> Condition:
        code, text, said = virsh(self.config, "domstate", "--reason", "--", self.config.guest)
        text = text.strip()
        if code != 0:
            if "failed to get domain" in said:
                return Condition("gone", False)
            raise Unsteady(said)
        if text.startswith(("shut off", "crashed")):
            return Condition("off", False)
        if text.startswith("paused") and "I/O error" in text:
            errors = virsh(self.config, "domblkerror", "--", self.config.guest)[1]
            return Condition("io-error", "no space" in errors)
        return Condition("running" if text.startswith(("running", "idle")) else text, False)

    def target(self, disk: Disk) -> str:
        return self.definition.bus[1] + letter(disk.number - 1)

    def reads(self, disk: Disk) -> int:
        text = virsh(self.config, "domblkstat", "--", self.config.guest, self.target(disk))[1]
        found = re.search(r"\brd_bytes (\d+)", text)
        return int(found.group(1)) if found else 0

    def has_job(self, disk: Disk) -> bool:
        """It may have been begun before libvirt was away."""
        return bool(virsh(self.config, "blockjob", self.config.guest, self.target(disk), "--raw")[1].strip())

    def pull(self, disk: Disk) -> None:
        self.phase = "pull"
        if self.has_job(disk):
            return
        if self.state().word == "off":
            self.without_guest(["qemu-img", "rebase", "-f", "qcow2", "-b", "", disk.overlay])
            return
        words = ["blockpull", self.config.guest, self.target(disk)]
        # In MiB a second: all versions have that unit.
        words += ["--bandwidth", str(max(1, self.config.bandwidth // MIB))] if self.config.bandwidth else []
        self.call(*words)

    def mirror(self, disk: Disk) -> None:
        self.phase = "mirror"
        if self.has_job(disk):
            return
        self.noted.take("moving", disk.number)
        if self.state().word == "off":
            self.without_guest(["qemu-img", "convert", "-n", "-f", "qcow2", "-O", "raw", disk.overlay, disk.path])
            return
        words = ["blockcopy", self.config.guest, self.target(disk), "--dest", disk.path, "--format", "raw"]
        self.call(*(words + ["--reuse-external", "--transient-job"]))

    def without_guest(self, words: List[str]) -> None:
        self.offline = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def job(self, disk: Disk) -> Job:
        if self.offline:
            code = self.offline.poll()
            if code is None:
                return Job("running", 0, disk.size, False, None)
            self.offline = None
            return Job("failed" if code else "done", disk.size, disk.size, False, "qemu-img: exit code {}".format(code))
        text = virsh(self.config, "blockjob", self.config.guest, self.target(disk), "--raw")[1]
        numbers = dict(re.findall(r"^\s*(cur|end)=(\d+)", text, re.MULTILINE))
        if not numbers:
            return self.job_that_ended(disk)
        done, total = int(numbers.get("cur", 0)), int(numbers.get("end", 0))
        if self.phase == "mirror" and done == total and total:
            self.noted.add("moving", disk.number)
            virsh(self.config, "blockjob", self.config.guest, self.target(disk), "--pivot")
        return Job("running", done, total or disk.size, False, None)

    def job_that_ended(self, disk: Disk) -> Job:
        """libvirt tells of a job that has ended only by what the disk is now."""
        if self.state().word == "off":
            return Job("failed", 0, disk.size, False, "the guest is off")
        file, backed = self.used(disk)
        if file and not backed and (self.phase == "pull" or file == disk.path):
            return Job("done", disk.size, disk.size, False, None)
        return Job("failed", 0, disk.size, False, "libvirt's job has ended")

    def used(self, disk: Disk) -> Tuple[Optional[str], bool]:
        """The file that the guest uses, and whether that needs another one; None when libvirt does not tell."""
        code, text, _ = virsh(self.config, "dumpxml", "--", self.config.guest)
        for element in ElementTree.fromstring(text.encode("utf-8")).iterfind("devices/disk") if code == 0 else []:
            target, source = element.find("target"), element.find("source")
            if target is not None and source is not None and target.get("dev") == self.target(disk):
                return source.get("file"), element.find("backingStore/source") is not None
        return None, False

    def is_moved(self, disk: Disk) -> bool:
        return self.state().word != "off" and self.used(disk)[0] == disk.path and not self.has_job(disk)

    def retry(self, guest: bool, disk: Optional[Disk]) -> None:
        if guest:
            virsh(self.config, "resume", "--", self.config.guest)

    def quiet(self, still: bool) -> None:
        if still:
            self.ran = self.state().word == "running"  # else somebody else may have suspended it
        if self.ran:
            virsh(self.config, "suspend" if still else "resume", "--", self.config.guest)

    def links_up(self) -> None:
        for card in self.definition.cards:
            virsh(self.config, "domif-setlink", self.config.guest, card.mac, "up")

    def screen(self) -> Optional[Shown]:
        with tempfile.NamedTemporaryFile(dir=".") as file:
            if virsh(self.config, "screenshot", self.config.guest, "--file", file.name)[0] != 0:
                return None
            with open(file.name, "rb") as picture_file:
                data = picture_file.read(3 * SCREEN_PIXELS + 64)
        if data.startswith(b"\x89PNG") and len(data) <= PNG_BYTES:
            return Shown(int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"), data, None)
        picture = picture_of_ppm(data)
        return shown_of(picture)

    def leave(self) -> None:
        pool = self.config.storage
        disks = [(disk.path, self.config.format) for disk in self.disks]
        self.define(self.definition.xml(disks, self.kind, False, pool), "metadata")
        virsh(self.config, "pool-refresh", "--", pool)

    def destroy(self) -> None:
        if self.offline:
            stop(self.offline)
        if self.defined:
            end_domain(self.config, self.definition.uuid)


# ---------------------------------------------------------------------------------------------------------------------
# While the guest runs


class Pause:
    """What has stopped the guest, or the stream, and when it goes on."""

    def __init__(self, what: str, config: Config, directory: str, outside: Outside) -> None:
        self.what = what
        self.config = config
        self.directory = directory
        self.outside = outside
        self.needs_source = True
        self.told = None  # type: Optional[str]
        self.tries = 0
        self.trying = True
        self.next_try = 0.0
        self.steady_at = 0.0

    def stopped(self, full: bool, detail: Optional[str], now: float) -> bool:
        """Tells of it once; whether to let it go on now."""
        away = self.needs_source and source_away()
        why = "storage-full" if full else "source" if away else "error"
        if self.trying:
            # It is new, or it was tried in vain. The first time at once: the machine may be there again already.
            self.trying = False
            self.next_try = now + (error_wait(self.tries) if why == "error" else 1.0)
            self.tries += 1
        if why == "error" and (self.told or self.tries == 1):
            pass  # it is tried once before that is told; and what was told was why it stopped
        elif why != self.told:
            self.told = why
            self.outside.tell("paused", what=self.what, why=why, detail=detail)
        ready = not away and (self.told != "storage-full" or free_bytes(self.directory) >= ROOM_BYTES)
        if not ready or now < self.next_try:
            return False
        self.trying = True
        self.steady_at = now + STEADY_SECONDS
        return True

    def runs(self, now: float) -> None:
        if self.tries and now >= self.steady_at:
            self.over()

    def over(self) -> None:
        if self.told:
            self.outside.tell("resumed", what=self.what, why=self.told, detail=None)
        self.told = None
        self.tries = 0
        self.trying = True


def error_wait(tries: int) -> float:
    return min(RETRY_SECONDS * 2 ** (tries - 1), RETRY_MOST_SECONDS) if tries else 1.0


def source_away() -> bool:
    return os.path.exists("relay-away") or not os.path.exists("relay-ready")


def free_bytes(directory: str) -> int:
    room = os.statvfs(directory)
    return room.f_bavail * room.f_frsize


class Pictures:
    """Tells what the guest shows: soon after the start, then seldom."""

    def __init__(self, outside: Outside, guest: Guest) -> None:
        self.outside = outside
        self.guest = guest
        self.began = time.monotonic()
        self.next = list(PICTURE_SECONDS)
        self.last = None  # type: Optional[Shown]

    def look(self) -> None:
        at = time.monotonic() - self.began
        if at < self.next[0]:
            return
        self.next = [each for each in self.next if each > at] or [at + PICTURES_LATER_SECONDS]
        shown = self.guest.screen()
        if shown and not shows_the_same(self.last, shown):
            self.last = shown
            png = base64.b64encode(shown.png).decode("ascii")
            self.outside.tell("screen", at=round(at, 1), width=shown.width, height=shown.height, png=png)


def shows_the_same(one: Optional[Shown], other: Shown) -> bool:
    """But for a cursor, where that can be told."""
    if one and one.picture and other.picture:
        return looks_the_same(one.picture, other.picture)
    return one is not None and one.png == other.png


class Stream:
    """Copies what the guest's disks still lack, one disk after the other, the hottest first, while it runs."""

    def __init__(
        self, config: Config, guest: Guest, disks: List[Disk], directory: str, outside: Outside, state: State
    ) -> None:
        self.config = config
        self.guest = guest
        self.disks = disks
        self.outside = outside
        self.noted = state
        self.pictures = Pictures(outside, guest)
        self.guest_pause = Pause("guest", config, directory, outside)
        self.stream_pause = Pause("stream", config, directory, outside)
        self.off = False
        self.relay_seen = time.monotonic()
        self.told_at = 0.0

    def run(self, made: Made) -> None:
        left = [disk for disk in self.disks if disk.number not in self.noted.disks("pulled")]
        while left:
            disk = self.hottest(left)
            left.remove(disk)
            self.noted.note(pulling=disk.number)
            self.copy("pull", disk, self.guest.pull)
            self.write_back()
            check(disk, self.guest, self.noted)
            self.noted.add("pulled", disk.number)
        self.guest_pause.needs_source = self.stream_pause.needs_source = False
        for disk in self.disks if self.config.raw else []:
            self.move(disk)
            made.remove(disk.overlay)
        self.await_guest()

    def hottest(self, left: List[Disk]) -> Disk:
        """The disk of which the guest reads most, so that it soon waits for the machine no more; at first, when it has
        read nothing yet, the one that it boots from. What it reads of the disk that is being copied stays there, so
        that one goes on first when this program was ended in the middle of it."""
        for disk in left:
            if disk.number == self.noted.get("pulling"):
                return disk
        try:
            return max(left, key=lambda disk: (self.guest.reads(disk), -disk.number))
        except Unsteady:
            return left[0]

    def move(self, disk: Disk) -> None:
        """To its raw file, unless it is there: this may have been done before, and only not been noted."""
        if disk.number in self.noted.disks("moved"):
            return
        if disk.number not in self.noted.disks("moving") or not asked(lambda: self.guest.is_moved(disk)):
            self.copy("mirror", disk, self.guest.mirror)
        self.write_back()
        if os.stat(disk.path).st_size != disk.size:
            raise Failed("check", "{} has not {} bytes".format(disk.path, disk.size))
        self.noted.add("moved", disk.number)

    def write_back(self) -> None:
        """What QEMU has in memory, qcow2's tables before all: a QEMU that dies takes it along, and with it where the
        overlay has what the stream has brought."""
        with still(self.guest, self.noted):
            pass

    def await_guest(self) -> None:
        """What has stopped the guest may last longer than the stream: it does not stay stopped."""
        while True:
            try:
                state = self.guest.state()
                if state.word != "io-error":
                    self.guest_pause.over()
                    return
                self.look_at_guest()
            except Unsteady:
                pass
            time.sleep(TICK_SECONDS)

    def copy(self, phase: str, disk: Disk, begin: Callable[[Disk], None]) -> None:
        begun = False
        while True:
            try:
                if not begun:
                    begin(disk)
                    begun = True
                job = self.guest.job(disk)
                if job.state == "done":
                    self.stream_pause.over()
                    self.tell(phase, disk, disk.size, disk.size, True)
                    return
                self.look_at_guest()
                begun = self.look_at(job, phase, disk)
            except Unsteady:
                pass  # asked again in a moment
            time.sleep(TICK_SECONDS)

    def look_at(self, job: Job, phase: str, disk: Disk) -> bool:
        """Tells how far it is; whether the job is still the one that was begun."""
        now = time.monotonic()
        if job.state == "running":
            self.stream_pause.runs(now)
            self.tell(phase, disk, job.done, job.total, False)
            return True
        if not self.stream_pause.stopped(job.full, job.detail, now):
            return True
        if job.state == "failed":
            return False
        self.guest.retry(False, disk)
        return True

    def look_at_guest(self) -> None:
        now = time.monotonic()
        state = self.guest.state()
        if state.word == "gone":
            raise Failed("guest-gone", "the guest is not there any more")
        if state.word == "off":
            if not self.off:
                self.noted.note(off=True)
                self.outside.tell("off")
            self.off = True
        elif state.word == "running":
            self.guest_pause.runs(now)
            self.pictures.look()
        elif self.guest_pause.stopped(state.full, state.word, now) and state.word == "io-error":
            self.guest.retry(True, None)
        self.look_at_relay(now)

    def look_at_relay(self, now: float) -> None:
        if not self.stream_pause.needs_source or os.path.exists("relay-ready"):
            self.relay_seen = now
        elif now - self.relay_seen > RELAY_GONE_SECONDS:
            raise Failed("source", "the relay has ended")

    def tell(self, phase: str, disk: Disk, done: int, total: int, end: bool) -> None:
        now = time.monotonic()
        if end or now - self.told_at >= STREAM_SECONDS:
            self.told_at = now
            self.outside.tell("stream", disk=disk.number, phase=phase, done=done, total=total)


@contextlib.contextmanager
def still(guest: Guest, state: State) -> Iterator[None]:
    """The guest stands still, and all is written."""
    state.note(still=True)
    steadily(lambda: guest.quiet(True))
    try:
        yield
    finally:
        steadily(lambda: guest.quiet(False))
        state.note(still=False)


def check(disk: Disk, guest: Guest, state: State) -> None:
    """That a disk needs nothing but itself, and is whole. Raises Failed if not."""
    code, text, said = run(["qemu-img", "info", "-U", "--output=json", disk.overlay])
    if code != 0:
        raise Failed("check", said)
    info = json.loads(text)
    backing = info.get("backing-filename") or info.get("full-backing-filename")
    if backing or info.get("format") != "qcow2" or info.get("virtual-size") != disk.size:
        raise Failed("check", "{}: {} bytes, backing file {}".format(disk.overlay, info.get("virtual-size"), backing))
    problem = problem_of(disk)
    if problem:
        # What QEMU has in memory may not be written yet; then it is.
        with still(guest, state):
            problem = problem_of(disk)
    if problem:
        raise Failed("check", "{}: {}".format(disk.overlay, problem))


def problem_of(disk: Disk) -> Optional[str]:
    code, text, said = run(["qemu-img", "check", "-U", "--output=json", disk.overlay], CHECK_SECONDS)
    if code not in (0, 2, 3):
        return said or "qemu-img check: exit code {}".format(code)
    found = json.loads(text)
    # Leaked clusters take room, and nothing else.
    wrong = int(found.get("corruptions", 0)) + int(found.get("check-errors", 0))
    return "{} errors".format(wrong) if wrong else None


# ---------------------------------------------------------------------------------------------------------------------
# The program


class Instant:
    """The steps, and what each leaves when it fails."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.made = Made()
        self.state = State({})
        self.definition = None  # type: Optional[Definition]
        self.guest = None  # type: Optional[Guest]
        self.runs = False  # whether the guest may have written

    def run(self) -> None:
        # Nothing of what the guest has written is undone because this program cannot go on.
        self.runs = os.path.exists(GUEST_STARTED)
        config = Config("instant.json")
        directory = directory_of(config)
        physical = Physical(read_bounded("physical.xml", METADATA_BYTES))
        disks = config.disks(directory, physical.ports)
        guest = self.go_on(config, physical, disks) if self.runs else self.begin(config, physical, disks, directory)
        Stream(config, guest, disks, directory, self.outside, self.state).run(self.made)
        self.complete(config, disks, directory, guest)

    def begin(self, config: Config, physical: Physical, disks: List[Disk], directory: str) -> Guest:
        config.accelerator()
        self.look_ahead(config, directory, physical)
        for disk in disks:
            self.made.overlay(disk)
        for disk in disks if config.raw else []:
            self.made.raw(disk, config.preallocated)
        write_own("instant.xml", physical.with_files(disks))
        self.outside.tell("overlays")
        definition = self.convert(config, physical)
        self.state.note(
            uuid=definition.uuid, macs=[card.mac for card in definition.cards], gcaps=definition.can.values,
            inspected=definition.can.inspected, files=self.made.files,
        )
        self.definition, self.guest = definition, make_guest(config, definition, disks, self.state)
        self.start(config, self.guest)
        return self.guest

    def go_on(self, config: Config, physical: Physical, disks: List[Disk]) -> Guest:
        self.state = State.read()
        files = self.state.get("files")
        self.made.files = [(str(path), int(dev), int(inode)) for path, dev, inode in files] if isinstance(files, list) else []
        self.definition = Definition.of(self.state, config, physical)
        guest = self.guest = make_guest(config, self.definition, disks, self.state)
        self.outside.tell("overlays")
        found = asked(guest.find)
        if not found:
            guest.start()
        if not found or self.state.get("started") is None:
            steadily(guest.go)
        elif self.state.get("still"):
            steadily(lambda: guest.quiet(False))
        self.state.note(still=False, started=self.state.get("started") or int(time.time()))
        self.tell_started(config, guest)
        if not found:
            self.outside.tell("restarted")
        return guest

    def look_ahead(self, config: Config, directory: str, physical: Physical) -> None:
        """What would stop it later is found out now."""
        for program in (config.program, "qemu-img"):
            if not shutil.which(program):
                raise Failed("no-program", program)
        if config.mode == "libvirt":
            expect_no_domain(config)
        else:
            find_qemu()
            machine = Machine()
            machine.uefi = config.firmware == "uefi"
            if machine.uefi:
                find_firmware(machine)
        if config.metadata and os.path.lexists(os.path.join(directory, config.metadata)):
            raise Failed("exists", os.path.join(directory, config.metadata))
        if physical.memory_kib // 1024 > available_mib():
            raise Failed("no-memory", "{} MiB are available".format(available_mib()))

    def convert(self, config: Config, physical: Physical) -> Definition:
        began = time.monotonic()
        capabilities = Capabilities()
        Conversion(config, self.outside, capabilities).run()
        capabilities.check()
        self.outside.tell("converted", seconds=round(time.monotonic() - began, 1))
        return Definition(config, physical, capabilities)

    def start(self, config: Config, guest: Guest) -> None:
        guest.start()
        write_own(GUEST_STARTED, "{}\n".format(guest.place()[0]))
        # Whoever gives up looks for the other file after having made its own.
        if os.path.exists(GIVEN_UP):
            raise Failed("given-up", "nothing was heard of the machine")
        self.runs = True
        guest.go()
        self.state.note(started=int(time.time()))
        self.tell_started(config, guest)

    def tell_started(self, config: Config, guest: Guest) -> None:
        where, display = guest.place()
        at, accelerator = self.state.get("started"), config.accelerator()
        self.outside.tell("started", at=at, accelerator=accelerator, where=where, display=display)

    def complete(self, config: Config, disks: List[Disk], directory: str, guest: Guest) -> None:
        # A guest that needs nothing any more is not destroyed by a signal that comes too late.
        ignore_signals()
        if config.metadata and self.definition:
            files = [(disk.path, config.format) for disk in disks]
            script = config.metadata.endswith(".sh")
            text = self.definition.script(files) if script else self.definition.xml(files, "kvm")
            path = os.path.join(directory, config.metadata)
            if self.state.get("finishing") and os.path.lexists(path):
                os.remove(path)  # of the last time, and perhaps half of it
            self.state.note(finishing=True)
            self.made.text(path, text, 0o755 if script else 0o644)
        if not config.link_at_once:
            steadily(guest.links_up)
        steadily(guest.leave)
        self.outside.tell("complete", disks=[{"file": disk.path, "bytes": disk.size} for disk in disks])

    def undo(self) -> None:
        """The guest, and all that was made."""
        if self.guest:
            self.guest.destroy()
        self.made.remove()
        forget_guest()

    def failed(self, reason: str, detail: str) -> None:
        if not self.runs:
            self.undo()
        self.outside.tell("failed", reason=reason, detail=detail)


def make_guest(config: Config, definition: Definition, disks: List[Disk], state: State) -> Guest:
    kind = LibvirtGuest if config.mode == "libvirt" else QemuGuest
    return kind(config, definition, disks, state)


def forget_guest() -> None:
    """Of a guest that has been destroyed: there is nothing to go on with."""
    for name in (GUEST_STARTED, VARS, STATE):
        if os.path.lexists(name):
            os.remove(name)


def ignore_signals() -> None:
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)


def end_guest() -> int:
    """Destroys the guest that a killed run has left. The files are the caller's."""
    config = Config("instant.json")
    identity, began = (read_bounded(PID_FILE, MIB).split() + [""])[:2]
    gone = end_domain(config, identity) if config.mode == "libvirt" else end_process(int(identity), began)
    if not gone:
        return 1
    forget_guest()
    return 0


def main(arguments: List[str]) -> int:
    if arguments == ["end"]:
        return end_guest()
    if arguments:
        sys.exit("usage: instant.py [end]")
    outside = Outside()
    instant = Instant(outside)

    def end(number: int, _frame: object) -> None:
        if number == signal.SIGHUP and instant.runs:
            return  # a terminal that has gone is not the operator's word
        ignore_signals()
        if number == signal.SIGTERM and instant.runs:
            # Nor is a server that is shut down.
            raise Failed("ended", "ended by signal {}".format(number))
        raise Cancelled("ended by signal {}".format(number))

    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, end)
    try:
        instant.run()
        return 0
    except Cancelled as reason:
        instant.undo()
        outside.tell("failed", reason="ended", detail=str(reason))
    except Failed as problem:
        instant.failed(problem.reason, problem.detail)
    except Cannot as problem:
        instant.failed(problem.reason, problem.detail)
    except Exception as problem:
        instant.failed("failed", one_line(repr(problem)))
    finally:
        outside.close()
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
