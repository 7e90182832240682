"""Tests of trial.py: with real QEMUs under TCG, and guests of one boot sector, which take seconds.

TrialProgramTest runs them. By hand, in this directory: python3 -B -m unittest -v test_trial
TRIAL_PYTHON names another interpreter for the program. With TRIAL_FULL=yes, as root, a real Debian is started too.
"""

import ast
import base64
import hashlib
import importlib.util
import json
import os
import pwd
import random
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
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = HERE
while not os.path.isdir(os.path.join(ROOT, "releng")):
    ROOT = os.path.dirname(ROOT)
TRIAL = os.path.join(ROOT, "bundles/org.virtp2v.core/src/org/virtp2v/core/v2v/trial.py")
SAMPLES = os.path.join(ROOT, "bundles/org.virtp2v.core.tests/samples/trial")
PYTHON = os.environ.get("TRIAL_PYTHON", sys.executable)
FULL = os.environ.get("TRIAL_FULL") == "yes"
MIB = 1 << 20
PATIENCE = 600 if FULL else 120
# As releng/lab/guest gives it to the Debian's file system.
DEBIAN_UUID = "22222222-3333-4444-5555-666666666666"

specification = importlib.util.spec_from_file_location("trial", TRIAL)
trial = importlib.util.module_from_spec(specification)
specification.loader.exec_module(trial)

XML = """<domain type='kvm'><name>web1</name><memory unit='KiB'>131072</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='{machine}'>hvm</type>{firmware}</os><devices>{disks}</devices></domain>"""
DISK = """<disk type='file' device='disk'><driver name='qemu' type='{format}'/><source file='{path}'/>
<target dev='vda' bus='{bus}'/></disk>"""
# As Debian 12 and 13 have them.
UEFI = """<loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
<nvram template='/usr/share/OVMF/OVMF_VARS_4M.fd'>{nvram}</nvram>"""

# Boot sectors: 16-bit code, as bytes.
HALT = b"\xf4\xeb\xfd"
POWER_OFF = b"\xba\x04\x06\xb8\x00\x20\xef" + HALT  # the PM register of q35
RESET = b"\xba\xf9\x0c\xb0\x06\xee" + HALT
PANIC_DEVICE = b"\xba\x05\x05\xb0\x01\xee" + HALT


def prints(text, port=False):
    """Code that prints a text on the screen (int 10h), or on the first serial port."""
    out = b"\xba\xf8\x03\xee" if port else b"\xb4\x0e\xbb\x07\x00\xcd\x10"
    # mov si, text; cld; l: lodsb; test al, al; jz end; out; jmp l; end:
    loop = b"\xfc\xac\x84\xc0\x74" + bytes([len(out) + 2]) + out + b"\xeb" + bytes([256 - len(out) - 7])
    # xor ax, ax; mov ds, ax; call over the text, which pushes where it is; pop si
    call = b"\xe8" + struct.pack("<H", len(text) + 1) + text + b"\0" + b"\x5e"
    return b"\x31\xc0\x8e\xd8" + call + loop


def boot_sector(code):
    assert len(code) <= 440, len(code)
    return code.ljust(510, b"\0") + b"\x55\xaa"


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


