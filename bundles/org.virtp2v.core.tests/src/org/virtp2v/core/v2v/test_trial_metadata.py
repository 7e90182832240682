"""What trial.py reads of a guest's description.

TrialProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_trial_metadata
"""

import os
import random
import unittest

import programs  # where those of the program are
from trial_lab import FULL, SAMPLES, XML

from qemu.failure import Cannot
from qemu.machine import Disk, machine_of_xml
from trial.script import machine_of_script


class Metadata(unittest.TestCase):
    def read(self, name):
        with open(os.path.join(SAMPLES, name), encoding="utf-8") as file:
            text = file.read()
        return machine_of_script(text) if name.endswith(".sh") else machine_of_xml(text)

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
            self.assertEqual([Disk("/var/tmp/{}-sda".format(guest), form, "virtio")], machine.disks, name)

    def test_the_firmware_that_virt_v2v_names(self):
        self.assertEqual("/usr/share/OVMF/OVMF_CODE.fd", self.read("2.2-uefi1.xml").code)
        self.assertEqual("/usr/share/OVMF/OVMF_VARS.fd", self.read("2.2-uefi1.sh").template)
        self.assertIsNone(self.read("2.6-uefi1.xml").code)

    def test_what_libvirt_makes_of_it(self):
        with open(os.path.join(SAMPLES, "libvirt-9.0-web1.xml"), encoding="utf-8") as file:
            machine = machine_of_xml(file.read(), lambda pool, volume: "/{}/{}".format(pool, volume))
        self.assertEqual(("q35", 512, 2, False), (machine.type, machine.memory_mib, machine.cpus, machine.uefi))
        self.assertEqual([Disk("/vms/web1-sda", "raw", "virtio")], machine.disks)

    def test_a_volume_of_a_pool_and_a_block_device(self):
        text = XML.format(machine="pc", firmware="", disks="""<disk type='volume'><driver type='qcow2'/>
            <source pool='vms' volume='a,b'/><target bus='scsi'/></disk><disk type='block'><source dev='/dev/vg/lv'/>
            <target bus='virtio'/></disk><disk device='cdrom'><target bus='ide'/></disk>""")
        machine = machine_of_xml(text, lambda pool, volume: "/{}/{}".format(pool, volume))
        expected = [("/vms/a,b", "qcow2", "scsi"), ("/dev/vg/lv", "raw", "virtio")]
        self.assertEqual(expected, [tuple(disk) for disk in machine.disks])

    def test_quotes_and_commas_of_a_script(self):
        machine = machine_of_script(
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
                        machine_of_script(damaged)
                    else:
                        machine_of_xml(damaged, lambda pool, volume: "/" + volume)
                except Cannot:
                    pass

    def test_no_script_is_run(self):
        with self.assertRaises(Cannot):
            machine_of_script("touch /tmp/x; $(reboot)")
        with self.assertRaises(Cannot):
            machine_of_script("qemu-system-x86_64 'open")
