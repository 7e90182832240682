"""How instant.py passes the output of virt-v2v-in-place on, whatever that leaves behind.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_conversion
"""

import os
import signal
import subprocess
import tempfile
import time
import unittest
import unittest.mock

import programs  # noqa: F401, for the modules of the program

from instant import conversion
from instant.conversion import Conversion


class Endings(unittest.TestCase):
    """Its end counts, not that of its output."""

    def passed_on(self, script):
        """What is passed on, and what is said in the log; the script's last process is ended."""
        config, outside, capabilities = unittest.mock.Mock(program="in-place"), unittest.mock.Mock(), unittest.mock.Mock()
        child = subprocess.Popen(
            ["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True,
        )
        before = os.dup(2)
        began = time.monotonic()
        with tempfile.TemporaryFile() as log, unittest.mock.patch.object(conversion, "LAST_OUTPUT_SECONDS", 2.0):
            os.dup2(log.fileno(), 2)
            try:
                Conversion(config, outside, capabilities).pass_on(child)
            finally:
                os.dup2(before, 2)
                os.close(before)
                try:
                    os.killpg(child.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                child.wait()
                child.stdout.close()
                child.stderr.close()
            self.assertLess(time.monotonic() - began, 20)
            log.seek(0)
            said = log.read()
        return b"".join(call[0][0] for call in outside.passed_on.call_args_list), said

    def test_nothing_is_left_behind(self):
        self.assertEqual((b"first\nlast\n", b"log\n"), self.passed_on("echo first; echo log >&2; echo last"))

    def test_what_is_left_behind_is_silent(self):
        output, said = self.passed_on("echo first; sleep 600 & echo log >&2; echo last")
        self.assertEqual(b"first\nlast\n", output)
        self.assertEqual(b"log\n" + conversion.LEFT_BEHIND.format("in-place").encode(), said)

    def test_what_is_left_behind_says_more_and_more(self):
        output, said = self.passed_on("echo first; while sleep 0.1; do echo more; done & echo last")
        self.assertIn(b"last\n", output)
        self.assertIn(b"in-place has ended", said)
