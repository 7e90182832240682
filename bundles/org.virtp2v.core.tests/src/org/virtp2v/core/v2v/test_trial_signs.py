"""What trial.py makes of what a guest says.

TrialProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_trial_signs
"""

import json
import socket
import tempfile
import unittest
import unittest.mock

import programs  # where those of the program are

from qemu.failure import Cannot
from qemu.monitor import Qmp
from trial.command import memory_for
from trial.guest import AGENT_LINE_BYTES, Agent
from trial.signs import lines_of, sign_in
from trial.watch import Trial


class Agents(unittest.TestCase):
    """The guest agent, with a stand-in of the test."""

    def setUp(self):
        ours, self.guest = socket.socketpair()
        ours.setblocking(False)
        self.addCleanup(ours.close)
        self.addCleanup(self.guest.close)
        self.guest.settimeout(5)
        self.agent = Agent(ours)
        self.agent.open = True
        self.agent.ask(0.0)

    def test_it_answers(self):
        asked = json.loads(self.guest.recv(4096).lstrip(b"\xff").decode())
        self.assertEqual("guest-sync-delimited", asked["execute"])
        self.guest.send(b"\xff" + json.dumps({"return": asked["arguments"]["id"]}).encode() + b"\n")
        self.agent.read()
        self.assertTrue(self.agent.answered)
        self.assertEqual("guest-get-osinfo", json.loads(self.guest.recv(4096).decode())["execute"])
        self.guest.send(json.dumps({"return": {"pretty-name": "Debian\x1b[2J\n" + "x" * 5000}}).encode() + b"\n")
        self.agent.read()
        self.assertTrue(self.agent.done)
        self.assertRegex(self.agent.system, r"^Debian x{100,200}$")

    def test_an_answer_to_another_question_is_none(self):
        other = b'{"return": {"pretty-name": "x"}}'
        for said in (b'{"return": 0}', b"[]", b"7", other, b"[" * 60000, b"\xff\xfe", b""):
            self.guest.send(said + b"\n")
            self.agent.read()
        self.assertFalse(self.agent.answered)

    def test_a_line_without_an_end_is_bounded(self):
        for _ in range(40):
            self.guest.send(b"x" * 30000)
            self.agent.read()
        self.assertLessEqual(len(self.agent.buffer), AGENT_LINE_BYTES)


class Panics(unittest.TestCase):
    """What QEMU says of a guest that has stopped, as its qapi/run-state.json describes it."""

    def decided(self, windows, info):
        with tempfile.TemporaryDirectory() as directory:
            told = []
            outside = unittest.mock.Mock(tell=lambda event, **more: told.append((event, more["detail"])))
            one = Trial(unittest.mock.Mock(directory=directory), outside)
            one.windows = windows
            ours, theirs = socket.socketpair()
            with ours, theirs:
                one.qmp = Qmp(ours)
                one.screen = unittest.mock.Mock(text=None)
                one.serial = unittest.mock.Mock(text=lambda: "")
                event = {"timestamp": {"seconds": 1, "microseconds": 0}, "event": "GUEST_PANICKED"}
                event["data"] = dict({"action": "pause"}, **({"info": info} if info else {}))
                theirs.sendall(json.dumps(event).encode() + b"\r\n")
                one.qmp.read()
                one.take_events()
            self.assertEqual([("panicked", one.decided[1])], told)
            return one.decided

    def test_the_stop_code_of_windows(self):
        info = {"type": "hyper-v", "arg1": 0x7B, "arg2": 0xFFFF8A0B2F4060, "arg3": 0xC0000034, "arg4": 0, "arg5": 0}
        self.assertEqual(("windows-stop", "0x0000007B INACCESSIBLE_BOOT_DEVICE"), self.decided(True, info))
        self.assertEqual(("windows-stop", "0x0000BEEF"), self.decided(True, dict(info, arg1=0xBEEF)))
        self.assertEqual(("panic", None), self.decided(False, info))
        self.assertEqual(("panic", None), self.decided(True, None))


class Signs(unittest.TestCase):
    def test_what_can_be_read(self):
        for verdict, text in (
            ("login", "Debian GNU/Linux 12 web1 ttyS0\n\nweb1 login: "),
            ("login", "web1 login: [   88.684499] kvm: Nested Virtualization enabled"),
            ("panic", "[ 1.0] Kernel panic - not syncing: VFS: Unable to mount root fs\n[ 1.1] Rebooting"),
            ("emergency", "ALERT!  UUID=1 does not exist.  Dropping to a shell!\n(initramfs) "),
            ("passphrase", "Please unlock disk sda2_crypt: "),
            ("boot-loader", "BOOTMGR is missing\nPress Ctrl+Alt+Del to restart"),
            ("no-boot-disk", "BdsDxe: No bootable option or device was found."),
            ("windows-stop", "*** STOP: 0x0000007B (0xF78D2524,0xC0000034,0x00000000,0x00000000)"),
            (None, "Last login: Mon"),
            (None, ""),
        ):
            sign = sign_in(lines_of(text))
            self.assertEqual(verdict, sign and sign[0], text)

    def test_a_stop_code_is_told_as_people_look_for_it(self):
        sign = sign_in(["Tell your manager: *** STOP: 0x000000ed (0x1,0x2)"])
        self.assertEqual(("windows-stop", "0x000000ED UNMOUNTABLE_BOOT_VOLUME"), sign)

    def test_memory(self):
        self.assertEqual(2048, memory_for(2048, 8000))
        self.assertEqual(2616, memory_for(16384, 4000))
        with self.assertRaises(Cannot):
            memory_for(2048, 1000)
