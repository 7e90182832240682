"""relay.py and a machine that is away, or silent.

RelayProgramTest runs them all. By hand, as root, in this directory: python3 -B -m unittest -v test_relay_losses
"""

import os
import random
import socket
import struct
import time

from programs import MIB, until
from relay_lab import BLOCK_STATUS, Fixture, PATIENCE, READ, changed_relay


class Losses(Fixture):
    """Channels end, and nothing of it is seen."""

    def test_cuts_at_random_moments(self):
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)
        disk = self.random_disk(96 * MIB)
        source = self.source(disk)
        line = self.line(source.port, "--rate", "60000000", "--delay", "0.5")
        port = self.start(source, port=line)
        copy = self.begin_copy(port)
        cuts = 0
        while copy.poll() is None:
            pause = chance.uniform(0.02, 0.25)
            time.sleep(pause if cuts < 60 else 5 * pause)  # a machine that is busy has to get on, too
            source.cut()
            cuts += 1
            self.assertLess(cuts, 200)
        self.assertEqual(copy.returncode, 0, "seed {}".format(seed))
        self.assertGreater(cuts, 4)
        with open(self.out(), "rb") as file:
            self.assertTrue(file.read() == disk, "not the same content, seed {}".format(seed))

    def test_the_source_is_away_for_a_while(self):
        disk = self.random_disk(32 * MIB)
        source = self.source(disk)
        line = self.line(source.port, "--rate", "40000000")
        port = self.start(source, port=line)
        copy = self.begin_copy(port)
        time.sleep(0.3)
        source.close()
        time.sleep(1.5)
        self.assertIsNone(copy.poll())
        source.open()
        self.port_file(source.port)
        self.assertEqual(copy.wait(PATIENCE), 0)
        self.assert_copied(disk)

    def test_a_port_that_comes_later(self):
        disk = self.random_disk(MIB)
        source = self.source(disk)
        port = self.start(source, port=None)
        copy = self.begin_copy(port)
        until(lambda: "there is no port in" in self.log())
        self.assertIsNone(copy.poll())
        self.port_file(source.port)
        self.assertEqual(copy.wait(PATIENCE), 0)

    def test_a_new_port_is_taken_while_the_old_one_still_answers(self):
        disk = self.random_disk(MIB)
        old, new = self.source(disk, key=bytes(32)), self.source(disk, key=bytes(32))
        client = self.client(self.start(old))
        client.ask(READ, 0, 4096)
        client.chunks()
        self.port_file(new.port)
        until(lambda: new.sockets and not old.sockets)
        client.ask(READ, 0, 4096)
        client.chunks()
        self.assertTrue(new.commands)

    def test_a_stall_loses_nothing(self):
        disk = self.random_disk(48 * MIB)
        source = self.source(disk)
        port = self.start(source, port=self.line(source.port, "--rate", "60000000"))
        copy = self.begin_copy(port)
        time.sleep(0.2)
        for word in ("stall", "pass"):
            self.order(word)
            time.sleep(1)
        self.assertEqual(copy.wait(PATIENCE), 0)
        self.assert_copied(disk)
        self.assertNotIn("no channel", self.log())

    def test_a_loss_after_a_long_stall_is_not_the_end(self):
        disk = self.random_disk(16 * MIB)
        source = self.source(disk)
        port = self.start(source, port=self.line(source.port, "--rate", "20000000"), reconnect=2)
        until(lambda: "round trip" in self.log())
        self.order("stall")
        time.sleep(0.2)
        copy = self.begin_copy(port)
        time.sleep(3)
        self.order("cut")
        until(lambda: "no channel" in self.log())
        time.sleep(0.5)
        self.port_file(source.port)
        self.assertEqual(copy.wait(PATIENCE), 0)
        self.assert_copied(disk)
        self.assertNotIn("given up", self.log())

    def test_channels_that_are_not_to_be_had(self):
        """A server may allow fewer connections than the line could use."""
        source = self.source(self.random_disk(16 * MIB))
        source.most_allowed = 1
        client = self.client(self.start(source, port=self.line(source.port, "--delay", "10")))

        def read():
            began = time.monotonic()
            client.ask(READ, 0, 4096)
            client.chunks()
            return time.monotonic() - began

        end = time.monotonic() + 3
        while time.monotonic() < end:
            read()
        self.assertGreater(source.refused, 0)
        self.assertLess(source.refused, 8)
        # The one that works is made again at once, and so it is after a new port.
        source.cut()
        self.assertLess(read(), 3)
        source.most_allowed = 64
        self.port_file(self.line(source.port, "--delay", "10"))
        until(lambda: len(source.sockets) > 1, 3)

    def test_a_port_that_is_none(self):
        disk = self.random_disk(MIB)
        source = self.source(disk)
        port = self.start(source, port=70000)
        until(lambda: "there is no port in" in self.log())
        self.port_file(source.port)
        self.assert_same(self.copy(port), disk)

    def test_it_gives_up_in_the_end(self):
        source = self.source(self.random_disk(MIB))
        client = self.client(self.start(source, reconnect=1))
        client.ask(READ, 0, 4096)
        client.chunks()
        source.close()
        time.sleep(1.5)  # nobody waits: it is not given up
        began = time.monotonic()
        client.ask(READ, 0, 4096)
        client.ask(BLOCK_STATUS, 0, 4096)
        self.assertEqual(client.error(), 5)
        self.assertGreater(time.monotonic() - began, 0.9)
        self.assertEqual(client.error(), 5)
        client.ask(READ, 0, 4096)
        self.assertEqual(client.error(), 5)
        self.assertIn("given up", self.log())


