"""How instant.py describes a guest, and what it makes of messages.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_definition
"""

import json
import os
import shutil
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from instant_lab import CAPABILITIES, PHYSICAL, PHYSICAL_DISK
from programs import MIB

from instant.commands import messages_of
from instant.config import Config
from instant.definition import Definition, letter
from instant.physical import Capabilities, Physical
from qemu.limits import LINE_CHARACTERS
from trial.script import machine_of_script


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
        read = Capabilities()
        values = dict(CAPABILITIES, **capabilities)
        text = "gcaps_machine = virt\ngcaps_block_bus = ide\ni_type = linux\ni_osinfo = debian12\nother = 1\n"
        text += "".join("gcaps_{} = {}\n".format(*each) for each in values.items()) + "\n"
        for at in range(0, len(text), 7):
            read.read(text[at:at + 7].encode())
        read.check()
        entries = "".join(PHYSICAL_DISK.format(port=1, letter="abc"[index]) for index in range(disks))
        return Definition(Config(path), Physical(PHYSICAL.format(disks=entries)), read)

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
        self.assertEqual(["a", "z", "aa", "ab", "zz", "aaa"], [letter(index) for index in (0, 25, 26, 27, 701, 702)])


class Messages(unittest.TestCase):
    """What a program says of its failure, for people."""

    def test_the_reason_is_not_cut_off(self):
        said = messages_of(
            b"Authorization not available. Check if polkit service is running or see debug message for more information.\n"
            b"error: Failed to start domain 'web1'\nerror: internal error: qemu unexpectedly closed the monitor: "
            b"qemu-system-x86_64: -blockdev {" + b"x" * 500 + b"}: Failed to read initial magic\n")
        self.assertTrue(said.startswith("error: Failed to start domain 'web1' error: internal error: qemu"), said)
        self.assertTrue(said.endswith("}: Failed to read initial magic"), said)
        self.assertLess(len(said), 3 * LINE_CHARACTERS)

    def test_what_is_short_is_whole(self):
        self.assertEqual("error: no", messages_of(b"\nerror:  no\n"))
        self.assertEqual("", messages_of(b""))
