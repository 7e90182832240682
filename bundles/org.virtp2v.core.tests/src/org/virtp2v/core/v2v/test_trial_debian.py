"""trial.py and a real Debian.

TrialProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_trial_debian
"""

import os
import shutil
import subprocess
import tempfile
import unittest

import programs
from programs import MIB
from trial_lab import DISK, FULL, Fixture, UEFI, XML

# As releng/lab/guest gives it to the Debian's file system.
DEBIAN_UUID = "22222222-3333-4444-5555-666666666666"


@unittest.skipUnless(FULL, "only with releng/verify --full")
class RealDebian(Fixture):
    """The lab's Debian, with its real guest agent: a minute or two under TCG."""

    @classmethod
    def setUpClass(cls):
        cls.lab = tempfile.mkdtemp(prefix="trial-lab-", dir="/var/tmp")
        cls.addClassCleanup(shutil.rmtree, cls.lab, True)
        for command in (["install", "--for", "debian-guest"], ["guest", "debian", "--output", cls.lab]):
            program = os.path.join(programs.ROOT, "releng/lab", command[0])
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
