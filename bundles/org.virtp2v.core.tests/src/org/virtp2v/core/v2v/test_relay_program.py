"""The parts of relay.py by themselves, and what Python they need.

RelayProgramTest runs them all. By hand, as root, in this directory: python3 -B -m unittest -v test_relay_program
"""

import json
import os
import resource
import selectors
import shutil
import signal
import socket
import struct
import tempfile
import types
import unittest
from unittest import mock

import programs
from programs import MIB, until

from relay import asks, memory, pace, program


class Program(unittest.TestCase):
    """What Python 3.6, the oldest on servers that are still kept, must understand."""

    # Looked up in the documentation of 3.6; what is new here must be too.
    KNOWN = """
        collections.Counter collections.OrderedDict collections.deque errno.EADDRINUSE errno.ECONNREFUSED errno.EINPROGRESS errno.EINVAL errno.EIO
        errno.EMFILE errno.ENFILE errno.ENOBUFS errno.ENOMEM errno.EPERM hashlib.sha256 hmac.compare_digest hmac.new json.load math.ceil math.inf os.O_APPEND os.O_CREAT
        os.close pwd.getpwnam re.MULTILINE re.findall
        os.O_NOFOLLOW os.O_TRUNC os.O_WRONLY os.devnull os.getppid os.getuid os.open os.path os.remove os.replace os.stat
        os.strerror os.urandom random.SystemRandom resource.RLIMIT_NOFILE resource.getrlimit resource.setrlimit
        selectors.DefaultSelector selectors.EVENT_READ selectors.EVENT_WRITE signal.SIGHUP signal.SIGINT
        signal.SIGTERM signal.SIG_IGN signal.signal socket.AF_INET6 socket.IPPROTO_IPV6 socket.IPPROTO_TCP socket.IPV6_V6ONLY socket.SOL_SOCKET socket.SO_ERROR socket.SO_REUSEADDR
        socket.TCP_NODELAY socket.socket stat.S_ISDIR struct.Struct struct.pack struct.unpack struct.unpack_from
        sys.argv sys.byteorder sys.dont_write_bytecode sys.exit sys.path sys.version time.gmtime time.monotonic time.sleep time.strftime typing.Callable
        typing.Deque typing.Dict typing.TYPE_CHECKING typing.Generator typing.Iterator typing.List typing.NamedTuple typing.Optional typing.Set
        typing.Tuple typing.Union fcntl.fcntl os.O_CLOEXEC os.O_NONBLOCK os.pipe2 os.read os.readv os.write socket.MSG_PEEK
    """
    # Only used where it is there.
    NEWER = {"os.splice"}

    def new_relay(self):
        """A relay in this process, for one disk, and its end."""
        directory = tempfile.mkdtemp(prefix="relay-test-")
        self.addCleanup(shutil.rmtree, directory)
        with open(os.path.join(directory, "relay.json"), "w") as file:
            json.dump({"reconnect": 60, "exports": [{"disk": 1, "size": MIB, "key": bytes(32).hex()}]}, file)
        relay = program.Relay(directory)
        self.addCleanup(relay.selector.close)
        for listener in relay.exports[0].listeners:
            self.addCleanup(listener.close)
        return relay

    def test_what_nobody_has_thought_of_ends_one_connection_only(self):
        relay = self.new_relay()
        export = relay.exports[0]
        relay.peers.user = lambda *_: os.getuid()
        fronts = []
        for _ in range(2):
            client = socket.create_connection(export.listeners[0].getsockname())
            self.addCleanup(client.close)
            until(lambda: not export.accept(export.listeners[0]) and len(export.fronts) > len(fronts))
            fronts += export.fronts - set(fronts)

        def protocol():
            raise KeyError("a mistake")
            yield

        for front in fronts:
            self.addCleanup(front.close)
        fronts[0].talk, fronts[0].want = protocol(), memoryview(bytearray(1))
        fronts[0].readable = fronts[0].resume
        fronts[0].handle(selectors.EVENT_READ)
        self.assertEqual(export.fronts, {fronts[1]})
        with open(relay.log.path) as file:
            self.assertIn("KeyError('a mistake'", file.read())

    def test_a_client_that_resets_while_it_is_let_in(self):
        relay = self.new_relay()
        export = relay.exports[0]
        client = socket.create_connection(export.listeners[0].getsockname())
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        def user(*_):
            client.close()
            return os.getuid()

        relay.peers.user = user
        export.accept(export.listeners[0])
        self.assertEqual(client.fileno(), -1)
        self.assertEqual(export.fronts, set())

    def test_a_buffer_is_not_used_again_while_a_channel_writes_into_it(self):
        buffers = memory.Memory(MIB)
        reserved = []
        export = types.SimpleNamespace(relay=types.SimpleNamespace(memory=buffers), reserve=reserved.append)
        piece = asks.Piece(export, 0, 600 * 1024)
        piece.release()  # nobody wants it any more, and both parts are still under way
        piece.asks[0].done()
        self.assertEqual(sum(reserved), 600 * 1024)
        piece.asks[1].fail(5)
        self.assertEqual(sum(reserved), 0)

    def test_a_short_read_takes_no_more_memory_than_it_is_counted_as(self):
        buffers = memory.Memory(MIB)
        for length in (1, 4096, 128 * 1024, 192 * 1024, 256 * 1024, 512 * 1024):
            view = buffers.buffer(length)
            self.assertEqual(len(view), length)
            self.assertLess(len(view.obj), 2 * length)
            buffers.back(view)
        self.assertLess(len(buffers.buffer(4096).obj), 8192)

    def test_a_slow_line_is_read_ahead_of_little(self):
        line = pace.Pace()
        line.rtt = 0.05
        self.assertEqual(line.ahead(), MIB)
        for rate, ahead in ((MIB, MIB // 2), (4 * MIB, 2 * MIB), (64 * MIB, 8 * MIB)):
            line.rate = rate
            self.assertEqual(line.ahead(), ahead)

    def test_it_starts_when_it_may_not_have_more_files_and_tells_why_it_ends(self):
        directory = tempfile.mkdtemp(prefix="relay-test-")
        self.addCleanup(shutil.rmtree, directory)

        def refuses(*_):
            raise ValueError("not allowed to raise maximum limit")

        with mock.patch.object(resource, "setrlimit", refuses), mock.patch.object(signal, "signal"):
            with self.assertRaises(FileNotFoundError):
                program.main([directory])
        with open(os.path.join(directory, "relay.log")) as file:
            self.assertIn("error - ends: FileNotFoundError", file.read())

    def test_it_uses_nothing_of_a_newer_library(self):
        names = set()
        for tree in programs.trees_of("relay.py", "relay"):
            names |= programs.library_names(tree)
        self.assertEqual(names - set(self.KNOWN.split()), self.NEWER)

    def test_every_function_is_typed(self):
        for tree in programs.trees_of("relay.py", "relay"):
            programs.assert_typed(self, tree)
