"""How trial.py ends, and why it does not begin.

TrialProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_trial_endings
"""

import json
import os
import pwd
import re
import signal
import subprocess
import time
import unittest

import programs
from boot_sectors import HALT, prints
from trial_lab import DISK, Fixture, PATIENCE, PYTHON, Running, alive


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
        program = programs.copied(self.directory, "trial.py", "trial", "qemu")
        with open(os.path.join(self.remote, "trial.json"), "w") as file:
            json.dump({"target": "local", "guest": "web1", "os": self.made, "sudo": True}, file)
        done = subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-I", program,
             self.remote],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
        verdict = json.loads(done.stdout.decode())
        self.assertEqual(("disk-unreadable", path), (verdict["reason"], verdict["path"]))
        self.assertEqual("setfacl -m u:nobody:r '{}'".format(path), verdict["help"])

    def test_nothing_is_left_beside_its_modules(self):
        program = programs.copied(self.remote, "trial.py", "trial", "qemu")
        with open(os.path.join(self.remote, "trial.json"), "w") as file:
            json.dump({"target": "openstack", "guest": "web1"}, file)
        done = subprocess.run([PYTHON, "-I", program, self.remote], stdin=subprocess.PIPE, stdout=subprocess.PIPE, timeout=PATIENCE)
        self.assertEqual("target-remote", json.loads(done.stdout.decode())["reason"])
        for _, directories, _ in os.walk(self.remote):
            self.assertNotIn("__pycache__", directories)