class GuestsWait(Fixture):
    """Without a limit for the reconnection, and with a guest that runs from the disk."""

    def start_for_guest(self, source, seconds):
        program = changed_relay(self.directory, "GUEST_SECONDS, GUEST_MOST_SECONDS = 20.0", "GUEST_SECONDS, GUEST_MOST_SECONDS = {}".format(seconds))
        return self.start(source, reconnect=None, program=program)

    def away(self):
        return os.path.exists(os.path.join(self.remote, "relay-away"))

    def test_a_running_guest_gets_an_error_and_later_its_data(self):
        disk = self.random_disk(2 * MIB)
        source = self.source(disk)
        client = self.client(self.start_for_guest(source, 1.0))
        source.close()
        client.ask(READ, 0, 4096)
        time.sleep(2.5)
        self.assertFalse(self.away(), "no guest runs")
        with open(os.path.join(self.remote, "guest-started"), "w"):
            pass
        self.assertEqual(5, client.error())
        self.assertTrue(self.away())
        began = time.monotonic()
        client.ask(READ, MIB, 4096)
        self.assertEqual(5, client.error())
        self.assertLess(time.monotonic() - began, 1.0)
        source.open()
        self.port_file(source.port)
        until(lambda: not self.away())
        client.ask(READ, MIB, 4096)
        self.assert_same(client.chunks()[0][1][8:], disk[MIB:MIB + 4096])

    def test_a_line_that_is_silent_is_the_same_to_a_guest(self):
        disk = self.random_disk(48 * MIB)
        source = self.source(disk)
        source.port = self.line(source.port, "--rate", "60000000")
        client = self.client(self.start_for_guest(source, 2.0))
        with open(os.path.join(self.remote, "guest-started"), "w"):
            pass
        client.ask(READ, 0, 4096)
        self.assert_same(client.chunks()[0][1][8:], disk[:4096])
        self.order("stall")
        time.sleep(1)
        client.ask(READ, 40 * MIB, 4096)
        self.assertEqual(5, client.error())
        self.assertTrue(self.away())
        self.order("pass")
        until(lambda: not self.away(), 60)
        client.ask(READ, 40 * MIB, 4096)
        self.assert_same(client.chunks()[0][1][8:], disk[40 * MIB:40 * MIB + 4096])

    def test_what_a_guest_uses_tells_nothing_that_could_fail(self):
        client = self.client(self.start(self.source(self.random_disk(MIB))), structured=False, go=False)
        self.assertEqual((1, b""), client.option(8))
        name = struct.pack(">I", 4) + b"data"
        self.assertEqual((1, b""), client.option(10, name + struct.pack(">II", 1, 15) + b"base:allocation"))
        self.assertEqual(3, client.option(7, name + bytes(2))[0])
        self.assertEqual(1, client.option_reply()[0])
        client.ask(BLOCK_STATUS, 0, 4096)
        self.assertEqual(22, client.error())


