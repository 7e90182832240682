"""Tests of instant.py: with the real relay, real QEMUs under TCG, and guests of one boot sector; virt-v2v-in-place is a
stand-in that changes the disk and says what the real one says.

InstantProgramTest runs them. By hand, in this directory: python3 -B -m unittest -v test_instant
With INSTANT_FULL=yes, as root, a real Debian is converted and started.
"""

import ast
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import unittest.mock
import xml.etree.ElementTree as ElementTree

import programs
import relay_lab
from programs import until
from relay_lab import Source

INSTANT = os.path.join(programs.PROGRAMS, "instant.py")
PYTHON = os.environ.get("INSTANT_PYTHON", sys.executable)
# One that every user may run.
ANYBODYS_PYTHON = shutil.which("python3", path="/usr/bin:/bin") or PYTHON
FULL = os.environ.get("INSTANT_FULL") == "yes"
MIB = 1 << 20
PATIENCE = 900 if FULL else 60

# Each test waits for real guests to start: a part of them is enough each time.
slow = unittest.skipUnless(FULL, "only with releng/verify --full")

specification = importlib.util.spec_from_file_location("instant", INSTANT)
instant = importlib.util.module_from_spec(specification)
specification.loader.exec_module(instant)

from qemu.limits import LINE_CHARACTERS
from qemu.host import BACKEND_SETTINGS
from qemu.machine import machine_of_xml
from qemu.monitor import Qmp
from qemu.picture import picture_of_ppm
from qemu.screen import TEXT_MEMORY, TEXT_MEMORY_BYTES, filled_cells, text_of_memory
from trial.script import machine_of_script
from trial.signs import sign_in

PHYSICAL = """<?xml version="1.0" encoding="UTF-8"?>
<domain type="physical"><name>web1</name><memory unit="KiB">131072</memory><currentMemory unit="KiB">131072</currentMemory>
<vcpu>1</vcpu><cpu match="minimum"><topology sockets="1" cores="1" threads="1"/></cpu>
<os firmware="bios"><type arch="x86_64">hvm</type></os><features><acpi/><apic/></features><devices>
{disks}<interface type="network"><source network="default"/><target dev="eth0"/><mac address="02:fc:00:00:00:01"/></interface>
</devices></domain>"""
PHYSICAL_DISK = """<disk type="network" device="disk"><driver name="qemu" type="raw"/><source protocol="nbd">
<host name="localhost" port="{port}"/></source><target dev="sd{letter}"/></disk>"""
# As virt-v2v-in-place 2.2 says it in its log.
CAPABILITIES = {
    "block_bus": "virtio-blk", "net_bus": "virtio-net", "virtio_rng": "true", "virtio_balloon": "true",
    "isa_pvpanic": "true", "virtio_socket": "false", "machine": "q35", "arch": "x86_64", "acpi": "true",
    "virtio_1_0": "true", "default_cpu": "true",
}
# virt-v2v-in-place's stand-in: sector 8 of each disk is what it changes.
STAND_IN = """#!{python} -I
import re, subprocess, sys, time
log = {log!r}
sys.stderr.write("i_type = linux\\ni_osinfo = debian12\\ni_firmware = BIOS\\n" + log)
sys.stdout.write("[   0.0] Opening the source\\n\\x1e{{\\"event\\": \\"complete\\"}}\\n[   1.0] Half a line")
sys.stdout.flush()
{more}
for path in re.findall("<source file=\\"([^\\"]*)\\"", open(sys.argv[-1]).read()):
    subprocess.run(["qemu-io", "-f", "qcow2", "-c", "write -P 0x2a 4096 512", path], check=True, stdout=2)
{after}
"""

# A stream that lasts longer than any test waits, until the test hurries it.
SLOW = 64 * 1024

HALT = b"\xf4\xeb\xfd"
POWER_OFF = b"\xba\x04\x06\xb8\x00\x20\xef" + HALT  # the PM register of q35
# Where copies() reads and writes, in sectors, and how many.
READS, WRITES, COPIES, STEP = 4096, 1024, 60, 192


def copies(then=HALT, reads=READS, writes=WRITES, count=COPIES, disk=1):
    """Code that copies sectors of a disk one by one: from reads, STEP apart, to writes; then does something."""
    packet = 0x7c00 + 0x100
    out = b"\x31\xc0\x8e\xd8\x8e\xc0\xfc"
    loop = b""
    for at, service in ((packet, b"\xb8\x00\x42"), (packet + 16, b"\xb8\x00\x43")):
        # mov si, packet; mov ax, service; mov dl, 80h + disk - 1; int 13h; jc back to where it was: a failure never passes
        loop += b"\xbe" + struct.pack("<H", at) + service + b"\xb2" + bytes([0x7f + disk]) + b"\xcd\x13"
        loop += b"\x73\x02\xeb\xfe"  # jnc over; jmp $
    loop += b"\x81\x06" + struct.pack("<HH", packet + 8, STEP)  # add word [packet + 8], STEP
    loop += b"\xff\x06" + struct.pack("<H", packet + 24)  # inc word [packet + 24]
    loop += b"\x81\x3e" + struct.pack("<HH", packet + 24, writes + count)  # cmp word [packet + 24], writes + count
    loop += b"\x75" + struct.pack("<b", -len(loop) - 2)
    packets = struct.pack("<BBHHHQ", 16, 0, 1, 0x8000, 0, reads) + struct.pack("<BBHHHQ", 16, 0, 1, 0x8000, 0, writes)
    return (out + loop + then).ljust(0x100, b"\0") + packets


def boot_sector(code):
    assert len(code) <= 440, len(code)
    return code.ljust(510, b"\0") + b"\x55\xaa"


class Running:
    """A started instant.py, and what it has told."""

    def __init__(self, directory, path, reads, command):
        self.directory = directory
        self.log = open(os.path.join(directory, "log"), "wb")
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log,
            cwd=directory, start_new_session=True, env=dict(os.environ, PATH=path),
        )
        self.events = []
        self.others = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        if reads:
            self.reader.start()

    def read(self):
        for line in self.process.stdout:
            if line.startswith(b"\x1e"):
                self.events.append(json.loads(line[1:].decode("ascii")))
            else:
                self.others.append(line)

    def of(self, kind):
        return [event for event in self.events if event["event"] == kind]

    def until(self, kind, seconds=PATIENCE, count=1):
        end = time.monotonic() + seconds
        while len(self.of(kind)) < count:
            if time.monotonic() > end or not self.reader.is_alive():
                raise AssertionError("no {} in {}: {}".format(kind, self.told(), self.errors()))
            time.sleep(0.02)
        return self.of(kind)[-1]

    def told(self):
        return [{key: value for key, value in event.items() if key != "png"} for event in self.events]

    def errors(self):
        with open(os.path.join(self.directory, "log"), "rb") as file:
            return file.read()[-3000:].decode("utf-8", "replace")

    def ends(self, seconds=PATIENCE):
        """Its exit code."""
        self.process.wait(seconds)
        self.reader.join(seconds)
        return self.process.returncode

    def close(self):
        self.process.kill()
        self.process.wait()
        if self.reader.ident:
            self.reader.join(PATIENCE)
        self.process.stdout.close()
        self.log.close()