class Guests(Fixture):
    """Each a real QEMU."""

    def test_an_empty_disk_has_no_system(self):
        self.metadata(DISK.format(path=self.disk(sector=False), format="raw", bus="sata"))
        running = self.start()
        verdict = running.verdict()
        self.assertEqual(("no-boot-disk", "No bootable device."), (verdict["verdict"], verdict["detail"]))
        started = running.events[0]
        told = tuple(started[key] for key in ("event", "accelerator", "firmware", "machine"))
        self.assertEqual(("started", "tcg", "bios", "q35"), told)
        self.assertEqual((128, 128, 1), (started["memory"], started["memory_asked"], started["cpus"]))
        screen = running.of("screen")[-1]
        self.assertIn("No bootable device.", screen["text"])
        self.assertEqual((720, 400), (screen["width"], screen["height"]))
        self.assertEqual(400, len(self.picture(screen)))
        self.assert_nothing_left(running)

    def test_a_boot_sector_that_does_nothing(self):
        verdict = self.boots(HALT, seconds=5).verdict()
        self.assertEqual(("boot-loader", "Booting from Hard Disk..."), (verdict["verdict"], verdict["detail"]))

    def test_a_guest_that_tells_its_panic_to_the_device(self):
        running = self.boots(PANIC_DEVICE)
        self.assertEqual("panic", running.verdict()["verdict"])
        self.assertEqual(1, len(running.of("panicked")))

    def test_a_guest_that_panics_on_the_serial_console_only(self):
        text = b"[    1.0] Kernel panic - not syncing: No working init found.\r\n"
        verdict = self.boots(prints(text, port=True) + HALT).verdict()
        self.assertEqual("panic", verdict["verdict"])
        self.assertTrue(verdict["detail"].endswith("Kernel panic - not syncing: No working init found."))

    def test_a_guest_that_resets_again_and_again(self):
        running = self.boots(RESET)
        verdict = running.verdict()
        self.assertEqual(("restarts", 5), (verdict["verdict"], verdict["resets"]))
        self.assertEqual([1, 2, 3, 4, 5], [event["count"] for event in running.of("reset")])
        self.assert_nothing_left(running)

    def test_a_guest_that_powers_off(self):
        running = self.boots(POWER_OFF)
        self.assertEqual("powered-off", running.verdict()["verdict"])
        self.assertEqual(1, len(running.of("shutdown")))

    def test_a_guest_whose_text_says_nothing_is_to_be_looked_at(self):
        verdict = self.boots(prints(b"\r\nHello") + HALT, seconds=4).verdict()
        self.assertEqual("screen", verdict["verdict"])
        self.assertGreaterEqual(verdict["at"], 4)

    def test_a_boot_loader_that_does_not_find_its_system_and_what_it_has_written_is_gone(self):
        # int 13h: writes what is at 0x7c00 to the second sector; then says so.
        write = b"\x31\xc0\x8e\xc0\xbb\x00\x7c\xb8\x01\x03\xb9\x02\x00\xba\x80\x00\xcd\x13\x72\x40"
        running = self.boots(write + prints(b"Written. grub rescue>") + HALT)
        self.assertEqual("boot-loader", running.verdict()["verdict"])
        self.assertTrue(any("Written." in line for line in running.of("screen")[-1]["text"]))
        self.assert_nothing_left(running)

    def test_a_hostile_serial_console(self):
        running = self.boots(prints(b"\x1b]0;x\x07\x1b[31mred\x1b[0m\x9b\xff\x01\x08 grub rescue>", port=True) + HALT)
        self.assertEqual("boot-loader", running.verdict()["verdict"])
        with open(os.path.join(self.remote, "trial-serial.log"), encoding="utf-8") as file:
            log = file.read()
        for text in [log] + [event["text"] for event in running.of("serial")]:
            self.assertIn("red", text)
            self.assertTrue(all(c == "\n" or c.isprintable() for c in text), repr(text))

    def test_several_disks_at_every_bus_and_formats(self):
        first = self.disk(prints(b"grub rescue>") + HALT)
        disks = [DISK.format(path=first, format="raw", bus="ide")]
        for bus in ("virtio", "scsi", "sata", "usb"):
            path = os.path.join(self.made, "web1-" + bus)
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", path, "1M"], check=True)
            disks.append(DISK.format(path=path, format="qcow2", bus=bus))
        self.metadata(*disks, machine="pc-i440fx-7.2")
        running = self.start()
        self.assertEqual("boot-loader", running.verdict()["verdict"], running.events[-1])
        self.assertEqual("pc", running.events[0]["machine"])
        self.assert_nothing_left(running)

    def test_uefi_and_the_guests_own_variables(self):
        nvram = os.path.join(self.made, "web1_VARS.fd")
        shutil.copyfile("/usr/share/OVMF/OVMF_VARS_4M.fd", nvram)
        disk = DISK.format(path=self.disk(sector=False), format="raw", bus="virtio")
        self.metadata(disk, firmware=UEFI.format(nvram=nvram))
        running = self.start()
        self.assertEqual("no-boot-disk", running.verdict()["verdict"])
        self.assertEqual("uefi", running.events[0]["firmware"])
        self.assert_nothing_left(running)


class Endings(Fixture):
    """Nothing is left running, nothing is left behind, however it ends."""

    def setUp(self):
        Fixture.setUp(self)
        self.running = self.boots(prints(b"web1 login: ") + HALT)
        self.running.until("screen")
        self.qemus = self.running.qemus()
        self.assertEqual(1, len(self.qemus))

    def assert_ended(self):
        end = time.monotonic() + 10
        while any(alive(pid) for pid in self.qemus) and time.monotonic() < end:
            time.sleep(0.02)
        self.assertFalse([pid for pid in self.qemus if alive(pid)])
        self.assert_nothing_left(self.running)

    def test_it_is_skipped_and_had_nothing_that_it_could_have_written_to(self):
        folder = "/proc/{}/fd/".format(self.qemus[0])
        links = [folder + name for name in os.listdir(folder)]
        disks = [link for link in links if os.readlink(link).startswith(self.made)]
        self.assertTrue(disks)
        for link in disks:
            with open(link.replace("/fd/", "/fdinfo/")) as file:
                flags = int(re.search(r"flags:\s+([0-7]+)", file.read()).group(1), 8)
            self.assertEqual(os.O_RDONLY, flags & os.O_ACCMODE)
        if os.geteuid() == 0:
            self.assertEqual(pwd.getpwnam("nobody").pw_uid, os.stat("/proc/{}".format(self.qemus[0])).st_uid)
        self.running.process.stdin.write(b"skip\n")
        self.running.process.stdin.flush()
        self.assertEqual("skipped", self.running.verdict()["verdict"])
        self.assert_ended()

    def test_the_connection_is_lost(self):
        self.running.process.stdin.close()
        self.running.process.stdin = open(os.devnull)
        self.assertEqual("skipped", self.running.verdict()["verdict"])
        self.assert_ended()

    def test_signals(self):
        self.running.process.send_signal(signal.SIGTERM)
        self.assertEqual("skipped", self.running.verdict()["verdict"])
        self.assert_ended()

    def test_killed(self):
        self.running.process.kill()
        self.running.process.wait()
        self.assert_ended()

    def test_qemu_has_gone(self):
        os.kill(self.qemus[0], signal.SIGKILL)
        verdict = self.running.verdict()
        self.assertEqual(("cannot", "qemu-failed"), (verdict["verdict"], verdict["reason"]))
        self.assert_ended()


