"""A trial of a guest, for tests of trial.py: with real QEMUs under TCG, and guests of one boot sector, which take seconds.

TRIAL_PYTHON names another interpreter for the program. With TRIAL_FULL=yes, as root, a real Debian is started too.
"""

import base64
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zlib

import programs
from boot_sectors import boot_sector
from programs import MIB

TRIAL = os.path.join(programs.PROGRAMS, "trial.py")
SAMPLES = os.path.join(programs.ROOT, "bundles/org.virtp2v.core.tests/samples/trial")
PYTHON = os.environ.get("TRIAL_PYTHON", sys.executable)
FULL = os.environ.get("TRIAL_FULL") == "yes"
PATIENCE = 600 if FULL else 120

XML = """<domain type='kvm'><name>web1</name><memory unit='KiB'>131072</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='{machine}'>hvm</type>{firmware}</os><devices>{disks}</devices></domain>"""
DISK = """<disk type='file' device='disk'><driver name='qemu' type='{format}'/><source file='{path}'/>
<target dev='vda' bus='{bus}'/></disk>"""
# As Debian 12 and 13 have them.
UEFI = """<loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
<nvram template='/usr/share/OVMF/OVMF_VARS_4M.fd'>{nvram}</nvram>"""


class Running:
    """A started trial.py, and what it has told."""

    def __init__(self, directory, said, command=None):
        with open(os.path.join(directory, "trial.json"), "w") as file:
            json.dump(said, file)
        self.directory = directory
        self.process = subprocess.Popen(
            (command or []) + [PYTHON, "-I", TRIAL, directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.events = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.events.append(json.loads(line.decode("ascii")))

    def of(self, kind):
        return [event for event in self.events if event["event"] == kind]

    def until(self, kind, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while not self.of(kind):
            if time.monotonic() > end or not self.reader.is_alive():
                raise AssertionError("no {} in {}: {}".format(kind, self.events, self.process.stderr.read1(4096)))
            time.sleep(0.02)
        return self.of(kind)[0]

    def qemus(self):
        """The processes that have the directory's trial as their parent."""
        found = []
        for name in os.listdir("/proc"):
            try:
                with open("/proc/{}/stat".format(name)) as file:
                    if name.isdigit() and int(file.read().rpartition(")")[2].split()[1]) == self.process.pid:
                        found.append(int(name))
            except (OSError, ValueError):
                pass
        return found

    def verdict(self):
        """The only verdict, which is last."""
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        errors = self.process.stderr.read()
        assert errors == b"", errors
        assert len(self.of("verdict")) == 1 and self.events[-1]["event"] == "verdict", self.events
        return self.events[-1]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.reader.join(PATIENCE)
        for file in (self.process.stdin, self.process.stdout, self.process.stderr):
            file.close()


def alive(pid):
    try:
        with open("/proc/{}/stat".format(pid)) as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Fixture(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="trial-test-")
        self.addCleanup(shutil.rmtree, self.directory, True)
        self.made = os.path.join(self.directory, "made, by=virt-v2v")
        os.mkdir(self.made)
        self.remote = os.path.join(self.directory, "remote")
        os.mkdir(self.remote, 0o700)
        self.runs = 0

    def disk(self, code=b"", name="web1-sda", sector=True, size=MIB):
        path = os.path.join(self.made, name)
        with open(path, "wb") as file:
            file.write(boot_sector(code) if sector else code)
            file.truncate(size)
        return path

    def metadata(self, *disks, machine="q35", firmware=""):
        path = os.path.join(self.made, "web1.xml")
        with open(path, "w") as file:
            file.write(XML.format(machine=machine, firmware=firmware, disks="".join(disks)))
        return path

    def start(self, seconds=60, command=None, **more):
        said = {"target": "local", "guest": "web1", "os": self.made, "connection": None}
        said.update(sudo=False, seconds={"kvm": seconds, "tcg": seconds}, accelerator="tcg")
        said.update(more)
        self.before = self.prints()
        running = Running(self.remote, said, command)
        self.addCleanup(running.close)
        return running

    def boots(self, code, seconds=60, **more):
        """Starts a guest of one boot sector."""
        self.metadata(DISK.format(path=self.disk(code), format="raw", bus="virtio"))
        return self.start(seconds, **more)

    def prints(self):
        """Of all that virt-v2v has made: what is in it, and when it was written."""
        found = {}
        for name in sorted(os.listdir(self.made)):
            with open(os.path.join(self.made, name), "rb") as file:
                status = os.fstat(file.fileno())
                found[name] = hashlib.sha256(file.read()).hexdigest(), status.st_mtime_ns, status.st_mode
        return found

    def assert_nothing_left(self, running):
        self.assertEqual(self.before, self.prints())
        for name in os.listdir(self.remote):
            self.assertRegex(name, r"^(trial\.json|trial-\d{3}\.png|trial-serial\.log)$")

    def picture(self, event):
        """The picture of an event as its rows, and that the kept one is the same."""
        png = base64.b64decode(event["png"])
        with open(os.path.join(self.remote, event["file"]), "rb") as file:
            self.assertEqual(png, file.read())
        self.assertLessEqual(len(png), MIB)
        return rows_of_png(png)


def rows_of_png(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        body = png[at + 8:at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length:at + 12 + length])[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            width, height = struct.unpack(">II", body[:8])
        if kind == b"IDAT":
            data += body
        at += 12 + length
    rows = zlib.decompress(data)
    step = 3 * width + 1
    assert len(rows) == step * height
    return [rows[start + 1:start + step] for start in range(0, len(rows), step)]
