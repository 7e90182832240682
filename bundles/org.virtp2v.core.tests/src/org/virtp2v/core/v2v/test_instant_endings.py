"""How instant.py ends, and why it does not begin.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_endings
"""

import json
import os
import signal
import subprocess
import time
import unittest
import unittest.mock

import programs
from instant_lab import CAPABILITIES, Fixture, INSTANT, PATIENCE, PYTHON, SLOW, copies, slow
from programs import until

from instant.config import Config
from instant.failure import Failed
from qemu.host import BACKEND_SETTINGS


class Endings(Fixture):
    """What is left, however it ends."""

    SLEEPS = "open('sleeps', 'w').close(); time.sleep(600)"

    def test_cancelled_while_virt_v2v_works(self):
        self.relay(self.disk())
        running = self.start(format="raw", program=self.stand_in(self.SLEEPS))
        until(lambda: os.path.exists(os.path.join(self.remote, "sleeps")))
        self.assertEqual(["web1-sda", "web1-sda.overlay"], sorted(os.listdir(self.storage)))
        running.process.send_signal(signal.SIGINT)
        self.assertEqual(1, running.ends(10))
        self.assertEqual("ended", running.of("failed")[0]["reason"])
        self.assert_nothing_left()
        self.assert_only_read()

    def test_cancelled_while_the_guest_runs(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW, format="raw")
        running.until("stream")
        running.process.send_signal(signal.SIGINT)
        self.assertEqual(1, running.ends(20))
        self.assert_nothing_left()
        self.assert_only_read()

    def test_told_to_end_or_hung_up_the_guest_stays(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        running.process.send_signal(signal.SIGHUP)
        time.sleep(1)
        self.assertIsNone(running.process.poll())
        running.process.send_signal(signal.SIGTERM)
        self.assertEqual(1, running.ends(20))
        self.assertEqual("ended", running.of("failed")[0]["reason"])
        time.sleep(1)
        self.assertIsNotNone(self.guest_pid())
        self.assertEqual("running", self.qmp("query-status")["status"])
        self.assertEqual(["web1-sda"], os.listdir(self.storage))
        self.assertTrue(os.path.exists(os.path.join(self.remote, "guest-started")))

    @slow
    def test_a_qemu_that_does_not_answer_for_a_while(self):
        program = programs.changed(self.remote, "QMP_SECONDS = 60.0", "QMP_SECONDS = 2.0", "instant.py", "instant", "qemu")
        self.relay(self.disk(copies()), guest_seconds=20.0)
        running = self.start(bandwidth=SLOW, format="raw", program_path=program)
        for kind in ("started", "stream"):
            running.until(kind)
            os.kill(self.guest_pid(), signal.SIGSTOP)
            time.sleep(5)
            os.kill(self.guest_pid(), signal.SIGCONT)
        self.hurry()
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda", "raw")

    def test_the_guests_process_dies(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        os.kill(self.guest_pid(), signal.SIGKILL)
        self.assertEqual(1, running.ends())
        self.assertEqual("guest-gone", running.of("failed")[0]["reason"])
        self.assertEqual(["web1-sda"], os.listdir(self.storage))
        self.assertTrue(os.path.exists(os.path.join(self.remote, "guest-started")))

    def test_what_is_somebody_elses_is_not_touched(self):
        self.relay(self.disk())
        for name, form in (("web1-sda", "qcow2"), ("web1-sda", "raw"), ("web1-sda.overlay", "raw"), ("web1.xml", "raw")):
            with self.subTest(name + " " + form):
                with open(self.path(name), "w") as file:
                    file.write("another's")
                running = self.start(format=form)
                self.assertEqual(1, running.ends())
                failed = running.of("failed")[0]
                self.assertEqual(("exists", self.path(name)), (failed["reason"], failed["detail"]))
                with open(self.path(name)) as file:
                    self.assertEqual("another's", file.read())
                self.assertEqual([name], os.listdir(self.storage))
                os.remove(self.path(name))

    def test_what_somebody_puts_in_the_place_of_a_file_is_not_removed(self):
        self.relay(self.disk())
        running = self.start(program=self.stand_in(self.SLEEPS))
        until(lambda: os.path.exists(os.path.join(self.remote, "sleeps")))
        with open(self.path("new"), "w") as file:
            file.write("another's")
        os.rename(self.path("new"), self.path("web1-sda"))
        running.process.send_signal(signal.SIGTERM)
        running.ends()
        self.assertEqual(["web1-sda"], os.listdir(self.storage))

    def test_virt_v2v_fails(self):
        self.relay(self.disk())
        running = self.start(program=self.stand_in("sys.exit(7)"))
        self.assertEqual(1, running.ends())
        self.assertEqual(("convert", "exit code 7"), (running.of("failed")[0]["reason"], running.of("failed")[0]["detail"][-11:]))
        self.assert_nothing_left()

    def test_virt_v2v_does_not_tell_what_the_guest_can_do(self):
        self.relay(self.disk())
        running = self.start(program=self.stand_in(capabilities=dict(CAPABILITIES, machine="virt")))
        self.assertEqual(1, running.ends())
        self.assertEqual("definition", running.of("failed")[0]["reason"])
        self.assert_nothing_left()

    def test_the_machine_was_given_up(self):
        self.relay(self.disk())
        running = self.start(program=self.stand_in("open('given-up', 'w').close()"))
        self.assertEqual(1, running.ends())
        self.assertEqual("given-up", running.of("failed")[0]["reason"])
        self.assert_nothing_left()

    def test_no_emulation_unless_it_is_allowed(self):
        self.relay(self.disk())
        config = self.config(kvm="auto", allow_tcg=False)
        with unittest.mock.patch.dict(os.environ, {BACKEND_SETTINGS: "force_tcg"}):
            self.assertEqual("tcg", config.accelerator())
        absent = ("absent", "No such file or directory")
        with unittest.mock.patch("instant.config.kvm_problem", autospec=True, return_value=absent):
            with self.assertRaises(Failed) as failure:
                config.accelerator()
            self.assertEqual("no-kvm", failure.exception.reason)
            self.assertEqual("tcg", self.config(kvm="auto", allow_tcg=True).accelerator())
        with unittest.mock.patch("instant.config.kvm_problem", autospec=True, return_value=None):
            self.assertEqual("kvm", config.accelerator())
            self.assertEqual("tcg", self.config(kvm="never", allow_tcg=False).accelerator())

    def config(self, **more):
        self.write("instant.json", json.dumps(self.settings(**more)))
        return Config(os.path.join(self.remote, "instant.json"))

    @slow
    def test_nobody_reads_what_it_tells(self):
        self.relay(self.disk(copies()))
        running = self.start(program=self.stand_in("sys.stdout.write('x' * (1 << 20)); sys.stdout.flush()"), reads=False)
        until(lambda: os.path.exists(os.path.join(self.remote, "guest-started")))
        until(lambda: os.path.exists(self.path("web1.xml")))
        running.process.stdout.close()
        self.assertEqual(0, running.process.wait(PATIENCE))

    def test_a_run_that_was_killed_is_ended_when_that_is_wanted(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("stream")
        running.process.kill()
        running.ends()
        self.assertIsNotNone(self.guest_pid())
        subprocess.run([PYTHON, "-I", INSTANT, "end"], cwd=self.remote, check=True)
        until(lambda: self.guest_pid() is None)
        for name in ("guest-started", "instant-state.json"):
            self.assertFalse(os.path.exists(os.path.join(self.remote, name)))
        self.assertEqual(["web1-sda"], os.listdir(self.storage))
