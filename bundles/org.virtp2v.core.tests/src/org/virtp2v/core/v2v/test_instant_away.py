"""instant.py, lines that break, and storage that is full.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_away
"""

import os
import signal
import subprocess
import time
import unittest

from instant_lab import Fixture, PATIENCE, SLOW, copies, slow
from programs import MIB, until


class Away(Fixture):
    """Lines that break, and storage that is full: the guest never sees an error."""

    def test_the_source_goes_away_and_comes_back(self):
        running = self.start_without_source()
        running.until("paused", count=2)
        self.assertEqual({"guest", "stream"}, {event["what"] for event in running.of("paused")}, running.told())
        self.assertEqual({"source"}, {event["why"] for event in running.of("paused")})
        self.assertEqual("io-error", self.qmp("query-status")["status"])
        time.sleep(3)
        self.assertEqual([], running.of("resumed"))
        self.sources[0].open()
        self.lead_to_sources()
        running.until("resumed", count=2)
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda")

    def test_cancelled_while_the_guest_waits_for_its_source(self):
        running = self.start_without_source()
        running.until("paused")
        running.process.send_signal(signal.SIGINT)
        self.assertEqual(1, running.ends(20))
        self.assert_nothing_left()

    @slow
    def test_cuts_that_nobody_notices(self):
        self.relay(self.disk(copies()), guest_seconds=20.0)
        running = self.start(bandwidth=SLOW)
        running.until("started")
        for _ in range(10):
            time.sleep(0.2)
            self.sources[0].cut()
        self.hurry()
        self.assertEqual(0, running.ends(), running.told())
        self.assertEqual([], running.of("paused"))
        self.await_content("web1-sda")

    @slow
    def test_a_place_that_cannot_be_read(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("started")
        self.sources[0].bad = [(7 * MIB, 7 * MIB + 512)]
        self.hurry()
        paused = running.until("paused")
        self.assertEqual("error", paused["why"], running.told())
        self.assertIsNone(running.process.poll())
        self.assertIsNotNone(self.guest_pid())

    @slow
    def test_the_relay_has_ended(self):
        running = self.start_without_source()
        running.until("started")
        self.relay_process.terminate()
        running.until("paused", count=2, seconds=2 * PATIENCE)
        self.assertEqual("io-error", self.qmp("query-status")["status"])
        # Its first read has not come to an end.
        self.assertEqual(0, self.qmp("query-blockstats")[0]["stats"]["wr_operations"])
        self.assertTrue(os.path.exists(self.path("web1-sda")))

    @slow
    @unittest.skipUnless(os.geteuid() == 0, "needs 'root' for a file system of its own")
    def test_a_storage_that_is_full(self):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=70M", "none", self.storage], check=True)
        self.addCleanup(subprocess.run, ["umount", self.storage], check=True)
        self.addCleanup(self.end_guest_and_wait)
        filler = self.path("filler")
        with open(filler, "wb") as file:
            file.write(bytes(67 * MIB))
        self.relay(self.disk(copies()))
        running = self.start()
        self.assertEqual("storage-full", running.until("paused")["why"], running.told())
        time.sleep(2)
        self.assertEqual([], running.of("resumed"))
        os.remove(filler)
        subprocess.run(["mount", "-o", "remount,size=140M", self.storage], check=True)
        running.until("resumed")
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda")

    def end_guest_and_wait(self):
        self.end_guest()
        until(lambda: self.guest_pid() is None)
