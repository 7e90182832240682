"""The steps, what each leaves when it fails, and the program's beginning and end."""

import os
import shutil
import signal
import sys
import time
from typing import List, Optional

from qemu.failure import Cannot
from qemu.firmware import find_firmware
from qemu.host import available_mib, find_qemu
from qemu.limits import METADATA_BYTES, MIB
from qemu.machine import Machine
from qemu.text import one_line, read_bounded
from .config import Config, Disk
from .conversion import Conversion
from .definition import Definition
from .failure import Cancelled, Failed
from .files import GIVEN_UP, GUEST_STARTED, Made, PID_FILE, STATE, State, VARS, write_own
from .guest import Guest, asked, steadily
from .libvirt_guest import LibvirtGuest, directory_of, end_domain, expect_no_domain
from .outside import Outside
from .physical import Capabilities, Physical
from .processes import end_process
from .qemu_guest import QemuGuest
from .stream import Stream


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
