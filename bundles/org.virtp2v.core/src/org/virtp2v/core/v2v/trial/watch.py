"""One start of the guest: what is looked at, and when there is a verdict."""

import base64
import os
import re
import select
import tempfile
import time
from typing import Callable, Dict, List, Optional, Tuple

from qemu.devices import ask_for_devices
from qemu.failure import Cannot
from qemu.host import available_mib, find_qemu
from qemu.limits import LINE_CHARACTERS, PICTURES_LATER_SECONDS, PICTURE_SECONDS
from qemu.machine import Machine
from qemu.monitor import Qmp
from qemu.picture import Picture, looks_the_same, png_of
from qemu.screen import ROWS, Screen
from qemu.text import one_line
from .command import Files, command_line, cpus_for, memory_for, place_for_writes
from .config import Config
from .guest import AGENT_SECONDS, Agent, Serial, save
from .outside import Outside, Skipped
from .process import Channels, Process
from .signs import SETTLE_SECONDS, STARTING_BOOT_SECTOR, lines_of, sign_in, stop_code

SERIAL_TAIL_CHARACTERS = 2000
PICTURES = 60
LOOK_SECONDS = 1.0
TICK_SECONDS = 1.0
# How much longer the guest runs when its agent has answered, for a picture of more than an empty screen.
AGENT_SETTLE_SECONDS = 15.0
# With KVM, a firmware shows something within two.
KVM_SILENT_SECONDS = 45.0
# A system may restart itself once or twice when it starts for the first time: SELinux's labels, Windows's drivers.
RESTARTS = 5


class NoKvm(Exception):
    """KVM is there, and the guest does not run with it."""


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
