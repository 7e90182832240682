"""A guest of libvirt."""

import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
from typing import List, Optional, Tuple

from qemu.limits import MIB, PNG_BYTES, SCREEN_PIXELS
from qemu.picture import picture_of_ppm
from .commands import run, stop, virsh
from .config import Config, Disk
from .definition import Definition, letter
from .failure import Failed, Unsteady
from .files import PID_FILE, State, source_of, write_own
from .guest import Condition, Guest, Job, Shown, shown_of


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