class Cannot(Fixture):
    def cannot(self, **more):
        verdict = self.start(**more).verdict()
        self.assertEqual("cannot", verdict["verdict"])
        return verdict

    def test_a_remote_target(self):
        self.assertEqual("target-remote", self.cannot(target="openstack")["reason"])

    def test_no_metadata(self):
        verdict = self.cannot()
        self.assertEqual(("no-metadata", os.path.join(self.made, "web1.xml")), (verdict["reason"], verdict["path"]))

    def test_bad_metadata(self):
        for text in ("", "<", "<domain/>", "<network/>", "\0", "<!DOCTYPE d [<!ENTITY a 'b'>]><domain>&a;</domain>"):
            with open(os.path.join(self.made, "web1.xml"), "w") as file:
                file.write(text)
            self.assertEqual("metadata-bad", self.cannot()["reason"], text)

    def test_a_disk_that_is_not_there_is_none_or_waits(self):
        for path in (self.made, "/dev/null", os.path.join(self.made, "pipe")):
            if path.endswith("pipe"):
                os.mkfifo(path)
            self.metadata(DISK.format(path=path, format="raw", bus="virtio"))
            self.before = {}
            running = Running(self.remote, {"target": "local", "guest": "web1", "os": self.made, "accelerator": "tcg"})
            self.addCleanup(running.close)
            self.assertEqual("disk-missing", running.verdict()["reason"])

    def test_a_format_that_is_not_read(self):
        self.metadata(DISK.format(path=self.disk(), format="vmdk,readonly=off", bus="virtio"))
        self.assertEqual("disk-format", self.cannot()["reason"])

    def test_a_disk_that_is_in_use(self):
        path = self.disk()
        self.metadata(DISK.format(path=path, format="raw", bus="virtio"))
        other = subprocess.Popen(
            ["qemu-system-x86_64", "-S", "-nodefaults", "-display", "none", "-accel", "tcg", "-m", "64", "-blockdev",
             json.dumps({"driver": "file", "filename": path, "node-name": "d"}), "-device", "virtio-blk-pci,drive=d"])
        try:
            time.sleep(2)
            self.assertEqual("disk-in-use", self.cannot()["reason"])
        finally:
            other.kill()
            other.wait()

    @unittest.skipUnless(os.geteuid() == 0, "root")
    def test_a_disk_that_the_user_may_not_read(self):
        path = self.disk()
        self.metadata(DISK.format(path=path, format="raw", bus="virtio"))
        os.chmod(path, 0o600)
        os.chmod(self.directory, 0o755)
        os.chown(self.remote, 65534, 65534)
        program = os.path.join(self.directory, "trial.py")
        shutil.copyfile(TRIAL, program)
        with open(os.path.join(self.remote, "trial.json"), "w") as file:
            json.dump({"target": "local", "guest": "web1", "os": self.made, "sudo": True}, file)
        done = subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-I", program,
             self.remote],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
        verdict = json.loads(done.stdout.decode())
        self.assertEqual(("disk-unreadable", path), (verdict["reason"], verdict["path"]))
        self.assertEqual("setfacl -m u:nobody:r '{}'".format(path), verdict["help"])


@unittest.skipUnless(FULL, "only with releng/verify --full")
class WindowsGuests(Fixture):
    """Boot sectors that paint what Windows shows when it stops, each in a real QEMU."""

    # sti-free, in text mode 3: set 8x8 font, 50 rows (int 10h, ax=1112h), white on blue, then prints.
    FIFTY_ROWS = b"\xb8\x03\x00\xcd\x10\xb8\x12\x11\xb3\x00\xcd\x10"
    BLUE = b"\xb8\x00\x06\xb7\x1f\xb9\x00\x00\xba\x4f\x31\xcd\x10"

    def windows(self, code, seconds=60):
        clock = "</os><clock offset='localtime'/><os>"
        self.metadata(DISK.format(path=self.disk(code), format="raw", bus="sata"), firmware=clock)
        return self.start(seconds)

    def test_text_with_the_stop_code(self):
        text = b"\r\n*** STOP: 0x0000007B (0xF78D2524,0xC0000034,0x00000000,0x00000000)"
        verdict = self.windows(self.FIFTY_ROWS + self.BLUE + prints(text) + HALT).verdict()
        self.assertEqual(("windows-stop", "0x0000007B INACCESSIBLE_BOOT_DEVICE"),
                         (verdict["verdict"], verdict["detail"]))

    def test_a_picture_of_text(self):
        # Mode 12h, 640x480 with 16 colours; the palette's colour 0 becomes the blue (ports 3c8h, 3c9h), then lines of text.
        blue = b"\xb8\x12\x00\xcd\x10\xba\xc8\x03\xb0\x00\xee\x42\xb0\x00\xee\xee\xb0\x20\xee"
        line = b"A problem has been detected\r\n"
        # mov cx, 20; l: push cx; ...; pop cx; loop l
        body = prints(line * 3).replace(b"\xbb\x07\x00", b"\xbb\x0f\x00")
        code = blue + b"\xb9\x07\x00\x51" + body + b"\x59"
        code += b"\xe2" + bytes([256 - (len(code) - len(blue) - 3) - 2])
        running = self.windows(code + HALT)
        verdict = running.verdict()
        self.assertEqual(("windows-stop", None), (verdict["verdict"], verdict["detail"]))


