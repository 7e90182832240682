"""instant.py and a real Debian.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_debian
"""

import hashlib
import os
import subprocess
import sys
import time

import programs
from instant_lab import Fixture, PATIENCE, ended, slow
from programs import MIB, until

from qemu.picture import picture_of_ppm
from qemu.screen import TEXT_MEMORY, TEXT_MEMORY_BYTES, filled_cells, text_of_memory
from trial.signs import sign_in


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