class Connections(Fixture):
    """A disk whose channels are spread over several ports: each is a connection of its own."""

    def two(self, disk, line=()):
        """Two sources of a disk, the second behind a line; returns the relay's port, and both."""
        key = os.urandom(32)
        first, second = self.source(disk, key=key), self.source(disk, key=key)
        self.further = self.line(second.port, *line)
        port = self.start(first)
        self.port_file(first.port, further=[self.further])
        until(lambda: first.sockets and second.sockets)
        return port, first, second

    def test_both_carry_the_disk(self):
        disk = self.random_disk(48 * MIB)
        port, first, second = self.two(disk)
        self.assert_same(self.copy(port), disk)
        until(lambda: self.copy(port) and min(first.sent, second.sent) > len(disk) // 10)
        self.assertIn("2 connections", self.log())

    def test_of_two_equally_slow_ones_each_carries_its_part(self):
        disk = self.random_disk(12 * MIB)
        key = os.urandom(32)
        sources = [self.source(disk, key=key), self.source(disk, key=key)]
        ports = [self.line(each.port, "--rate", "5000000") for each in sources]
        port = self.start(sources[0], port=None)
        self.port_file(ports[0], further=ports[1:])
        until(lambda: self.copy(port) and all(each.sent for each in sources))
        before = [each.sent for each in sources]
        self.assert_same(self.copy(port), disk)
        for each, sent in zip(sources, before):
            self.assertGreater(each.sent - sent, len(disk) // 4)

    def test_either_may_end_at_any_time(self):
        disk = self.random_disk(96 * MIB)
        port, first, second = self.two(disk, ["--rate", "60000000"])
        copy = self.begin_copy(port)
        for end in (second.cut, first.cut, second.close):
            time.sleep(0.15)
            end()
        self.assertEqual(copy.wait(PATIENCE), 0)
        self.assert_copied(disk)

    def test_a_port_that_goes_takes_its_channels_only(self):
        port, first, second = self.two(self.random_disk(MIB))
        kept = set(first.sockets)
        self.port_file(first.port)
        until(lambda: not second.sockets)
        self.assertGreaterEqual(first.sockets, kept)
        self.assertNotIn("no channel", self.log())

    def test_the_first_one_may_be_what_goes(self):
        port, first, second = self.two(self.random_disk(MIB))
        self.port_file(self.further)
        until(lambda: not first.sockets)
        client = self.client(port)
        client.ask(READ, 0, 4096)
        client.chunks()
        self.assertNotIn("no channel", self.log())

    def test_one_that_is_not_to_be_had_holds_up_nobody(self):
        disk = self.random_disk(MIB)
        first, silent = self.source(disk), socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        port = self.start(first, port=None)
        self.port_file(silent.getsockname()[1], further=[9, first.port])
        self.assert_same(self.copy(port), disk)

    def test_what_a_silent_one_was_asked_is_asked_of_another(self):
        disk = self.random_disk(32 * MIB)
        port, first, second = self.two(disk)
        until(lambda: self.copy(port) and second.sent)
        self.order("stall")
        self.answers.readline()  # it is obeyed
        copy = self.begin_copy(port)
        self.assertEqual(copy.wait(PATIENCE), 0)
        self.assert_copied(disk)
        self.assertIn("is silent", self.log())