class Metadata(unittest.TestCase):
    def read(self, name):
        with open(os.path.join(SAMPLES, name), encoding="utf-8") as file:
            text = file.read()
        return trial.machine_of_script(text) if name.endswith(".sh") else trial.machine_of_xml(text)

    def test_what_every_virt_v2v_writes(self):
        names = sorted(name for name in os.listdir(SAMPLES) if name.startswith("2."))
        self.assertEqual(8, len(names))
        for name in names:
            machine = self.read(name)
            guest = "uefi1" if "uefi1" in name else "web1"
            self.assertEqual((guest, "x86_64", "q35"), (machine.name, machine.architecture, machine.type), name)
            self.assertEqual((2048, 1), (machine.memory_mib, machine.cpus), name)
            self.assertEqual(guest == "uefi1", machine.uefi, name)
            self.assertFalse(machine.secure)
            form = "qcow2" if name == "2.2-uefi1.xml" else "raw"
            self.assertEqual([trial.Disk("/var/tmp/{}-sda".format(guest), form, "virtio")], machine.disks, name)

    def test_the_firmware_that_virt_v2v_names(self):
        self.assertEqual("/usr/share/OVMF/OVMF_CODE.fd", self.read("2.2-uefi1.xml").code)
        self.assertEqual("/usr/share/OVMF/OVMF_VARS.fd", self.read("2.2-uefi1.sh").template)
        self.assertIsNone(self.read("2.6-uefi1.xml").code)

    def test_what_libvirt_makes_of_it(self):
        with open(os.path.join(SAMPLES, "libvirt-9.0-web1.xml"), encoding="utf-8") as file:
            machine = trial.machine_of_xml(file.read(), lambda pool, volume: "/{}/{}".format(pool, volume))
        self.assertEqual(("q35", 512, 2, False), (machine.type, machine.memory_mib, machine.cpus, machine.uefi))
        self.assertEqual([trial.Disk("/vms/web1-sda", "raw", "virtio")], machine.disks)

    def test_a_volume_of_a_pool_and_a_block_device(self):
        text = XML.format(machine="pc", firmware="", disks="""<disk type='volume'><driver type='qcow2'/>
            <source pool='vms' volume='a,b'/><target bus='scsi'/></disk><disk type='block'><source dev='/dev/vg/lv'/>
            <target bus='virtio'/></disk><disk device='cdrom'><target bus='ide'/></disk>""")
        machine = trial.machine_of_xml(text, lambda pool, volume: "/{}/{}".format(pool, volume))
        expected = [("/vms/a,b", "qcow2", "scsi"), ("/dev/vg/lv", "raw", "virtio")]
        self.assertEqual(expected, [tuple(disk) for disk in machine.disks])

    def test_quotes_and_commas_of_a_script(self):
        machine = trial.machine_of_script(
            "#!/bin/sh -\nqemu-system-x86_64 \\\n -m 512 -drive 'file=/a b,,c#1,format=qcow2,if=none,id=d' \\\n"
            " -device scsi-hd,drive=d -drive file=/e,format=raw,if=ide -drive if=ide,media=cdrom")
        self.assertEqual([("/a b,c#1", "qcow2", "scsi"), ("/e", "raw", "ide")], [tuple(d) for d in machine.disks])

    def test_damaged_metadata_are_read_or_refused(self):
        luck = random.Random(19)
        for name in sorted(os.listdir(SAMPLES)):
            with open(os.path.join(SAMPLES, name), encoding="utf-8") as file:
                text = file.read()
            for _ in range(3000 if FULL else 200):
                at, length = luck.randrange(len(text)), luck.choice((1, 1, 5, 50))
                again = 3 * text[at:at + length]
                middle = luck.choice(("", "<", "'", "\\", "=", ",,", "9" * 20, "\0", "\ufffe", again))
                damaged = text[:at] + middle + text[at + length:]
                try:
                    if name.endswith(".sh"):
                        trial.machine_of_script(damaged)
                    else:
                        trial.machine_of_xml(damaged, lambda pool, volume: "/" + volume)
                except trial.Cannot:
                    pass

    def test_no_script_is_run(self):
        with self.assertRaises(trial.Cannot):
            trial.machine_of_script("touch /tmp/x; $(reboot)")
        with self.assertRaises(trial.Cannot):
            trial.machine_of_script("qemu-system-x86_64 'open")


