"""What is wanted, and where the guest's disks are."""

import json
import os
from typing import List, NamedTuple

from qemu.host import BACKEND_SETTINGS, kvm_problem
from qemu.limits import MIB
from qemu.text import one_line, read_bounded
from .failure import Failed

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
