"""What the trial is told, and where the guest is described."""

import json
import os
import shutil
import subprocess
import sys

from qemu.failure import Cannot, Denied, Unreadable
from qemu.host import BACKEND_SETTINGS
from qemu.limits import COMMAND_SECONDS, MESSAGES_BYTES, METADATA_BYTES, MIB
from qemu.machine import Machine, machine_of_xml
from qemu.text import decoded, one_line, read_bounded
from .script import machine_of_script

ARCHITECTURES = ("x86_64", "i686", "i386")
# The file that is run, beside this package.
PROGRAM = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "trial.py")
LOCAL_TARGETS = ("local", "disk", "qemu", "libvirt")


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


def begin_as_root(directory: str) -> None:
    """Becomes the same program as root, where sudo lets this user run it without a question; else returns."""
    command = ["--", sys.executable or "python3", "-I", PROGRAM, directory]
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
