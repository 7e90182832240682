"""The machine, and what virt-v2v-in-place has found out of it."""

import random
import re
import xml.etree.ElementTree as ElementTree
from typing import Dict, List, NamedTuple

from qemu.limits import LINE_BYTES
from qemu.text import one_line
from .config import Disk
from .failure import Failed

CAPABILITIES_LINES = 20

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
