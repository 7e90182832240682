"""A guest's machine, as libvirt's XML describes it."""

import re
import xml.etree.ElementTree as ElementTree
from typing import Callable, List, NamedTuple, Optional

from .failure import Cannot
from .limits import MIB
from .text import one_line

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
