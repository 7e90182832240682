"""instant.py goes on with a guest that was started before.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_goes_on
"""

import json
import os
import signal
import subprocess
import unittest
import unittest.mock

import programs
from boot_sectors import POWER_OFF
from instant_lab import COPIES, Fixture, INSTANT, PATIENCE, PYTHON, Running, SLOW, copies, phases, slow
from programs import MIB, until

from instant.config import Disk
from instant.files import State
from instant.qemu_guest import QemuGuest


class GoesOn(Fixture):
    """After this program has ended, with or without the guest's QEMU: what the guest has written is never lost."""

    MARK = 7 * MIB  # where nothing writes but mark()

    def kill(self, running):
        running.process.kill()
        running.ends()

    def kill_guest(self):
        pid = self.guest_pid()
        os.kill(pid, signal.SIGKILL)
        until(lambda: self.guest_pid() is None)

    def mark(self, name, form):
        """As if the guest had written it, and would not again. The last thread of a QEMU that was killed may have the
        lock for a moment."""
        write = "write -P 0x5a {} 512".format(self.MARK)
        command = ["qemu-io", "-f", form, "-c", write, self.path(name)]
        until(lambda: subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0)

    def assert_marked(self, name, form, source, copied=COPIES):
        content = bytearray(self.expected(source, copied))
        content[self.MARK:self.MARK + 512] = b"\x5a" * 512
        self.assert_same(self.content(name, form), bytes(content))

    def goes_on(self, hurries=True):
        """It is started once more, as the wrapper does that: nothing is written to instant.json or physical.xml."""
        running = Running(self.remote, self.programs + ":" + os.environ["PATH"], True, [PYTHON, "-I", INSTANT])
        self.addCleanup(running.close)
        running.until("started")
        if hurries:
            running.until("stream")
            self.hurry()
        return running

    def stopping_before_it_moves(self, number):
        """A copy of the program that stands still before a disk is moved to its raw file."""
        stop = "        if disk.number == {}:\n            open('moves', 'w').close()\n            time.sleep(600)\n".format(number)
        words = "        if disk.number in self.noted.disks(\"moved\"):\n            return\n"
        return programs.changed(self.remote, words, stop, "instant.py", "instant", "qemu")

    def test_with_the_guest_that_runs(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        started = running.until("started")
        running.until("stream")
        self.kill(running)
        pid = self.guest_pid()
        # The wrapper ends it, too, and starts another one.
        self.relay_process.terminate()
        self.relay_process.wait()
        self.assertFalse(os.path.exists(os.path.join(self.remote, "relay-ready")))
        self.start_relay(self.relay_process.args)
        again = self.goes_on()
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(started, again.of("started")[0])
        self.assertEqual([], again.of("restarted"))
        self.assertEqual(pid, self.guest_pid())
        self.relay_process.kill()
        self.await_content("web1-sda")
        self.assertEqual(["web1-sda", "web1.xml"], sorted(os.listdir(self.storage)))
        self.assertEqual("running", self.qmp("query-status")["status"])

    def test_with_a_guest_that_has_gone(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        started = running.until("started")
        running.until("stream")
        self.kill_guest()
        self.assertEqual(1, running.ends())
        self.mark("web1-sda", "qcow2")
        again = self.goes_on()
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(started["at"], again.of("started")[0]["at"])
        self.assertEqual(1, len(again.of("restarted")))
        self.relay_process.kill()
        until(lambda: self.qmp("query-blockstats")[0]["stats"]["wr_operations"] >= COPIES, PATIENCE)
        self.assert_marked("web1-sda", "qcow2", self.sources[0])
        self.assertEqual(["web1-sda", "web1.xml"], sorted(os.listdir(self.storage)))

    def test_with_a_guest_that_has_gone_when_a_part_of_it_was_moved(self):
        self.relay(self.disk(copies()), self.disk(size=8 * MIB))
        running = self.start(format="raw", program_path=self.stopping_before_it_moves(2))
        until(lambda: os.path.exists(os.path.join(self.remote, "moves")), PATIENCE)
        self.kill(running)
        self.kill_guest()
        self.relay_process.kill()
        self.mark("web1-sda", "raw")
        self.mark("web1-sdb.overlay", "qcow2")
        again = self.goes_on(hurries=False)
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(["mirror"], phases(again))
        until(lambda: self.qmp("query-blockstats")[0]["stats"]["wr_operations"] >= COPIES, PATIENCE)
        self.assert_marked("web1-sda", "raw", self.sources[0])
        self.assert_marked("web1-sdb", "raw", self.sources[1], 0)
        self.assertEqual(["web1-sda", "web1-sdb", "web1.xml"], sorted(os.listdir(self.storage)))

    def test_what_is_complete_is_written(self):
        self.relay(self.disk(), self.disk(size=8 * MIB))
        running = self.start()
        self.assertEqual(0, running.ends(), running.told())
        self.kill_guest()
        self.assert_same(self.content("web1-sdb"), self.expected(self.sources[1], 0))

    @slow
    def test_a_disk_that_was_moved_and_not_noted_is_not_moved_back(self):
        self.relay(self.disk(copies()))
        running = self.start(format="raw")
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda", "raw")
        state = os.path.join(self.remote, "instant-state.json")
        with open(state) as file:
            values = json.load(file)
        self.assertEqual([[1], [1]], [values["moving"], values["moved"]])
        values["moved"] = []
        self.write("instant-state.json", json.dumps(values))
        again = self.goes_on(hurries=False)
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual([], again.of("stream"))
        self.assert_same(self.content("web1-sda", "raw"), self.expected(self.sources[0]))
        self.assertEqual("running", self.qmp("query-status")["status"])

    def test_a_move_that_begins_anew_is_none_until_it_is_done(self):
        self.relay(self.disk(copies()))
        running = self.start(format="raw", program_path=self.stopping_before_it_moves(1))
        until(lambda: os.path.exists(os.path.join(self.remote, "moves")), PATIENCE)
        self.kill(running)
        with open(os.path.join(self.remote, "instant-state.json")) as file:
            state = State(dict(json.load(file), moving=[1]))
        noted = []
        state.note = lambda **more: noted.append(more)
        guest = QemuGuest.__new__(QemuGuest)
        guest.noted, guest.mirrors, guest.ended = state, set(), {}
        guest.config = unittest.mock.Mock(preallocated=False)
        guest.ask = lambda command, **_: noted.append(command) or {"return": []}
        guest.mirror(Disk(1, "/raw", "/overlay", MIB, 1))
        self.assertLess(noted.index({"moving": []}), noted.index("blockdev-mirror"))
        # It is noted, and QEMU knows nothing of it.
        self.write("instant-state.json", json.dumps(state.values))
        again = self.goes_on(hurries=False)
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(["mirror"], phases(again))
        self.await_content("web1-sda", "raw")
        for _, directories, _ in os.walk(self.remote):
            self.assertNotIn("__pycache__", directories)

    @slow
    def test_with_a_guest_that_was_stopped_for_a_moment_or_not_started_yet(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        self.kill(running)
        for noted in ({"still": True}, {"started": None}):
            self.qmp("stop")
            with open(os.path.join(self.remote, "instant-state.json")) as file:
                self.write("instant-state.json", json.dumps(dict(json.load(file), **noted)))
            again = self.goes_on(hurries=False)
            self.assertEqual("running", self.qmp("query-status")["status"])
            self.kill(again)

    @slow
    def test_a_guest_that_had_switched_itself_off_stays_off(self):
        self.relay(self.disk(copies(POWER_OFF)))
        running = self.start(bandwidth=SLOW)
        running.until("off")
        self.kill(running)
        self.kill_guest()
        self.mark("web1-sda", "qcow2")
        again = self.goes_on()
        self.assertEqual(0, again.ends(), again.told())
        self.assertEqual(1, len(again.of("off")))
        self.assert_marked("web1-sda", "qcow2", self.sources[0])
        until(lambda: self.guest_pid() is None)

    @slow
    def test_cancelled_after_that_nothing_is_left(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW, format="raw")
        running.until("stream")
        self.kill(running)
        again = self.goes_on(hurries=False)
        again.process.send_signal(signal.SIGINT)
        self.assertEqual(1, again.ends(20))
        self.assert_nothing_left()

    def test_a_state_that_cannot_be_read(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        self.kill(running)
        self.write("instant-state.json", "{}")
        again = Running(self.remote, os.environ["PATH"], True, [PYTHON, "-I", INSTANT])
        self.addCleanup(again.close)
        self.assertEqual(1, again.ends())
        self.assertIn("instant-state.json", again.of("failed")[0]["detail"])
        self.assertEqual("running", self.qmp("query-status")["status"])
        self.assertEqual(["web1-sda"], os.listdir(self.storage))
