"""instant.py and guests of libvirt.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_libvirt
"""

import json
import os
import re
import signal
import subprocess
import time
import unittest
import unittest.mock
import xml.etree.ElementTree as ElementTree

import relay_lab
from boot_sectors import POWER_OFF
from instant_lab import ANYBODYS_PYTHON, Fixture, INSTANT, PATIENCE, Running, copies, ended, phases, slow
from programs import MIB, until

from instant.failure import Failed
from instant.libvirt_guest import LibvirtGuest


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
            guest = LibvirtGuest.__new__(LibvirtGuest)
            guest.config, guest.definition, guest.disks, guest.kind = unittest.mock.Mock(), unittest.mock.Mock(), [], "kvm"
            guest.defined = True
            with unittest.mock.patch("instant.libvirt_guest.virsh", autospec=True, return_value=(1, "", "error: " + said)), \
                    unittest.mock.patch("instant.libvirt_guest.write_own", autospec=True), \
                    unittest.mock.patch.object(LibvirtGuest, "define", autospec=True), \
                    self.assertRaises(Failed) as failure:
                guest.start()
            self.assertEqual((reason, "error: " + said), (failure.exception.reason, failure.exception.detail))
