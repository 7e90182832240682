"""A run of instant.py, for its tests: with the real relay, real QEMUs under TCG, and guests of one boot sector;
virt-v2v-in-place is a stand-in that changes the disk and says what the real one says.

INSTANT_PYTHON names another interpreter for the program. With INSTANT_FULL=yes, as root, more is tried, and a real
Debian is converted and started.
"""

import json
import os
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

import programs
import relay_lab
from boot_sectors import HALT, boot_sector
from programs import MIB, until
from relay_lab import Source

from qemu.monitor import Qmp

INSTANT = os.path.join(programs.PROGRAMS, "instant.py")
PYTHON = os.environ.get("INSTANT_PYTHON", sys.executable)
# One that every user may run.
ANYBODYS_PYTHON = shutil.which("python3", path="/usr/bin:/bin") or PYTHON
FULL = os.environ.get("INSTANT_FULL") == "yes"
PATIENCE = 900 if FULL else 60

# Each test waits for real guests to start: a part of them is enough each time.
slow = unittest.skipUnless(FULL, "only with releng/verify --full")

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


def phases(running):
    """In their order, each once."""
    return list(dict.fromkeys(event["phase"] for event in running.of("stream")))
