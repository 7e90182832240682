"""In which order instant.py copies disks, and what it takes for complete.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_disks
"""

import os
import shutil
import struct
import subprocess
import tempfile
import unittest
import unittest.mock

from programs import MIB

from instant.config import Disk
from instant.failure import Failed, Unsteady
from instant.files import State
from instant.stream import Stream, check


class Order(unittest.TestCase):
    """Which disk is copied first."""

    def stream(self, *reads):
        disks = [Disk(number, "", "", MIB, 0) for number in range(1, len(reads) + 1)]
        guest = unittest.mock.Mock()
        guest.reads.side_effect = lambda disk: reads[disk.number - 1]
        stream = Stream.__new__(Stream)
        stream.guest = guest
        stream.noted = State({})
        return stream, disks

    def test_the_one_that_the_guest_reads_most_of(self):
        stream, disks = self.stream(1000, 0, 5000, 4999)
        self.assertEqual(3, stream.hottest(disks).number)

    def test_the_one_that_was_begun(self):
        stream, disks = self.stream(1000, 0, 5000)
        stream.noted = State({"pulling": 2})
        self.assertEqual(2, stream.hottest(disks).number)

    def test_the_one_that_it_boots_from_when_it_has_read_nothing_or_libvirt_is_away(self):
        stream, disks = self.stream(0, 0, 0)
        self.assertEqual(1, stream.hottest(disks).number)
        stream.guest.reads.side_effect = Unsteady()
        self.assertEqual(2, stream.hottest(disks[1:]).number)


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
        check(Disk(1, self.path, self.path, size, 1), self.guest, unittest.mock.Mock())

    def fails(self, words, **options):
        with self.assertRaises(Failed) as failure:
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