class Fixture(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="instant-test-")
        self.addCleanup(shutil.rmtree, self.directory, True)
        self.storage = os.path.join(self.directory, "storage, of=guests")
        os.mkdir(self.storage)
        self.remote = os.path.join(self.directory, "remote")
        os.mkdir(self.remote, 0o700)
        self.sources = []
        self.addCleanup(self.end_guest)
        # A QEMU with another monitor: the one is instant.py's as long as that runs.
        self.programs = os.path.join(self.directory, "bin")
        os.mkdir(self.programs)
        self.executable("bin/qemu-system-x86_64", """#!/bin/sh
case $* in *-mon*) set -- "$@" -chardev socket,id=spy,path=spy,server=on,wait=off -mon chardev=spy,mode=control ;; esac
exec {} "$@"
""".format(shutil.which("qemu-system-x86_64")))

    def executable(self, name, text):
        path = os.path.join(self.directory, name)
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, 0o755)
        return path

    def end_guest(self):
        pid = self.guest_pid()
        if pid:
            os.kill(pid, signal.SIGKILL)

    def guest_pid(self):
        """The process of the guest's QEMU, which is this run's; None if there is none."""
        try:
            with open(os.path.join(self.remote, "instant-qemu.pid")) as file:
                pid = int(file.read().split()[0])
            if os.path.realpath("/proc/{}/cwd".format(pid)) == self.remote:
                return pid
        except (OSError, ValueError):
            pass
        return None

    def disk(self, code=HALT, size=8 * MIB, seed=1):
        content = bytearray(os.urandom(MIB) * (size // MIB))
        content[:512] = boot_sector(code)
        return bytes(content)

    def relay(self, *disks, guest_seconds=3.0):
        """Starts sources, and the relay before them; a guest's requests wait there for a shorter time than usual."""
        self.sources = [Source(disk, os.urandom(32)) for disk in disks]
        for source in self.sources:
            self.addCleanup(quietly, source.close)
        exports = [
            {"disk": index + 1, "size": len(source.disk), "key": source.key.hex()}
            for index, source in enumerate(self.sources)
        ]
        self.write("relay.json", json.dumps({"reconnect": None, "guest_users": True, "exports": exports}))
        self.lead_to_sources()
        words = "GUEST_SECONDS, GUEST_MOST_SECONDS = 20.0", "GUEST_SECONDS, GUEST_MOST_SECONDS = {}".format(guest_seconds)
        self.start_relay(self.relay_command(*words) + [self.remote])
        with open(os.path.join(self.remote, "relay-ready")) as file:
            ports = [int(line) for line in file]
        entries = [PHYSICAL_DISK.format(port=port, letter="abc"[index]) for index, port in enumerate(ports)]
        self.write("physical.xml", PHYSICAL.format(disks="".join(entries)))

    def start_relay(self, command):
        self.relay_process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        self.addCleanup(ended, self.relay_process)
        until(lambda: os.path.exists(os.path.join(self.remote, "relay-ready")), PATIENCE)

    def relay_command(self, *words):
        return relay_lab.changed_relay(self.directory, *words)

    def lead_to_sources(self):
        for index, source in enumerate(self.sources):
            path = os.path.join(self.remote, "relay-port.{}".format(index + 1))
            with open(path + ".new", "w") as file:
                file.write("{}\n".format(source.port))
            os.rename(path + ".new", path)

    def write(self, name, text):
        with open(os.path.join(self.remote, name), "w") as file:
            file.write(text)

    def path(self, name):
        return os.path.join(self.storage, name)

    def stand_in(self, more="", capabilities=CAPABILITIES, after=""):
        log = "".join("gcaps_{} = {}\n".format(*each) for each in capabilities.items())
        return self.executable("virt-v2v-in-place", STAND_IN.format(python=ANYBODYS_PYTHON, log=log, more=more, after=after))

    def settings(self, **more):
        form = more.get("format", "qcow2")
        names = ["web1-sd" + letter for letter, _ in zip("abc", self.sources)]
        said = {
            "guest": "web1", "mode": "local", "storage": self.storage, "connection": None, "format": form,
            "allocation": "sparse", "metadata": "web1.xml", "program": None, "arguments": ["-v", "-x"],
            "disks": [
                {"name": name, "bytes": len(source.disk), "overlay": name + (".overlay" if form == "raw" else "")}
                for name, source in zip(names, self.sources)
            ],
            "bandwidth": None, "kvm": "never", "silence": 60, "allow_tcg": True, "link": "complete",
        }
        said.update(more)
        said["program"] = said["program"] or self.stand_in()
        return said

    def start(self, reads=True, program_path=INSTANT, **more):
        self.write("instant.json", json.dumps(self.settings(**more)))
        running = Running(self.remote, self.programs + ":" + os.environ["PATH"], reads, [PYTHON, "-I", program_path])
        self.addCleanup(running.close)
        return running

    def start_without_source(self):
        """The source is away when the guest starts: what the relay has read ahead does not help it."""
        self.relay(self.disk(copies()))
        wait = "import os; open('converted', 'w').close()\nwhile not os.path.exists('go'): time.sleep(0.1)"
        running = self.start(program=self.stand_in(after=wait))
        until(lambda: os.path.exists(os.path.join(self.remote, "converted")), PATIENCE)
        self.sources[0].close()
        self.write("go", "")
        return running

    def expected(self, source, copied=COPIES):
        """What a disk has in the end: the source's content, virt-v2v's change, and what the guest has written."""
        content = bytearray(source.disk)
        content[4096:4608] = b"\x2a" * 512
        for index in range(copied):
            at = (READS + STEP * index) * 512
            content[(WRITES + index) * 512:(WRITES + index + 1) * 512] = source.disk[at:at + 512]
        return bytes(content)

    def content(self, name, form="qcow2"):
        if self.guest_pid():
            # What is in QEMU's memory is written then.
            self.qmp("stop")
            self.qmp("cont")
        out = os.path.join(self.directory, "content")
        subprocess.run(["qemu-img", "convert", "-U", "-f", form, "-O", "raw", self.path(name), out], check=True)
        with open(out, "rb") as file:
            return file.read()

    def await_content(self, name, form="qcow2"):
        """The guest may need a while, on a machine that is busy."""
        end = time.monotonic() + PATIENCE
        while self.content(name, form) != self.expected(self.sources[0]) and time.monotonic() < end:
            time.sleep(0.2)
        self.assert_same(self.content(name, form), self.expected(self.sources[0]))

    def qmp(self, command, **arguments):
        sock = socket.socket(socket.AF_UNIX)
        with sock:
            sock.connect(os.path.join(self.remote, "spy"))
            sock.settimeout(PATIENCE)
            monitor = Qmp(sock)
            monitor.call("qmp_capabilities")
            return monitor.call(command, **arguments)["return"]

    def hmp(self, line):
        return self.qmp("human-monitor-command", **{"command-line": line})

    def hurry(self):
        """Lets a slow stream go on without a limit."""
        self.qmp("block-job-set-speed", device="disk1", speed=0)

    def assert_same(self, got, wanted):
        if got != wanted:
            differing = [at for at in range(0, len(wanted), 512) if got[at:at + 512] != wanted[at:at + 512]]
            self.fail("differs in sectors {}".format([at // 512 for at in differing][:20]))

    def assert_only_read(self):
        for source in self.sources:
            self.assertLessEqual({command for command, _, _ in source.commands}, {relay_lab.READ, relay_lab.BLOCK_STATUS})

    def assert_nothing_left(self):
        self.assertEqual([], os.listdir(self.storage))
        self.assertIsNone(self.guest_pid())
        self.assertFalse(os.path.exists(os.path.join(self.remote, "guest-started")))


def quietly(action):
    try:
        action()
    except OSError:
        pass


def ended(process):
    process.kill()
    process.wait()


class Whole(Fixture):
    """From the overlay to the guest that needs nothing any more."""

    def test_qcow2_on_the_server(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("started")
        self.assertEqual(0, self.link())
        self.assertTrue(os.path.exists(os.path.join(self.remote, "guest-started")))
        self.hurry()
        self.assertEqual(0, running.ends(), running.told())
        kinds = [event["event"] for event in running.events if event["event"] != "screen"]
        self.assertEqual(["overlays", "converted", "started", "stream"], kinds[:4])
        self.assertEqual("complete", running.events[-1]["event"])
        self.assertEqual([{"file": self.path("web1-sda"), "bytes": 8 * MIB}], running.events[-1]["disks"])
        last = running.of("stream")[-1]
        self.assertEqual((1, "pull", 8 * MIB, 8 * MIB), tuple(last[key] for key in ("disk", "phase", "done", "total")))
        started = running.of("started")[0]
        self.assertEqual("tcg", started["accelerator"])
        self.assertEqual("process {}".format(self.guest_pid()), started["where"])
        self.assertLess(abs(time.time() - started["at"]), PATIENCE)

        self.relay_process.kill()
        self.sources[0].close()
        self.await_content("web1-sda")
        self.assertEqual("running", self.qmp("query-status")["status"])
        self.assertEqual(1, self.link())
        self.assert_only_read()
        self.assertEqual(["web1-sda", "web1.xml"], sorted(os.listdir(self.storage)))
        with open(self.path("web1.xml")) as file:
            machine = machine_of_xml(file.read())
        self.assertEqual(("web1", "q35", 128), (machine.name, machine.type, machine.memory_mib))
        self.assertEqual([(self.path("web1-sda"), "qcow2", "virtio")], machine.disks)
        # What virt-v2v says can be told from what is told, and half a line is ended.
        self.assertIn(b"{\"event\": \"complete\"}\n", running.others)
        self.assertIn(b"[   1.0] Half a line\n", running.others)

    def link(self):
        """Whether the guest's network card is connected: what its driver would read, in virtio's old register."""
        found = []

        def assigned():
            found[:] = re.findall(r"Ethernet controller(?s:.)*?BAR0: I/O at 0x([0-9a-f]{1,4}) ", self.hmp("info pci"))
            return found

        until(assigned)
        return int(self.hmp("i/h 0x{:x}".format(int(found[0], 16) + 0x1a)).split("=")[1], 16) & 1


    def test_raw_on_the_server(self):
        self.relay(self.disk(copies()))
        running = self.start(format="raw", metadata="web1.sh", mode="qemu", link="up")
        running.until("started")
        self.assertEqual(1, self.link())
        self.assertEqual(0, running.ends(), running.told())
        self.assertEqual(["pull", "mirror"], phases(running))
        self.relay_process.kill()
        self.sources[0].close()
        self.await_content("web1-sda", "raw")
        self.assertEqual("running", self.qmp("query-status")["status"])
        self.assertEqual([self.path("web1-sda")], [each["inserted"]["file"] for each in self.qmp("query-block") if "inserted" in each])
        self.assertEqual(["web1-sda", "web1.sh"], sorted(os.listdir(self.storage)))
        self.assertEqual(8 * MIB, os.stat(self.path("web1-sda")).st_size)
        self.assertTrue(os.access(self.path("web1.sh"), os.X_OK))
        subprocess.run(["sh", "-n", self.path("web1.sh")], check=True)
        with open(self.path("web1.sh")) as file:
            machine = machine_of_script(file.read())
        self.assertEqual(("web1", "q35", 128), (machine.name, machine.type, machine.memory_mib))
        self.assertEqual([(self.path("web1-sda"), "raw", "virtio")], machine.disks)

    @slow
    def test_several_disks_and_holes(self):
        self.relay(self.disk(copies()), self.disk(size=4 * MIB), self.disk(size=2 * MIB))
        self.sources[1].holes = [(MIB, 3 * MIB)]
        self.sources[1].disk = self.sources[1].disk[:MIB] + bytes(2 * MIB) + self.sources[1].disk[3 * MIB:]
        running = self.start(format="raw", allocation="sparse")
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda", "raw")
        for name, source in zip(("web1-sdb", "web1-sdc"), self.sources[1:]):
            self.assert_same(self.content(name, "raw"), self.expected(source, 0))
        self.assertLess(os.stat(self.path("web1-sdb")).st_blocks * 512, 3 * MIB)
        self.assertEqual([1, 2, 3], sorted({event["disk"] for event in running.of("stream")}))

    @slow
    def test_what_the_guest_reads_most_of_is_copied_first(self):
        self.relay(self.disk(copies(disk=3)), self.disk(), self.disk())
        running = self.start(bandwidth=SLOW)
        running.until("started")
        until(lambda: self.read_of(3) >= COPIES * 512, PATIENCE)
        self.hurry()
        until(lambda: any(event["disk"] != 1 for event in running.of("stream")), PATIENCE)
        self.assertEqual({1, 3}, {event["disk"] for event in running.of("stream")})

    def read_of(self, disk):
        return sum(each["stats"]["rd_bytes"] for each in self.qmp("query-blockstats")
                   if each.get("node-name") == "overlay{}".format(disk))

    @slow
    def test_preallocated(self):
        self.relay(self.disk(copies()))
        self.sources[0].disk = self.sources[0].disk[:5 * MIB] + bytes(3 * MIB)
        running = self.start(format="raw", allocation="preallocated")
        self.assertEqual(0, running.ends(), running.told())
        self.assertGreaterEqual(os.stat(self.path("web1-sda")).st_blocks * 512, 8 * MIB)
        self.await_content("web1-sda", "raw")

    @slow
    def test_a_guest_with_uefi(self):
        self.relay(self.disk())
        running = self.start(firmware="uefi")
        self.assertEqual(0, running.ends(), running.told())
        flash = self.hmp("info block")
        self.assertIn("instant-vars.fd", flash)
        self.assertIn("OVMF_CODE", flash)
        with open(self.path("web1.xml")) as file:
            self.assertTrue(machine_of_xml(file.read()).uefi)

    @slow
    def test_a_guest_with_old_disks(self):
        physical = {"block_bus": "ide", "net_bus": "e1000", "virtio_rng": "false", "machine": "i440fx"}
        self.relay(self.disk(copies()), self.disk(size=2 * MIB))
        running = self.start(program=self.stand_in(capabilities=dict(CAPABILITIES, **physical)))
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda")

    def test_a_guest_that_switches_itself_off(self):
        self.relay(self.disk(copies(POWER_OFF)))
        running = self.start(bandwidth=SLOW)
        running.until("off")
        self.hurry()
        self.assertEqual(0, running.ends(), running.told())
        self.assertEqual(1, len(running.of("off")))
        self.assert_same(self.content("web1-sda"), self.expected(self.sources[0]))
        until(lambda: self.guest_pid() is None)

    @slow
    def test_a_guest_that_switches_itself_off_later_does_not_stay(self):
        self.relay(self.disk())
        self.assertEqual(0, self.start().ends())
        self.qmp("system_powerdown")  # nobody listens to that, but the next ends the machine as a guest does
        self.hmp("o /h 0x604 0x2000")
        until(lambda: self.guest_pid() is None)


def phases(running):
    """In their order, each once."""
    return list(dict.fromkeys(event["phase"] for event in running.of("stream")))


class Away(Fixture):
    """Lines that break, and storage that is full: the guest never sees an error."""

    def test_the_source_goes_away_and_comes_back(self):
        running = self.start_without_source()
        running.until("paused", count=2)
        self.assertEqual({"guest", "stream"}, {event["what"] for event in running.of("paused")}, running.told())
        self.assertEqual({"source"}, {event["why"] for event in running.of("paused")})
        self.assertEqual("io-error", self.qmp("query-status")["status"])
        time.sleep(3)
        self.assertEqual([], running.of("resumed"))
        self.sources[0].open()
        self.lead_to_sources()
        running.until("resumed", count=2)
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda")

    def test_cancelled_while_the_guest_waits_for_its_source(self):
        running = self.start_without_source()
        running.until("paused")
        running.process.send_signal(signal.SIGINT)
        self.assertEqual(1, running.ends(20))
        self.assert_nothing_left()

    @slow
    def test_cuts_that_nobody_notices(self):
        self.relay(self.disk(copies()), guest_seconds=20.0)
        running = self.start(bandwidth=SLOW)
        running.until("started")
        for _ in range(10):
            time.sleep(0.2)
            self.sources[0].cut()
        self.hurry()
        self.assertEqual(0, running.ends(), running.told())
        self.assertEqual([], running.of("paused"))
        self.await_content("web1-sda")

    @slow
    def test_a_place_that_cannot_be_read(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("started")
        self.sources[0].bad = [(7 * MIB, 7 * MIB + 512)]
        self.hurry()
        paused = running.until("paused")
        self.assertEqual("error", paused["why"], running.told())
        self.assertIsNone(running.process.poll())
        self.assertIsNotNone(self.guest_pid())

    @slow
    def test_the_relay_has_ended(self):
        running = self.start_without_source()
        running.until("started")
        self.relay_process.terminate()
        running.until("paused", count=2, seconds=2 * PATIENCE)
        self.assertEqual("io-error", self.qmp("query-status")["status"])
        # Its first read has not come to an end.
        self.assertEqual(0, self.qmp("query-blockstats")[0]["stats"]["wr_operations"])
        self.assertTrue(os.path.exists(self.path("web1-sda")))

    @slow
    @unittest.skipUnless(os.geteuid() == 0, "needs 'root' for a file system of its own")
    def test_a_storage_that_is_full(self):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=70M", "none", self.storage], check=True)
        self.addCleanup(subprocess.run, ["umount", self.storage], check=True)
        self.addCleanup(self.end_guest_and_wait)
        filler = self.path("filler")
        with open(filler, "wb") as file:
            file.write(bytes(67 * MIB))
        self.relay(self.disk(copies()))
        running = self.start()
        self.assertEqual("storage-full", running.until("paused")["why"], running.told())
        time.sleep(2)
        self.assertEqual([], running.of("resumed"))
        os.remove(filler)
        subprocess.run(["mount", "-o", "remount,size=140M", self.storage], check=True)
        running.until("resumed")
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda")

    def end_guest_and_wait(self):
        self.end_guest()
        until(lambda: self.guest_pid() is None)


class Endings(Fixture):
    """What is left, however it ends."""

    SLEEPS = "open('sleeps', 'w').close(); time.sleep(600)"

    def test_cancelled_while_virt_v2v_works(self):
        self.relay(self.disk())
        running = self.start(format="raw", program=self.stand_in(self.SLEEPS))
        until(lambda: os.path.exists(os.path.join(self.remote, "sleeps")))
        self.assertEqual(["web1-sda", "web1-sda.overlay"], sorted(os.listdir(self.storage)))
        running.process.send_signal(signal.SIGINT)
        self.assertEqual(1, running.ends(10))
        self.assertEqual("ended", running.of("failed")[0]["reason"])
        self.assert_nothing_left()
        self.assert_only_read()

    def test_cancelled_while_the_guest_runs(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW, format="raw")
        running.until("stream")
        running.process.send_signal(signal.SIGINT)
        self.assertEqual(1, running.ends(20))
        self.assert_nothing_left()
        self.assert_only_read()

    def test_told_to_end_or_hung_up_the_guest_stays(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        running.process.send_signal(signal.SIGHUP)
        time.sleep(1)
        self.assertIsNone(running.process.poll())
        running.process.send_signal(signal.SIGTERM)
        self.assertEqual(1, running.ends(20))
        self.assertEqual("ended", running.of("failed")[0]["reason"])
        time.sleep(1)
        self.assertIsNotNone(self.guest_pid())
        self.assertEqual("running", self.qmp("query-status")["status"])
        self.assertEqual(["web1-sda"], os.listdir(self.storage))
        self.assertTrue(os.path.exists(os.path.join(self.remote, "guest-started")))

    @slow
    def test_a_qemu_that_does_not_answer_for_a_while(self):
        program = programs.changed(self.remote, "QMP_SECONDS = 60.0", "QMP_SECONDS = 2.0", "instant.py", "qemu")
        self.relay(self.disk(copies()), guest_seconds=20.0)
        running = self.start(bandwidth=SLOW, format="raw", program_path=program)
        for kind in ("started", "stream"):
            running.until(kind)
            os.kill(self.guest_pid(), signal.SIGSTOP)
            time.sleep(5)
            os.kill(self.guest_pid(), signal.SIGCONT)
        self.hurry()
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda", "raw")

    def test_the_guests_process_dies(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        os.kill(self.guest_pid(), signal.SIGKILL)
        self.assertEqual(1, running.ends())
        self.assertEqual("guest-gone", running.of("failed")[0]["reason"])
        self.assertEqual(["web1-sda"], os.listdir(self.storage))
        self.assertTrue(os.path.exists(os.path.join(self.remote, "guest-started")))

    def test_what_is_somebody_elses_is_not_touched(self):
        self.relay(self.disk())
        for name, form in (("web1-sda", "qcow2"), ("web1-sda", "raw"), ("web1-sda.overlay", "raw"), ("web1.xml", "raw")):
            with self.subTest(name + " " + form):
                with open(self.path(name), "w") as file:
                    file.write("another's")
                running = self.start(format=form)
                self.assertEqual(1, running.ends())
                failed = running.of("failed")[0]
                self.assertEqual(("exists", self.path(name)), (failed["reason"], failed["detail"]))
                with open(self.path(name)) as file:
                    self.assertEqual("another's", file.read())
                self.assertEqual([name], os.listdir(self.storage))
                os.remove(self.path(name))

    def test_what_somebody_puts_in_the_place_of_a_file_is_not_removed(self):
        self.relay(self.disk())
        running = self.start(program=self.stand_in(self.SLEEPS))
        until(lambda: os.path.exists(os.path.join(self.remote, "sleeps")))
        with open(self.path("new"), "w") as file:
            file.write("another's")
        os.rename(self.path("new"), self.path("web1-sda"))
        running.process.send_signal(signal.SIGTERM)
        running.ends()
        self.assertEqual(["web1-sda"], os.listdir(self.storage))

    def test_virt_v2v_fails(self):
        self.relay(self.disk())
        running = self.start(program=self.stand_in("sys.exit(7)"))
        self.assertEqual(1, running.ends())
        self.assertEqual(("convert", "exit code 7"), (running.of("failed")[0]["reason"], running.of("failed")[0]["detail"][-11:]))
        self.assert_nothing_left()

    def test_virt_v2v_does_not_tell_what_the_guest_can_do(self):
        self.relay(self.disk())
        running = self.start(program=self.stand_in(capabilities=dict(CAPABILITIES, machine="virt")))
        self.assertEqual(1, running.ends())
        self.assertEqual("definition", running.of("failed")[0]["reason"])
        self.assert_nothing_left()

    def test_the_machine_was_given_up(self):
        self.relay(self.disk())
        running = self.start(program=self.stand_in("open('given-up', 'w').close()"))
        self.assertEqual(1, running.ends())
        self.assertEqual("given-up", running.of("failed")[0]["reason"])
        self.assert_nothing_left()

    def test_no_emulation_unless_it_is_allowed(self):
        self.relay(self.disk())
        config = self.config(kvm="auto", allow_tcg=False)
        with unittest.mock.patch.dict(os.environ, {BACKEND_SETTINGS: "force_tcg"}):
            self.assertEqual("tcg", config.accelerator())
        absent = ("absent", "No such file or directory")
        with unittest.mock.patch.object(instant, "kvm_problem", autospec=True, return_value=absent):
            with self.assertRaises(instant.Failed) as failure:
                config.accelerator()
            self.assertEqual("no-kvm", failure.exception.reason)
            self.assertEqual("tcg", self.config(kvm="auto", allow_tcg=True).accelerator())
        with unittest.mock.patch.object(instant, "kvm_problem", autospec=True, return_value=None):
            self.assertEqual("kvm", config.accelerator())
            self.assertEqual("tcg", self.config(kvm="never", allow_tcg=False).accelerator())

    def config(self, **more):
        self.write("instant.json", json.dumps(self.settings(**more)))
        return instant.Config(os.path.join(self.remote, "instant.json"))

    @slow
    def test_nobody_reads_what_it_tells(self):
        self.relay(self.disk(copies()))
        running = self.start(program=self.stand_in("sys.stdout.write('x' * (1 << 20)); sys.stdout.flush()"), reads=False)
        until(lambda: os.path.exists(os.path.join(self.remote, "guest-started")))
        until(lambda: os.path.exists(self.path("web1.xml")))
        running.process.stdout.close()
        self.assertEqual(0, running.process.wait(PATIENCE))

    def test_a_run_that_was_killed_is_ended_when_that_is_wanted(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        running.process.kill()
        running.ends()
        self.assertIsNotNone(self.guest_pid())
        subprocess.run([PYTHON, "-I", INSTANT, "end"], cwd=self.remote, check=True)
        until(lambda: self.guest_pid() is None)
        for name in ("guest-started", "instant-state.json"):
            self.assertFalse(os.path.exists(os.path.join(self.remote, name)))
        self.assertEqual(["web1-sda"], os.listdir(self.storage))


class GoesOn(Fixture):
    """After this program has ended, with or without the guest's QEMU: what the guest has written is never lost."""

    MARK = 7 * MIB  # where nothing writes but mark()

    def kill(self, running):
        running.process.kill()
        running.ends()

    def kill_guest(self):
        pid = self.guest_pid()
        os.kill(pid, signal.SIGKILL)
        until(lambda: self.guest_pid() is None)

    def mark(self, name, form):
        """As if the guest had written it, and would not again. The last thread of a QEMU that was killed may have the
        lock for a moment."""
        write = "write -P 0x5a {} 512".format(self.MARK)
        command = ["qemu-io", "-f", form, "-c", write, self.path(name)]
        until(lambda: subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0)

    def assert_marked(self, name, form, source, copied=COPIES):
        content = bytearray(self.expected(source, copied))
        content[self.MARK:self.MARK + 512] = b"\x5a" * 512
        self.assert_same(self.content(name, form), bytes(content))

    def goes_on(self, hurries=True):
        """It is started once more, as the wrapper does that: nothing is written to instant.json or physical.xml."""
        running = Running(self.remote, self.programs + ":" + os.environ["PATH"], True, [PYTHON, "-I", INSTANT])
        self.addCleanup(running.close)
        running.until("started")
        if hurries:
            running.until("stream")
            self.hurry()
        return running

    def stopping_before_it_moves(self, number):
        """A copy of the program that stands still before a disk is moved to its raw file."""
        stop = "        if disk.number == {}:\n            open('moves', 'w').close()\n            time.sleep(600)\n".format(number)
        words = "        if disk.number in self.noted.disks(\"moved\"):\n            return\n"
        return programs.changed(self.remote, words, stop, "instant.py", "qemu")

    def test_with_the_guest_that_runs(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        started = running.until("started")
        running.until("stream")
        self.kill(running)
        pid = self.guest_pid()
        # The wrapper ends it, too, and starts another one.
        self.relay_process.terminate()
        self.relay_process.wait()
        self.assertFalse(os.path.exists(os.path.join(self.remote, "relay-ready")))
        self.start_relay(self.relay_process.args)
        again = self.goes_on()
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(started, again.of("started")[0])
        self.assertEqual([], again.of("restarted"))
        self.assertEqual(pid, self.guest_pid())
        self.relay_process.kill()
        self.await_content("web1-sda")
        self.assertEqual(["web1-sda", "web1.xml"], sorted(os.listdir(self.storage)))
        self.assertEqual("running", self.qmp("query-status")["status"])

    def test_with_a_guest_that_has_gone(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        started = running.until("started")
        running.until("stream")
        self.kill_guest()
        self.assertEqual(1, running.ends())
        self.mark("web1-sda", "qcow2")
        again = self.goes_on()
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(started["at"], again.of("started")[0]["at"])
        self.assertEqual(1, len(again.of("restarted")))
        self.relay_process.kill()
        until(lambda: self.qmp("query-blockstats")[0]["stats"]["wr_operations"] >= COPIES, PATIENCE)
        self.assert_marked("web1-sda", "qcow2", self.sources[0])
        self.assertEqual(["web1-sda", "web1.xml"], sorted(os.listdir(self.storage)))

    def test_with_a_guest_that_has_gone_when_a_part_of_it_was_moved(self):
        self.relay(self.disk(copies()), self.disk(size=8 * MIB))
        running = self.start(format="raw", program_path=self.stopping_before_it_moves(2))
        until(lambda: os.path.exists(os.path.join(self.remote, "moves")), PATIENCE)
        self.kill(running)
        self.kill_guest()
        self.relay_process.kill()
        self.mark("web1-sda", "raw")
        self.mark("web1-sdb.overlay", "qcow2")
        again = self.goes_on(hurries=False)
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(["mirror"], phases(again))
        until(lambda: self.qmp("query-blockstats")[0]["stats"]["wr_operations"] >= COPIES, PATIENCE)
        self.assert_marked("web1-sda", "raw", self.sources[0])
        self.assert_marked("web1-sdb", "raw", self.sources[1], 0)
        self.assertEqual(["web1-sda", "web1-sdb", "web1.xml"], sorted(os.listdir(self.storage)))

    def test_what_is_complete_is_written(self):
        self.relay(self.disk(), self.disk(size=8 * MIB))
        running = self.start()
        self.assertEqual(0, running.ends(), running.told())
        self.kill_guest()
        self.assert_same(self.content("web1-sdb"), self.expected(self.sources[1], 0))

    @slow
    def test_a_disk_that_was_moved_and_not_noted_is_not_moved_back(self):
        self.relay(self.disk(copies()))
        running = self.start(format="raw")
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda", "raw")
        state = os.path.join(self.remote, "instant-state.json")
        with open(state) as file:
            values = json.load(file)
        self.assertEqual([[1], [1]], [values["moving"], values["moved"]])
        values["moved"] = []
        self.write("instant-state.json", json.dumps(values))
        again = self.goes_on(hurries=False)
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual([], again.of("stream"))
        self.assert_same(self.content("web1-sda", "raw"), self.expected(self.sources[0]))
        self.assertEqual("running", self.qmp("query-status")["status"])

    def test_a_move_that_begins_anew_is_none_until_it_is_done(self):
        self.relay(self.disk(copies()))
        running = self.start(format="raw", program_path=self.stopping_before_it_moves(1))
        until(lambda: os.path.exists(os.path.join(self.remote, "moves")), PATIENCE)
        self.kill(running)
        with open(os.path.join(self.remote, "instant-state.json")) as file:
            state = instant.State(dict(json.load(file), moving=[1]))
        noted = []
        state.note = lambda **more: noted.append(more)
        guest = instant.QemuGuest.__new__(instant.QemuGuest)
        guest.noted, guest.mirrors, guest.ended = state, set(), {}
        guest.config = unittest.mock.Mock(preallocated=False)
        guest.ask = lambda command, **_: noted.append(command) or {"return": []}
        guest.mirror(instant.Disk(1, "/raw", "/overlay", MIB, 1))
        self.assertLess(noted.index({"moving": []}), noted.index("blockdev-mirror"))
        # It is noted, and QEMU knows nothing of it.
        self.write("instant-state.json", json.dumps(state.values))
        again = self.goes_on(hurries=False)
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(["mirror"], phases(again))
        self.await_content("web1-sda", "raw")

    @slow
    def test_with_a_guest_that_was_stopped_for_a_moment_or_not_started_yet(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        self.kill(running)
        for noted in ({"still": True}, {"started": None}):
            self.qmp("stop")
            with open(os.path.join(self.remote, "instant-state.json")) as file:
                self.write("instant-state.json", json.dumps(dict(json.load(file), **noted)))
            again = self.goes_on(hurries=False)
            self.assertEqual("running", self.qmp("query-status")["status"])
            self.kill(again)

    @slow
    def test_a_guest_that_had_switched_itself_off_stays_off(self):
        self.relay(self.disk(copies(POWER_OFF)))
        running = self.start(bandwidth=SLOW)
        running.until("off")
        self.kill(running)
        self.kill_guest()
        self.mark("web1-sda", "qcow2")
        again = self.goes_on()
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(1, len(again.of("off")))
        self.assert_marked("web1-sda", "qcow2", self.sources[0])
        until(lambda: self.guest_pid() is None)

    @slow
    def test_cancelled_after_that_nothing_is_left(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW, format="raw")
        running.until("stream")
        self.kill(running)
        again = self.goes_on(hurries=False)
        again.process.send_signal(signal.SIGINT)
        self.assertEqual(1, again.ends(20))
        self.assert_nothing_left()

    def test_a_state_that_cannot_be_read(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        self.kill(running)
        self.write("instant-state.json", "{}")
        again = Running(self.remote, os.environ["PATH"], True, [PYTHON, "-I", INSTANT])
        self.addCleanup(again.close)
        self.assertEqual(1, again.ends())
        self.assertIn("instant-state.json", again.of("failed")[0]["detail"])
        self.assertEqual("running", self.qmp("query-status")["status"])
        self.assertEqual(["web1-sda"], os.listdir(self.storage))


@unittest.skipUnless(os.geteuid() == 0, "needs 'root' to become a user with a libvirt of its own")
class Libvirt(Fixture):
    """libvirt's daemon of a user's session: what this program asks it is the same with the system's."""

    def setUp(self):
        Fixture.setUp(self)
        home = os.path.join(self.directory, "home")
        os.mkdir(home)
        os.mkdir(os.path.join(home, "run"), 0o700)
        self.as_user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=" + home,
                        "XDG_RUNTIME_DIR=" + os.path.join(home, "run")]
        os.chmod(self.directory, 0o755)
        subprocess.run(["chown", "-R", "65534:65534", home, self.storage, self.remote], check=True)
        self.start_daemon()
        self.assertEqual(0, self.virsh("pool-create-as", "guests", "dir", "--target", self.storage).returncode)
        self.addCleanup(self.virsh, "destroy", "web1")

    def hurry(self):
        self.virsh("blockjob", "web1", "vda", "--bandwidth", "0")

    def start_daemon(self):
        self.daemon = subprocess.Popen(self.as_user + ["libvirtd", "--timeout", "600"], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(ended, self.daemon)
        until(lambda: self.virsh("list").returncode == 0, PATIENCE)

    @slow
    def test_libvirts_daemon_is_started_anew(self):
        self.relay(self.disk(copies(), size=32 * MIB))
        running = self.start(bandwidth=MIB)
        running.until("stream")
        ended(self.daemon)
        time.sleep(3)
        self.start_daemon()
        self.assertEqual(0, running.ends(), running.told())
        until(lambda: self.guest_has_copied(), PATIENCE)

    def relay_command(self, *words):
        subprocess.run(["chown", "-R", "65534:65534", self.remote], check=True)
        return self.as_user + [ANYBODYS_PYTHON] + relay_lab.changed_relay(self.directory, *words)[1:]

    def virsh(self, *words):
        return subprocess.run(self.as_user + ["virsh", "-q", "-c", "qemu:///session"] + list(words), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def start(self, **more):
        said = dict(mode="libvirt", storage="guests", connection="qemu:///session", metadata=None)
        text = self.settings(**dict(said, **more))
        # A session has no network of libvirt's.
        with open(os.path.join(self.remote, "physical.xml")) as file:
            physical = re.sub("<interface.*</interface>", "", file.read())
        self.write("physical.xml", physical)
        self.write("instant.json", json.dumps(text))
        subprocess.run(["chown", "-R", "65534:65534", self.remote], check=True)
        command = self.as_user + [ANYBODYS_PYTHON, "-I", INSTANT]
        running = Running(self.remote, self.programs + ":" + os.environ["PATH"], True, command)
        self.addCleanup(running.close)
        return running

    def xml(self, *options):
        return ElementTree.fromstring(self.virsh("dumpxml", *options, "web1").stdout)

    def test_qcow2(self):
        self.relay(self.disk(copies(), size=32 * MIB))
        running = self.start(bandwidth=MIB)
        running.until("started", PATIENCE)
        self.assertEqual("stop", self.xml().find("devices/disk/driver").get("rerror_policy"))
        running.until("screen")
        self.hurry()
        self.assertEqual(0, running.ends(), running.told())
        self.assertEqual("libvirt domain web1", running.of("started")[0]["where"])
        self.relay_process.kill()
        self.assertEqual(b"running", self.virsh("domstate", "web1").stdout.strip())
        source = self.xml("--inactive").find("devices/disk/source")
        self.assertEqual(("guests", "web1-sda"), (source.get("pool"), source.get("volume")))
        self.assertIsNone(self.xml("--inactive").find("devices/disk/driver").get("rerror_policy"))
        self.virsh("suspend", "web1")
        self.assert_same(self.content("web1-sda"), self.expected(self.sources[0]))


    @slow
    def test_raw(self):
        self.relay(self.disk(copies()), self.disk(size=2 * MIB))
        running = self.start(format="raw")
        self.assertEqual(0, running.ends(), running.told())
        self.assertEqual(["pull", "mirror"], phases(running))
        self.relay_process.kill()
        self.assertEqual(["web1-sda", "web1-sdb"], sorted(os.listdir(self.storage)))
        self.assertEqual(self.path("web1-sda"), self.xml().find("devices/disk/source").get("file"))
        self.assertEqual("raw", self.xml("--inactive").find("devices/disk/driver").get("type"))
        self.virsh("suspend", "web1")
        self.assert_same(self.content("web1-sda", "raw"), self.expected(self.sources[0]))
        self.assert_same(self.content("web1-sdb", "raw"), self.expected(self.sources[1], 0))

    @slow
    def test_a_guest_that_switches_itself_off(self):
        for form in ("qcow2", "raw"):
            with self.subTest(form):
                self.relay(self.disk(copies(POWER_OFF), size=32 * MIB))
                running = self.start(bandwidth=MIB, format=form)
                running.until("off")
                self.assertEqual(0, running.ends(), running.told())
                self.assertEqual(b"shut off", self.virsh("domstate", "web1").stdout.strip())
                self.assertEqual(["web1-sda"], os.listdir(self.storage))
                self.assert_same(self.content("web1-sda", form), self.expected(self.sources[0]))
                self.virsh("undefine", "web1")
                ended(self.relay_process)
                for name in ("relay-ready", "guest-started"):
                    os.remove(os.path.join(self.remote, name))
                os.remove(self.path("web1-sda"))

    @slow
    def test_the_source_goes_away_and_comes_back(self):
        running = self.start_without_source()
        running.until("paused", count=2)
        self.assertIn(b"I/O error", self.virsh("domstate", "--reason", "web1").stdout)
        self.sources[0].open()
        self.lead_to_sources()
        running.until("resumed", count=2)
        self.assertEqual(0, running.ends(), running.told())
        until(lambda: self.guest_has_copied(), PATIENCE)
        self.assert_same(self.content("web1-sda"), self.expected(self.sources[0]))

    def guest_has_copied(self):
        self.virsh("suspend", "web1")
        done = self.content("web1-sda") == self.expected(self.sources[0])
        if not done:
            self.virsh("resume", "web1")
            time.sleep(0.5)
        return done

    def test_cancelled_and_killed(self):
        self.relay(self.disk(copies(), size=32 * MIB))
        running = self.start(bandwidth=MIB)
        running.until("stream")
        running.process.send_signal(signal.SIGINT)
        self.assertEqual(1, running.ends(30))
        self.assertNotEqual(0, self.virsh("domuuid", "web1").returncode)
        self.assert_nothing_left()
        running = self.start(bandwidth=MIB)
        running.until("stream")
        running.process.kill()
        running.ends()
        self.assertEqual(b"running", self.virsh("domstate", "web1").stdout.strip())
        self.assertEqual(["web1-sda"], os.listdir(self.storage))
        subprocess.run(self.as_user + [ANYBODYS_PYTHON, "-I", INSTANT, "end"], cwd=self.remote, check=True)
        self.assertNotEqual(0, self.virsh("domuuid", "web1").returncode)

    @slow
    def test_goes_on_with_the_domain_and_defines_it_again(self):
        self.relay(self.disk(copies(), size=32 * MIB))
        running = self.start(bandwidth=MIB)
        started = running.until("started")
        running.until("stream")
        running.process.kill()
        running.ends()
        again = self.again()
        self.assertEqual(started["at"], again.until("started")["at"])
        again.until("stream")
        self.assertEqual([], again.of("restarted"))
        again.process.kill()
        again.ends()
        for ends in (["destroy", "web1"], ["undefine", "web1"]):
            self.assertEqual(0, self.virsh(*ends).returncode)
        again = self.again()
        again.until("restarted")
        again.until("stream")
        self.hurry()
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(b"running", self.virsh("domstate", "web1").stdout.strip())
        until(lambda: self.guest_has_copied(), PATIENCE)

    def again(self):
        running = Running(self.remote, self.programs + ":" + os.environ["PATH"], True, self.as_user + [ANYBODYS_PYTHON, "-I", INSTANT])
        self.addCleanup(running.close)
        return running

    @slow
    def test_another_guest_of_that_name_is_not_touched(self):
        self.relay(self.disk())
        self.write("other.xml", "<domain type='qemu'><name>web1</name><memory>65536</memory><os><type>hvm</type></os></domain>")
        self.assertEqual(0, self.virsh("define", os.path.join(self.remote, "other.xml")).returncode)
        before = self.virsh("dumpxml", "web1").stdout
        running = self.start()
        self.assertEqual(1, running.ends())
        self.assertEqual("exists", running.of("failed")[0]["reason"])
        self.assertEqual(before, self.virsh("dumpxml", "web1").stdout)
        self.assertEqual([], os.listdir(self.storage))


class Confined(unittest.TestCase):
    """What keeps libvirt's QEMU from its disks is told apart from other reasons for which it does not start."""

    def test_a_start_that_is_refused(self):
        for said, reason in (
            ("Failed to connect to '127.0.0.1:17000': Permission denied", "confined"),
            ("Could not open '/srv/vms/web1-sda': Permission denied", "confined"),
            ("Network not found: no network with matching name 'default'", "start"),
        ):
            guest = instant.LibvirtGuest.__new__(instant.LibvirtGuest)
            guest.config, guest.definition, guest.disks, guest.kind = unittest.mock.Mock(), unittest.mock.Mock(), [], "kvm"
            guest.defined = True
            with unittest.mock.patch.object(instant, "virsh", autospec=True, return_value=(1, "", "error: " + said)), \
                    unittest.mock.patch.object(instant, "write_own", autospec=True), \
                    unittest.mock.patch.object(instant.LibvirtGuest, "define", autospec=True), \
                    self.assertRaises(instant.Failed) as failure:
                guest.start()
            self.assertEqual((reason, "error: " + said), (failure.exception.reason, failure.exception.detail))


class Order(unittest.TestCase):
    """Which disk is copied first."""

    def stream(self, *reads):
        disks = [instant.Disk(number, "", "", MIB, 0) for number in range(1, len(reads) + 1)]
        guest = unittest.mock.Mock()
        guest.reads.side_effect = lambda disk: reads[disk.number - 1]
        stream = instant.Stream.__new__(instant.Stream)
        stream.guest = guest
        stream.noted = instant.State({})
        return stream, disks

    def test_the_one_that_the_guest_reads_most_of(self):
        stream, disks = self.stream(1000, 0, 5000, 4999)
        self.assertEqual(3, stream.hottest(disks).number)

    def test_the_one_that_was_begun(self):
        stream, disks = self.stream(1000, 0, 5000)
        stream.noted = instant.State({"pulling": 2})
        self.assertEqual(2, stream.hottest(disks).number)

    def test_the_one_that_it_boots_from_when_it_has_read_nothing_or_libvirt_is_away(self):
        stream, disks = self.stream(0, 0, 0)
        self.assertEqual(1, stream.hottest(disks).number)
        stream.guest.reads.side_effect = instant.Unsteady()
        self.assertEqual(2, stream.hottest(disks[1:]).number)


class Messages(unittest.TestCase):
    """What a program says of its failure, for people."""

    def test_the_reason_is_not_cut_off(self):
        said = instant.messages_of(
            b"Authorization not available. Check if polkit service is running or see debug message for more information.\n"
            b"error: Failed to start domain 'web1'\nerror: internal error: qemu unexpectedly closed the monitor: "
            b"qemu-system-x86_64: -blockdev {" + b"x" * 500 + b"}: Failed to read initial magic\n")
        self.assertTrue(said.startswith("error: Failed to start domain 'web1' error: internal error: qemu"), said)
        self.assertTrue(said.endswith("}: Failed to read initial magic"), said)
        self.assertLess(len(said), 3 * LINE_CHARACTERS)

    def test_what_is_short_is_whole(self):
        self.assertEqual("error: no", instant.messages_of(b"\nerror:  no\n"))
        self.assertEqual("", instant.messages_of(b""))


class Checks(unittest.TestCase):
    """Complete is what qemu-img says, nothing else."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="instant-test-")
        self.addCleanup(shutil.rmtree, self.directory)
        self.path = os.path.join(self.directory, "web1-sda")
        self.guest = unittest.mock.Mock()

    def image(self, *options):
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *options, self.path, "8M"], check=True)
        subprocess.run(["qemu-io", "-f", "qcow2", "-c", "write 0 8M", self.path], check=True, stdout=subprocess.DEVNULL)

    def check(self, size=8 * MIB):
        instant.check(instant.Disk(1, self.path, self.path, size, 1), self.guest, unittest.mock.Mock())

    def fails(self, words, **options):
        with self.assertRaises(instant.Failed) as failure:
            self.check(**options)
        self.assertEqual("check", failure.exception.reason)
        self.assertIn(words, failure.exception.detail)

    def test_a_whole_disk(self):
        self.image()
        self.check()
        self.guest.quiet.assert_not_called()

    def test_a_disk_with_a_backing_file(self):
        backing = os.path.join(self.directory, "backing")
        subprocess.run(["qemu-img", "create", "-q", "-f", "raw", backing, "8M"], check=True)
        self.image("-b", backing, "-F", "raw")
        self.fails("backing file " + backing)

    def test_a_disk_of_another_size(self):
        self.image()
        self.fails("8388608 bytes", size=16 * MIB)

    def test_a_disk_that_is_no_qcow2(self):
        with open(self.path, "wb") as file:
            file.truncate(8 * MIB)
        self.fails("backing file None")

    def test_a_disk_that_is_not_whole(self):
        self.image()
        with open(self.path, "r+b") as file:
            # The first entry of the table that says where the content is: that cluster is not for content.
            file.seek(4 * 65536)
            file.write(struct.pack(">Q", 1 << 63 | 65536))
        self.fails("errors")
        self.assertEqual([unittest.mock.call(True), unittest.mock.call(False)], self.guest.quiet.call_args_list)


class Described(unittest.TestCase):
    """The guest's definition, from what virt-v2v-in-place says."""

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="instant-test-")
        self.addCleanup(shutil.rmtree, self.directory)

    def definition(self, firmware="bios", arguments=(), bridges=None, disks=2, **capabilities):
        said = {
            "guest": "web<1", "mode": "local", "storage": "/srv", "format": "qcow2", "arguments": list(arguments),
            "disks": [{"name": "web1-sd" + "abc"[index], "bytes": MIB, "overlay": "web1"} for index in range(disks)],
            "firmware": firmware, "bridges": bridges,
        }
        path = os.path.join(self.directory, "instant.json")
        with open(path, "w") as file:
            json.dump(said, file)
        read = instant.Capabilities()
        values = dict(CAPABILITIES, **capabilities)
        text = "gcaps_machine = virt\ngcaps_block_bus = ide\ni_type = linux\ni_osinfo = debian12\nother = 1\n"
        text += "".join("gcaps_{} = {}\n".format(*each) for each in values.items()) + "\n"
        for at in range(0, len(text), 7):
            read.read(text[at:at + 7].encode())
        read.check()
        entries = "".join(PHYSICAL_DISK.format(port=1, letter="abc"[index]) for index in range(disks))
        return instant.Definition(instant.Config(path), instant.Physical(PHYSICAL.format(disks=entries)), read)

    def xml(self, definition, **options):
        text = definition.xml([("/srv/web1-sda", "qcow2"), ("/srv/b&'\"<", "raw")], "kvm", **options)
        return ElementTree.fromstring(text.encode())

    def test_is_what_virt_v2v_writes(self):
        xml = self.xml(self.definition())
        self.assertEqual("web<1", xml.findtext("name"))
        self.assertEqual(("q35", "x86_64"), (xml.find("os/type").get("machine"), xml.find("os/type").get("arch")))
        disks = [(each.find("source").get("file"), each.find("target").get("dev")) for each in xml.iterfind("devices/disk")]
        self.assertEqual([("/srv/web1-sda", "vda"), ("/srv/b&'\"<", "vdb")], disks)
        card = xml.find("devices/interface")
        self.assertEqual(("02:fc:00:00:00:01", "virtio"), (card.find("mac").get("address"), card.find("model").get("type")))
        wanted = ["disk", "disk", "interface", "video", "graphics", "rng", "memballoon", "panic", "input", "input", "console"]
        self.assertEqual(wanted + ["controller", "channel"], [each.tag for each in xml.find("devices")])
        self.assertEqual("utc", xml.find("clock").get("offset"))
        self.assertIsNone(card.find("link"))
        self.assertIsNone(xml.find("devices/disk/driver").get("rerror_policy"))

    def test_an_error_of_a_live_disk_stops_the_guest_and_its_links_are_down(self):
        xml = self.xml(self.definition(), live=True)
        driver = xml.find("devices/disk/driver")
        self.assertEqual(("stop", "stop"), (driver.get("error_policy"), driver.get("rerror_policy")))
        self.assertEqual("down", xml.find("devices/interface/link").get("state"))

    def test_every_kind_of_hardware(self):
        for block, machine, bus, dev in (
            ("virtio-scsi", "q35", "scsi", "sda"), ("ide", "q35", "sata", "sda"), ("ide", "i440fx", "ide", "hda"),
            ("virtio-blk", "i440fx", "virtio", "vda"),
        ):
            definition = self.definition(block_bus=block, machine=machine, net_bus="e1000")
            target = self.xml(definition).find("devices/disk/target")
            self.assertEqual((bus, dev), (target.get("bus"), target.get("dev")))
            read = machine_of_script(definition.script([("/srv/a,b c", "raw"), ("/srv/web1-sdb", "qcow2")]))
            self.assertEqual([("/srv/a,b c", "raw"), ("/srv/web1-sdb", "qcow2")], [disk[:2] for disk in read.disks])
            # The script's ide-hd is at QEMU's own controller of either kind.
            self.assertEqual({"ide": "sata"}.get(bus, bus), read.disks[0].bus)
            self.assertEqual("q35" if machine == "q35" else "pc", read.type)

    def test_uefi(self):
        definition = self.definition(firmware="uefi")
        self.assertEqual("efi", self.xml(definition).find("os").get("firmware"))
        self.assertTrue(machine_of_script(definition.script([("/srv/a", "raw")])).uefi)

    def test_networks_are_mapped_as_virt_v2v_maps_them(self):
        for arguments, bridges, kind, name in (
            ((), None, "network", "default"),
            (("-n", "default:lan"), None, "network", "lan"),
            (("-b", "br7"), None, "bridge", "br7"),
            (("--mac", "02:FC:00:00:00:01:bridge:br0"), None, "bridge", "br0"),
            (("--mac", "02:fc:00:00:00:02:bridge:br0"), None, "network", "default"),
            ((), {"02:FC:00:00:00:01": "br1"}, "bridge", "br1"),
        ):
            card = self.xml(self.definition(arguments=arguments, bridges=bridges)).find("devices/interface")
            self.assertEqual((kind, name), (card.get("type"), card.find("source").get(kind)), arguments)

    def test_windows_has_local_time(self):
        self.assertEqual("localtime", self.xml(self.definition(rtc_utc="false")).find("clock").get("offset"))

    def test_names_of_many_disks(self):
        self.assertEqual(["a", "z", "aa", "ab", "zz", "aaa"], [instant.letter(index) for index in (0, 25, 26, 27, 701, 702)])


class Program(unittest.TestCase):
    def setUp(self):
        with open(INSTANT, encoding="utf-8") as file:
            self.tree = ast.parse(file.read(), feature_version=(3, 6))

    def test_every_function_is_typed(self):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                arguments = [each for each in node.args.args if each.arg != "self"]
                self.assertTrue(node.returns is not None and all(each.annotation for each in arguments), node.name)


@slow
class RealGuest(Fixture):
    """A real Debian, converted by the real virt-v2v-in-place, is started while most of it is on the machine still."""

    def test_a_debian_starts_before_it_is_here(self):
        guest = os.path.join(programs.ROOT, "releng/lab/guest")
        subprocess.run([guest, "debian", "--output", self.directory], check=True, stdout=subprocess.DEVNULL)
        image = os.path.join(self.directory, "debian.img")
        before = digest(image)
        export = os.path.join(self.directory, "nbd")
        server = subprocess.Popen(["qemu-nbd", "--read-only", "--persistent", "--shared=16", "-f", "raw", "-k", export, image])
        self.addCleanup(ended, server)
        until(lambda: os.path.exists(export))
        self.relay(OnlyLength(os.stat(image).st_size), guest_seconds=20.0)
        self.sources[0].socket_path = export
        path = os.path.join(self.remote, "physical.xml")
        with open(path) as file:
            text = file.read().replace("131072", "1048576")
        self.write("physical.xml", text)
        arguments = ["-v", "-x", "-i", "libvirtxml", "--root", "first"]
        running = self.start(
            format="raw", program="virt-v2v-in-place", arguments=arguments, bandwidth=int(os.environ.get("INSTANT_RATE", MIB)))
        running.until("started")
        login = self.until_login()
        self.assertEqual([], running.of("complete"), "the disk was here before the login prompt")
        print("login: {:.0f} s after the start, stream {}".format(login, running.of("stream")[-1:]), file=sys.stderr)
        running.until("stream")
        self.assertEqual(0, running.ends(), running.told())
        server.kill()
        self.assertEqual(before, digest(image))
        self.qmp("quit")
        until(lambda: self.guest_pid() is None)
        # As after a power cut: the journal is played back, and then nothing is wrong.
        for option, most in (("-p", 1), ("-fn", 0)):
            checked = subprocess.run(["e2fsck", option, self.path("web1-sda") + "?offset=1048576"],
                                     stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.assertLessEqual(checked.returncode, most, checked.stdout)

    def until_login(self):
        began = time.monotonic()
        unnamed = os.path.join(self.directory, "screen")
        while time.monotonic() - began < PATIENCE:
            self.qmp("screendump", filename=unnamed)
            with open(unnamed, "rb") as file:
                picture = picture_of_ppm(file.read())
            cells = picture and filled_cells(picture)
            memory = os.path.join(self.directory, "memory")
            self.qmp("pmemsave", val=TEXT_MEMORY, size=TEXT_MEMORY_BYTES, filename=memory)
            with open(memory, "rb") as file:
                text = text_of_memory(file.read(), cells) if cells else None
            if text and sign_in(text) and sign_in(text)[0] == "login":
                return time.monotonic() - began
            time.sleep(1)
        raise AssertionError("no login prompt")


class OnlyLength(bytes):
    """Only its length counts: another server has the content."""

    def __new__(cls, length):
        made = bytes.__new__(cls)
        made.length = length
        return made

    def __len__(self):
        return self.length


def digest(path):
    found = hashlib.sha256()
    with open(path, "rb") as file:
        for part in iter(lambda: file.read(MIB), b""):
            found.update(part)
    return found.hexdigest()


if __name__ == "__main__":
    unittest.main()