class Agents(unittest.TestCase):
    """The guest agent, with a stand-in of the test."""

    def setUp(self):
        ours, self.guest = socket.socketpair()
        ours.setblocking(False)
        self.addCleanup(ours.close)
        self.addCleanup(self.guest.close)
        self.guest.settimeout(5)
        self.agent = trial.Agent(ours)
        self.agent.open = True
        self.agent.ask(0.0)

    def test_it_answers(self):
        asked = json.loads(self.guest.recv(4096).lstrip(b"\xff").decode())
        self.assertEqual("guest-sync-delimited", asked["execute"])
        self.guest.send(b"\xff" + json.dumps({"return": asked["arguments"]["id"]}).encode() + b"\n")
        self.agent.read()
        self.assertTrue(self.agent.answered)
        self.assertEqual("guest-get-osinfo", json.loads(self.guest.recv(4096).decode())["execute"])
        self.guest.send(json.dumps({"return": {"pretty-name": "Debian\x1b[2J\n" + "x" * 5000}}).encode() + b"\n")
        self.agent.read()
        self.assertTrue(self.agent.done)
        self.assertRegex(self.agent.system, r"^Debian x{100,200}$")

    def test_an_answer_to_another_question_is_none(self):
        other = b'{"return": {"pretty-name": "x"}}'
        for said in (b'{"return": 0}', b"[]", b"7", other, b"[" * 60000, b"\xff\xfe", b""):
            self.guest.send(said + b"\n")
            self.agent.read()
        self.assertFalse(self.agent.answered)

    def test_a_line_without_an_end_is_bounded(self):
        for _ in range(40):
            self.guest.send(b"x" * 30000)
            self.agent.read()
        self.assertLessEqual(len(self.agent.buffer), trial.AGENT_LINE_BYTES)


