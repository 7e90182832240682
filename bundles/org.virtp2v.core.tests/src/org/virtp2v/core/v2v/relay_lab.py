"""A relay with what is on both sides of it, for tests of relay.py: real NBD clients, and sources that do what a test wants.

RELAY_PYTHON names another interpreter for the relay.
"""

import hashlib
import hmac
import json
import os
import random
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest

import programs
from programs import MIB, until

RELAY = os.path.join(programs.PROGRAMS, "relay.py")
LINE = os.path.join(programs.ROOT, "releng/lab/line")
PYTHON = os.environ.get("RELAY_PYTHON", sys.executable)
BLOCK = 256 * 1024
PATIENCE = 20
NOBODY = 65534

REQUEST = struct.Struct(">IHHQQI")
READ, WRITE, DISC, FLUSH, TRIM, CACHE, WRITE_ZEROES, BLOCK_STATUS = range(8)


def changed_relay(directory, words, others):
    """The command of a relay that has something else in its text, so that a test need not wait for long."""
    path = tempfile.mkdtemp(prefix="changed-", dir=directory)
    os.chmod(path, 0o755)
    return [PYTHON, "-I", programs.changed(path, words, others, "relay.py", "relay")]


def exactly(sock, count):
    parts = bytearray()
    while len(parts) < count:
        part = sock.recv(count - len(parts))
        if not part:
            raise ConnectionError("closed after {} of {} bytes".format(len(parts), count))
        parts += part
    return bytes(parts)


