"""A guest of a QEMU of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from typing import Dict, List, Optional, Set, Tuple

from qemu.devices import SANDBOX, ask_for_devices
from qemu.failure import Cannot
from qemu.firmware import find_firmware
from qemu.host import find_qemu
from qemu.limits import MIB
from qemu.machine import machine_of_xml
from qemu.monitor import Qmp
from qemu.screen import Screen
from qemu.text import one_line, read_bounded
from .commands import COMMAND_SECONDS, run
from .config import Config, Disk
from .definition import Attached, Definition, doubled
from .failure import Failed, Unsteady
from .files import AGENT, PID_FILE, QEMU_LOG, QMP, State, VARS, VNC, write_own
from .guest import Condition, Guest, Job, Shown, shown_of
from .nodes import job_of, node_of_raw, nodes_of, overlay_node, raw_node, source_node
from .processes import born, end_process, last_line

# After so many looks a job that has vanished has ended, and its event was missed.
MISSING_LOOKS = 10


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