@unittest.skipUnless(FULL, "only with releng/verify --full")
class RealDebian(Fixture):
    """The lab's Debian, with its real guest agent: a minute or two under TCG."""

    @classmethod
    def setUpClass(cls):
        cls.lab = tempfile.mkdtemp(prefix="trial-lab-", dir="/var/tmp")
        cls.addClassCleanup(shutil.rmtree, cls.lab, True)
        for command in (["install", "--for", "debian-guest"], ["guest", "debian", "--output", cls.lab]):
            program = os.path.join(ROOT, "releng/lab", command[0])
            subprocess.run([program] + command[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def debian(self, machine="q35", bus="virtio"):
        """The guest's disk, of which the test may break a copy."""
        path = os.path.join(self.made, "web1-sda")
        subprocess.run(["cp", "--sparse=always", os.path.join(self.lab, "debian.img"), path], check=True)
        document = XML.replace("131072", "524288")
        with open(os.path.join(self.made, "web1.xml"), "w") as file:
            disk = DISK.format(path=path, format="raw", bus=bus)
            file.write(document.format(machine=machine, firmware="", disks=disk))
        return path

    def replace(self, path, old, new):
        """Changes a text of a file in the guest, which keeps its length."""
        self.assertEqual(len(old), len(new))
        with open(path, "r+b") as file:
            at, found, part = 0, 0, b""
            while True:
                block = file.read(4 * MIB)
                if not block:
                    break
                place = (part + block).find(old)
                if place >= 0:
                    file.seek(at - len(part) + place)
                    file.write(new)
                    file.seek(at + len(block))
                    found += 1
                part = block[-len(old):]
                at += len(block)
        self.assertTrue(found)

    def test_its_agent_answers(self):
        self.debian()
        running = self.start(seconds=400)
        verdict = running.verdict()
        self.assertEqual(("agent", "Debian GNU/Linux 12 (bookworm)"), (verdict["verdict"], verdict["detail"]))
        self.assertEqual(1, len(running.of("agent")))
        self.assertGreater(len(running.of("screen")), 2)
        self.assert_nothing_left(running)

    def test_it_starts_by_uefi(self):
        """GRUB for EFI on a disk of its own, before the guest's."""
        debian = self.debian()
        loader, system = os.path.join(self.lab, "BOOTX64.EFI"), os.path.join(self.made, "web1-efi")
        with open(os.path.join(self.lab, "grub.cfg"), "w") as file:
            file.write("search --fs-uuid --set=root {}\nconfigfile /boot/grub/grub.cfg\n".format(DEBIAN_UUID))
        command = ["grub-mkimage", "-O", "x86_64-efi", "-o", loader, "-p", "/boot/grub", "-c", file.name]
        modules = "part_msdos ext2 fat normal linux search search_fs_uuid configfile echo test all_video"
        subprocess.run(command + modules.split(), check=True)
        subprocess.run(["mformat", "-C", "-T", "65536", "-h", "16", "-s", "32", "-i", system, "::"], check=True)
        subprocess.run(["mmd", "-i", system, "::/EFI", "::/EFI/BOOT"], check=True)
        subprocess.run(["mcopy", "-i", system, loader, "::/EFI/BOOT/BOOTX64.EFI"], check=True)
        disks = [DISK.format(path=path, format="raw", bus="virtio") for path in (system, debian)]
        with open(os.path.join(self.made, "web1.xml"), "w") as file:
            document = XML.replace("131072", "524288")
            file.write(document.format(machine="q35", firmware=UEFI.format(nvram=""), disks="".join(disks)))
        running = self.start(seconds=500)
        self.assertEqual("agent", running.verdict()["verdict"])
        self.assertEqual("uefi", running.events[0]["firmware"])
        self.assert_nothing_left(running)

    def test_one_without_an_agent_shows_its_login(self):
        self.replace(self.debian(), b"org.qemu.guest_agent.0", b"org.qemu.guest_agent.9")
        verdict = self.start(seconds=400).verdict()
        self.assertEqual("login", verdict["verdict"])
        self.assertIn("debian login:", verdict["detail"])

    def test_one_whose_kernel_finds_no_init(self):
        # GRUB's configuration has one space to spare for it.
        here, there = b"ro console=tty0 console=ttyS0,115200\n", b"ro rdinit=/no panic=0 init=/no ttyS0\n"
        self.replace(self.debian(), here, there)
        running = self.start(seconds=400)
        self.assertEqual("panic", running.verdict()["verdict"])
        self.assert_nothing_left(running)

    def test_one_whose_boot_loader_finds_nothing(self):
        with open(self.debian(), "r+b") as file:
            # The superblock of its file system.
            file.seek(MIB + 1024)
            file.write(bytes(1024))
        verdict = self.start(seconds=200).verdict()
        self.assertEqual("boot-loader", verdict["verdict"])


class Pictures(unittest.TestCase):
    def test_a_picture_that_does_not_compress_is_made_small(self):
        picture = trial.Picture(1280, 800, os.urandom(3 * 1280 * 800))
        png = trial.png_of(picture)
        self.assertLessEqual(len(png), MIB)
        self.assertGreaterEqual(len(rows_of_png(png)), 200)

    def test_what_is_no_picture(self):
        large, other, none = b"P6\n99999 99999\n255\nx", b"P5\n1 1\n255\nabc", b"P6\n0 0\n255\n"
        for data in (b"", b"P6\n", b"P6\n1 1\n255\n", large, other, none):
            self.assertIsNone(trial.picture_of_ppm(data))
        self.assertEqual((1, 1, b"abc"), trial.picture_of_ppm(b"P6\n1 1\n255\nabc"))

    def test_a_cursor_is_no_change(self):
        black = trial.Picture(720, 400, bytes(3 * 720 * 400))
        cursor = bytearray(black.rgb)
        cursor[3 * 720 * 100:3 * 720 * 100 + 27] = b"\xff" * 27
        self.assertTrue(trial.looks_the_same(black, black._replace(rgb=bytes(cursor))))
        self.assertTrue(trial.is_blank(black._replace(rgb=bytes(cursor))))
        cursor[3 * 720 * 100:3 * 720 * 101] = b"\xff" * 3 * 720
        self.assertFalse(trial.looks_the_same(black, black._replace(rgb=bytes(cursor))))

    def test_text_is_read_only_where_the_screen_shows_it(self):
        memory = bytearray(b" \x07" * 16384)
        memory[320:330] = b"H\x07e\x07l\x07l\x07o\x07"
        cells = "1" * 5 + "0" * 1995
        self.assertEqual("Hello", trial.text_of_memory(bytes(memory), cells)[0])
        self.assertIsNone(trial.text_of_memory(bytes(memory), "10" * 1000))
        self.assertIsNone(trial.filled_cells(trial.Picture(1024, 768, bytes(3 * 1024 * 768))))


WHITE, SMOOTH = (255, 255, 255), (127, 187, 235)
BLUE_10, BLUE_TEXT = (0, 120, 215), (0, 0, 128)


class Drawing:
    """A picture to draw on, of one colour first."""

    def __init__(self, width, height, colour):
        self.width, self.height = width, height
        self.rows = [bytearray(bytes(colour) * width) for _ in range(height)]

    def box(self, left, top, width, height, colour):
        for row in self.rows[top:top + height]:
            row[3 * left:3 * (left + width)] = bytes(colour) * width
        return self

    def text(self, left, top, width, size, colour=WHITE, smooth=None):
        """A line of characters: strokes with gaps between them, of one colour or with soft edges."""
        for at in range(left, left + width, size):
            self.box(at, top, max(1, size // 3), size, colour)
            self.box(at, top + size // 2, size // 2, max(1, size // 8), smooth or colour)
        return self

    def picture(self):
        return trial.Picture(self.width, self.height, b"".join(map(bytes, self.rows)))


def smiley_screen(width=1024, height=768, blue=BLUE_10, face=True):
    """As Windows 8 and newer stop: a face, some lines, and at the left below them a square code."""
    drawing = Drawing(width, height, blue)
    left, top, size = width // 10, height // 6, height // 8
    if face:
        for dot in (top + size // 5, top + size * 3 // 5):
            drawing.box(left, dot, size // 8, size // 8, WHITE)
        for row in range(size):
            bend = (row - size // 2) ** 2 * size // (size * size)
            drawing.box(left + size // 3 + bend, top + row, size // 12, 1, WHITE)
            drawing.box(left + size // 3 + bend - 1, top + row, 1, 1, SMOOTH)
    for line in range(3):
        drawing.text(left, top + size + height // 12 + line * height // 20, width // 2, height // 40, smooth=SMOOTH)
    drawing.box(left, height * 3 // 4, height // 10, height // 10, WHITE)
    return drawing.text(left + height // 8, height * 3 // 4, width // 3, height // 60, smooth=SMOOTH)


def page_of_text(blue=BLUE_TEXT, light=WHITE, size=(640, 480), lines=22):
    """As Windows up to 7 stops: lines of characters of one size, from the left edge on."""
    drawing = Drawing(*size, blue)
    for line in range(lines):
        drawing.text(4, 16 + line * 16, 300 + 37 * line % 290, 8, light)
    return drawing


class StopScreens(unittest.TestCase):
    def stops(self, drawing):
        return trial.is_blue_stop_screen(drawing.picture())

    def test_the_screens_with_a_face(self):
        for width, height in ((800, 600), (1024, 768), (1280, 800), (1920, 1080)):
            self.assertTrue(self.stops(smiley_screen(width, height)), width)
        self.assertTrue(self.stops(smiley_screen(blue=(17, 115, 170))))

    def test_the_pages_of_text(self):
        self.assertTrue(self.stops(page_of_text()))
        self.assertTrue(self.stops(page_of_text((0, 0, 170), (170, 170, 170), (720, 400))))

    def test_what_is_blue_and_none(self):
        desktop = Drawing(1024, 768, BLUE_10).box(0, 728, 1024, 40, (16, 16, 16))
        for icon in range(4):
            desktop.box(20, 20 + 90 * icon, 48, 48, (250, 200, 60)).text(12, 72 + 90 * icon, 64, 10)
        waiting = Drawing(1024, 768, BLUE_10).text(400, 380, 224, 20, smooth=SMOOTH).text(450, 430, 124, 14)
        login = smiley_screen(face=False)
        green_face = smiley_screen(blue=(0, 120, 15))
        installer = Drawing(720, 400, (0, 0, 170)).box(100, 100, 520, 200, (170, 170, 170)).text(4, 16, 300, 8)
        for line in range(9):
            installer.text(120, 120 + 16 * line, 400, 8, (0, 0, 0))
        boot_menu = Drawing(640, 480, (0, 0, 128)).box(20, 60, 600, 2, WHITE).box(20, 300, 600, 2, WHITE)
        boot_menu.text(40, 80, 300, 8).text(40, 400, 400, 8, (170, 170, 170))
        check = page_of_text(lines=3)
        setup = page_of_text().box(0, 0, 640, 14, (170, 170, 170))
        for what in (desktop, waiting, login, green_face, installer, boot_menu, check, setup,
                     Drawing(1024, 768, BLUE_10), Drawing(640, 480, BLUE_TEXT), page_of_text(size=(1024, 768))):
            self.assertFalse(self.stops(what))

    def test_only_a_guest_with_windows_is_said_to_stop(self):
        osinfo = "<metadata><l:libosinfo xmlns:l='http://libosinfo.org/xmlns/libvirt/domain/1.0'><l:os id='{}'/></l:libosinfo></metadata>"
        for more, windows in (
            (osinfo.format("http://microsoft.com/win/2k19"), True),
            (osinfo.format("http://debian.org/debian/12") + "<clock offset='localtime'/>", False),
            ("<clock offset='localtime'/>", True),
            ("<features><hyperv><relaxed state='on'/></hyperv></features>", True),
            ("", False),
        ):
            machine = trial.machine_of_xml("<domain><name>a</name>{}</domain>".format(more))
            self.assertEqual(windows, machine.windows, more)
            for accelerator, there in (("kvm", windows), ("tcg", False)):
                words = trial.command_line("qemu", machine, accelerator, 512, set(), False, trial.Files(), {})
                self.assertEqual(there, "hv-crash" in words[words.index("-cpu") + 1])


class Panics(unittest.TestCase):
    """What QEMU says of a guest that has stopped, as its qapi/run-state.json describes it."""

    def decided(self, windows, info):
        with tempfile.TemporaryDirectory() as directory:
            told = []
            outside = unittest.mock.Mock(tell=lambda event, **more: told.append((event, more["detail"])))
            one = trial.Trial(unittest.mock.Mock(directory=directory), outside)
            one.windows = windows
            ours, theirs = socket.socketpair()
            with ours, theirs:
                one.qmp = trial.Qmp(ours)
                one.screen = unittest.mock.Mock(text=None)
                one.serial = unittest.mock.Mock(text=lambda: "")
                event = {"timestamp": {"seconds": 1, "microseconds": 0}, "event": "GUEST_PANICKED"}
                event["data"] = dict({"action": "pause"}, **({"info": info} if info else {}))
                theirs.sendall(json.dumps(event).encode() + b"\r\n")
                one.qmp.read()
                one.take_events()
            self.assertEqual([("panicked", one.decided[1])], told)
            return one.decided

    def test_the_stop_code_of_windows(self):
        info = {"type": "hyper-v", "arg1": 0x7B, "arg2": 0xFFFF8A0B2F4060, "arg3": 0xC0000034, "arg4": 0, "arg5": 0}
        self.assertEqual(("windows-stop", "0x0000007B INACCESSIBLE_BOOT_DEVICE"), self.decided(True, info))
        self.assertEqual(("windows-stop", "0x0000BEEF"), self.decided(True, dict(info, arg1=0xBEEF)))
        self.assertEqual(("panic", None), self.decided(False, info))
        self.assertEqual(("panic", None), self.decided(True, None))


class Signs(unittest.TestCase):
    def test_what_can_be_read(self):
        for verdict, text in (
            ("login", "Debian GNU/Linux 12 web1 ttyS0\n\nweb1 login: "),
            ("login", "web1 login: [   88.684499] kvm: Nested Virtualization enabled"),
            ("panic", "[ 1.0] Kernel panic - not syncing: VFS: Unable to mount root fs\n[ 1.1] Rebooting"),
            ("emergency", "ALERT!  UUID=1 does not exist.  Dropping to a shell!\n(initramfs) "),
            ("passphrase", "Please unlock disk sda2_crypt: "),
            ("boot-loader", "BOOTMGR is missing\nPress Ctrl+Alt+Del to restart"),
            ("no-boot-disk", "BdsDxe: No bootable option or device was found."),
            ("windows-stop", "*** STOP: 0x0000007B (0xF78D2524,0xC0000034,0x00000000,0x00000000)"),
            (None, "Last login: Mon"),
            (None, ""),
        ):
            sign = trial.sign_in(trial.lines_of(text))
            self.assertEqual(verdict, sign and sign[0], text)

    def test_a_stop_code_is_told_as_people_look_for_it(self):
        sign = trial.sign_in(["Tell your manager: *** STOP: 0x000000ed (0x1,0x2)"])
        self.assertEqual(("windows-stop", "0x000000ED UNMOUNTABLE_BOOT_VOLUME"), sign)

    def test_memory(self):
        self.assertEqual(2048, trial.memory_for(2048, 8000))
        self.assertEqual(2616, trial.memory_for(16384, 4000))
        with self.assertRaises(trial.Cannot):
            trial.memory_for(2048, 1000)


class Accelerators(unittest.TestCase):
    def test_kvm_that_libguestfs_must_not_use_is_not_used_here(self):
        self.assertEqual(trial.kvm_problem("gdb:force_tcg"), ("switched-off", "LIBGUESTFS_BACKEND_SETTINGS=force_tcg"))
        for settings in ("", "gdb", "no_force_tcg"):
            self.assertNotEqual((trial.kvm_problem(settings) or [""])[0], "switched-off", settings)

    def backend_settings(self, given, recorded, ours, user=1000, sudo=False):
        """What is taken for virt-v2v's: what it was given, what the run has recorded, and what this program has."""
        with tempfile.TemporaryDirectory() as directory:
            with open(os.path.join(directory, "trial.json"), "w") as file:
                json.dump({"target": "disk", "guest": "g", "sudo": sudo, "backend_settings": given}, file)
            if recorded is not None:
                with open(os.path.join(directory, "environment"), "w") as file:
                    file.write(recorded)
            environment = {} if ours is None else {"LIBGUESTFS_BACKEND_SETTINGS": ours}
            with unittest.mock.patch.dict(os.environ, environment), unittest.mock.patch("os.geteuid", lambda: user):
                if ours is None:
                    os.environ.pop("LIBGUESTFS_BACKEND_SETTINGS", None)
                return trial.Config(directory).backend_settings()

    def test_what_virt_v2v_was_given_counts_more_than_any_environment(self):
        recorded = "A=b\nLIBGUESTFS_BACKEND_SETTINGS=force_tcg\n"
        self.assertEqual(self.backend_settings("force_tcg", "A=b\n", None), "force_tcg")
        self.assertEqual(self.backend_settings("gdb", recorded, "force_tcg"), "gdb")
        self.assertEqual(self.backend_settings("", recorded, "force_tcg"), "")

    def test_the_environment_of_the_run_counts_more_than_that_of_a_later_session(self):
        recorded = "X_LIBGUESTFS_BACKEND_SETTINGS=x\nLIBGUESTFS_BACKEND_SETTINGS=gdb:force_tcg\nA=b\n"
        self.assertEqual(self.backend_settings(None, recorded, None), "gdb:force_tcg")
        self.assertEqual(self.backend_settings(None, "A=b\n", "force_tcg"), "")
        self.assertEqual(self.backend_settings(None, None, "force_tcg"), "force_tcg")
        self.assertEqual(self.backend_settings(None, "x" * (2 << 20), "force_tcg"), "force_tcg")

    def test_as_root_by_sudo_it_has_what_sudo_passes_on(self):
        recorded = "LIBGUESTFS_BACKEND_SETTINGS=force_tcg\n"
        self.assertEqual(self.backend_settings(None, recorded, None, user=0, sudo=True), "")
        self.assertEqual(self.backend_settings(None, "A=b\n", "force_tcg", user=0, sudo=True), "force_tcg")
        self.assertEqual(self.backend_settings(None, recorded, None, user=0), "force_tcg")


class Program(unittest.TestCase):
    def test_every_function_is_typed(self):
        with open(TRIAL, encoding="utf-8") as file:
            tree = ast.parse(file.read())
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                arguments = [each for each in node.args.args if each.arg != "self"]
                self.assertTrue(node.returns is not None and all(each.annotation for each in arguments), node.name)


if __name__ == "__main__":
    unittest.main()