class Source:
    """The machine's side: the gate that asks for the key, and behind it an NBD server of its own or another one."""

    def __init__(self, disk, key, structured=True, size=None, socket_path=None):
        self.disk = disk
        self.key = key
        self.structured = structured
        self.size = len(disk) if size is None else size
        self.socket_path = socket_path
        self.commands = []  # (command, offset, length)
        self.sent = 0
        self.most_connections = 0
        self.most_allowed = 64
        self.refused = 0
        self.holes = []  # (start, end)
        self.bad = []  # (start, end): reads that touch it fail
        self.garbage = None
        self.lock = threading.Lock()
        self.sockets = set()
        self.listener = None
        self.open()

    def open(self):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def accept(self, listener):
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            with self.lock:
                if len(self.sockets) >= self.most_allowed:
                    self.refused += 1
                    sock.close()
                    continue
                self.sockets.add(sock)
                self.most_connections = max(self.most_connections, len(self.sockets))
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def cut(self):
        """Resets all connections."""
        with self.lock:
            sockets = list(self.sockets)
        for sock in sockets:
            try:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        """Goes away, as an sshd does that has lost its client."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()

    def serve(self, sock):
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.prove(sock)
            if self.socket_path:
                self.pass_on(sock)
            else:
                self.handshake(sock)
                self.transmission(sock)
        except (OSError, AssertionError):
            pass
        finally:
            with self.lock:
                self.sockets.discard(sock)
            sock.close()

    def prove(self, sock):
        hello = exactly(sock, 48)
        assert hello[:16] == b"virt-p2v relay 1"
        theirs, ours = hello[16:], os.urandom(32)
        sock.sendall(ours + hmac.new(self.key, b"source" + theirs + ours, hashlib.sha256).digest())
        told = exactly(sock, 32)
        assert told == hmac.new(self.key, b"relay" + theirs + ours, hashlib.sha256).digest()

    def pass_on(self, sock):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.socket_path)

        def requests():
            try:
                while True:
                    part = sock.recv(65536)
                    if not part:
                        break
                    server.sendall(part)
            except OSError:
                pass
            server.close()

        threading.Thread(target=requests, daemon=True).start()
        while True:
            part = server.recv(MIB)
            if not part:
                return
            self.sent += len(part)
            sock.sendall(part)

    def handshake(self, sock):
        sock.sendall(b"NBDMAGICIHAVEOPT" + struct.pack(">H", 3))
        exactly(sock, 4)
        while True:
            magic, option, length = struct.unpack(">8sII", exactly(sock, 16))
            assert magic == b"IHAVEOPT"
            exactly(sock, length)

            def reply(kind, data=b""):
                sock.sendall(struct.pack(">QIII", 0x3E889045565A9, option, kind, len(data)) + data)

            if option == 7:
                reply(3, struct.pack(">HQH", 0, self.size, 1 | 2))
                reply(1)
                return
            if option == 8 and self.structured:
                reply(1)
            elif option == 10 and self.structured:
                reply(4, struct.pack(">I", 77) + b"base:allocation")
                reply(1)
            else:
                reply(1 << 31 | 1)

    def transmission(self, sock):
        while True:
            magic, flags, command, cookie, offset, length = REQUEST.unpack(exactly(sock, 28))
            assert magic == 0x25609513
            with self.lock:
                self.commands.append((command, offset, length))
            if self.garbage:
                sock.sendall(self.garbage)
                return
            if command == READ:
                self.read(sock, cookie, offset, length)
            elif command == BLOCK_STATUS:
                extents = b""
                while length:
                    hole = any(start <= offset < end for start, end in self.holes)
                    ends = [edge for hole_ in self.holes for edge in hole_ if edge > offset] + [offset + length]
                    count = min(min(ends) - offset, length)
                    extents += struct.pack(">II", count, 3 if hole else 0)
                    offset, length = offset + count, length - count
                sock.sendall(struct.pack(">IHHQII", 0x668E33EF, 1, 5, cookie, 4 + len(extents), 77) + extents)
            else:
                return

    def read(self, sock, cookie, offset, length):
        end = offset + length
        if any(offset < bad_end and end > bad for bad, bad_end in self.bad):
            if self.structured:
                sock.sendall(struct.pack(">IHHQIIH", 0x668E33EF, 1, 1 << 15 | 1, cookie, 6, 5, 0))
            else:
                sock.sendall(struct.pack(">IIQ", 0x67446698, 5, cookie))
            return
        if any(hole <= offset and end <= hole_end for hole, hole_end in self.holes) and self.structured:
            sock.sendall(struct.pack(">IHHQIQI", 0x668E33EF, 1, 2, cookie, 12, offset, length))
            return
        if self.structured:
            # Every other block in two chunks, the second one first, which the protocol allows.
            middle = offset + length // 2
            whole = length == 1 or offset // BLOCK % 2 == 0
            for flags, start, stop in ((1, offset, end),) if whole else ((0, middle, end), (1, offset, middle)):
                sock.sendall(struct.pack(">IHHQIQ", 0x668E33EF, flags, 1, cookie, stop - start + 8, start))
                sock.sendall(memoryview(self.disk)[start:stop])
        else:
            sock.sendall(struct.pack(">IIQ", 0x67446698, 0, cookie))
            sock.sendall(memoryview(self.disk)[offset:end])
        self.sent += length


class Client:
    """An NBD client that says what it is told to."""

    def __init__(self, port, structured=True, go=True):
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.settimeout(PATIENCE)
        assert exactly(self.sock, 18) == b"NBDMAGICIHAVEOPT" + struct.pack(">H", 3)
        self.sock.sendall(struct.pack(">I", 3))
        if structured:
            assert self.option(8)[0] == 1
            assert self.option(10, struct.pack(">III", 0, 1, 15) + b"base:allocation")[0] == 4
            assert self.option_reply()[0] == 1
        if go:
            kind, data = self.option(7, bytes(6))
            assert kind == 3
            self.size, self.flags = struct.unpack(">QH", data[2:])
            assert self.option_reply()[0] == 1

    def option(self, option, data=b""):
        self.sock.sendall(b"IHAVEOPT" + struct.pack(">II", option, len(data)) + data)
        return self.option_reply()

    def option_reply(self):
        _, _, kind, length = struct.unpack(">QIII", exactly(self.sock, 20))
        return kind, exactly(self.sock, length)

    def ask(self, command, offset=0, length=0, cookie=1, flags=0, payload=b""):
        self.sock.sendall(REQUEST.pack(0x25609513, flags, command, cookie, offset, length) + payload)

    def error(self):
        """The error of a reply without content."""
        magic, = struct.unpack(">I", exactly(self.sock, 4))
        if magic == 0x67446698:
            return struct.unpack(">IQ", exactly(self.sock, 12))[0]
        _, kind, _, length = struct.unpack(">HHQI", exactly(self.sock, 16))
        assert kind >> 15
        return struct.unpack_from(">I", exactly(self.sock, length))[0]

    def chunks(self):
        """The chunks of a reply: (kind, payload)."""
        found = []
        while True:
            magic, flags, kind, _, length = struct.unpack(">IHHQI", exactly(self.sock, 20))
            assert magic == 0x668E33EF
            found.append((kind, exactly(self.sock, length)))
            if flags & 1:
                return found

    def ends(self):
        """Whether the relay closes."""
        try:
            return not self.sock.recv(1)
        except ConnectionError:
            return True

    def close(self):
        self.sock.close()


class Fixture(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix="relay-test-")
        os.chmod(self.directory, 0o755)
        self.remote = os.path.join(self.directory, "remote")
        os.mkdir(self.remote, 0o700)
        self.processes = []
        self.sources = []
        self.relay = None
        self.ports = []

    def tearDown(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait(PATIENCE)
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()
        if os.path.exists(os.path.join(self.remote, "relay.log")):
            self.assertNotRegex(self.log(), r"(front|channel) ends: ", "a mistake in the relay")
        for source in self.sources:
            try:
                source.close()
            except OSError:
                pass
        shutil.rmtree(self.directory, ignore_errors=True)

    def random_disk(self, size, seed=1):
        return random.Random(seed).getrandbits(8 * size).to_bytes(size, "big")

    def source(self, disk, **options):
        key = options.pop("key", None) or os.urandom(32)
        source = Source(disk, key, **options)
        self.sources.append(source)
        return source

    def run_program(self, *arguments, **options):
        process = subprocess.Popen(arguments, **options)
        self.processes.append(process)
        return process

    def line(self, port, *options):
        """A line to a port, from releng/lab; returns its port."""
        self.control = os.path.join(self.directory, "control")
        command = [sys.executable, LINE, "--to", ":{}".format(port), "--control", self.control]
        with open(self.out("line-errors"), "a") as errors:
            process = self.run_program(*command, *options, stdout=subprocess.PIPE, stderr=errors)
        self.answers = process.stdout
        return int(self.answers.readline())

    def order(self, word):
        with open(self.control, "a") as file:
            file.write(word + "\n")

    def port_file(self, port, disk=1, further=()):
        path = os.path.join(self.remote, "relay-port.{}".format(disk))
        with open(path + ".new", "w") as file:
            file.write("".join("{}\n".format(each) for each in (port, *further)))
        os.rename(path + ".new", path)

    def start(self, *sources, **options):
        """Starts the relay for these, and waits until it listens."""
        exports = [
            {"disk": index + 1, "size": len(source.disk), "key": options.get("key", source.key).hex()}
            for index, source in enumerate(sources)
        ]
        with open(os.path.join(self.remote, "relay.json"), "w") as file:
            json.dump({"reconnect": options.get("reconnect", 60), "exports": exports, **options.get("more", {})}, file)
        for index, source in enumerate(sources):
            port = options.get("port", source.port)
            if port is not None:
                self.port_file(port, index + 1)
        command = options.get("program", [PYTHON, "-I", RELAY]) + [self.remote]
        self.relay = self.run_program(*options.get("around", []) + command)
        until(lambda: os.path.exists(os.path.join(self.remote, "relay-ready")))
        with open(os.path.join(self.remote, "relay-ready")) as file:
            self.ports = [int(line) for line in file]
        return self.ports[0]

    def client(self, port, **options):
        client = Client(port, **options)
        self.addCleanup(client.close)
        return client

    def log(self):
        with open(os.path.join(self.remote, "relay.log")) as file:
            return file.read()

    def out(self, name="out"):
        return os.path.join(self.directory, name)

    def copy(self, port, *options, **more):
        """What nbdcopy gets."""
        subprocess.run(
            ["nbdcopy", *options, "nbd://127.0.0.1:{}".format(port), self.out()], check=True, timeout=more.get("timeout", 30)
        )
        with open(self.out(), "rb") as file:
            content = file.read()
        os.remove(self.out())
        return content

    def begin_copy(self, port):
        """nbdcopy, which goes on; assert_copied looks at what it has got."""
        return self.run_program("nbdcopy", "nbd://127.0.0.1:{}".format(port), self.out())

    def assert_copied(self, disk):
        with open(self.out(), "rb") as file:
            self.assert_same(file.read(), disk)

    def assert_same(self, got, disk):
        self.assertTrue(got == disk, "not the same content")
