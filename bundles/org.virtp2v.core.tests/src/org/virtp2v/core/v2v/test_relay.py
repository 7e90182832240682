"""Tests of relay.py: as virt-v2v and the machine see it, with real NBD clients and servers.

RelayProgramTest runs them. By hand, as root, in this directory: python3 -B -m unittest -v test_relay
RELAY_PYTHON names another interpreter for the relay.
"""

import ast
import hashlib
import hmac
import json
import os
import random
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import types
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = HERE
while not os.path.isdir(os.path.join(ROOT, "releng")):
    ROOT = os.path.dirname(ROOT)
RELAY = os.path.join(ROOT, "bundles/org.virtp2v.core/src/org/virtp2v/core/v2v/relay.py")
LINE = os.path.join(ROOT, "releng/lab/line")
PYTHON = os.environ.get("RELAY_PYTHON", sys.executable)
MIB = 1 << 20
BLOCK = 256 * 1024
PATIENCE = 20
NOBODY = 65534

REQUEST = struct.Struct(">IHHQQI")
READ, WRITE, DISC, FLUSH, TRIM, CACHE, WRITE_ZEROES, BLOCK_STATUS = range(8)


def until(condition, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("not within {} s".format(seconds))
        time.sleep(0.02)


def changed_relay(words, others):
    """The relay's command, with something in its text changed, so that a test need not wait for long."""
    program = "import sys; sys.argv.pop(0); text = open(sys.argv[0]).read(); assert {!r} in text; " \
        "exec(compile(text.replace({!r}, {!r}), 'relay', 'exec'))"
    return [PYTHON, "-I", "-c", program.format(words, words, others), RELAY]


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


class Clients(Fixture):
    """What virt-v2v and its kin get."""

    def test_every_client_gets_the_same_disk(self):
        disk = self.random_disk(24 * MIB + 512)
        port = self.start(self.source(disk))
        uri = "nbd://127.0.0.1:{}".format(port)
        self.assert_same(self.copy(port), disk)
        self.assert_same(self.copy(port, "--synchronous"), disk)
        subprocess.run(["qemu-img", "convert", "-O", "raw", uri, self.out()], check=True, timeout=30)
        self.assert_copied(disk)
        information = json.loads(subprocess.check_output(["nbdinfo", "--json", uri], timeout=30).decode())
        export = information["exports"][0]
        self.assertEqual(export["export-size"], len(disk))
        self.assertTrue(export["is_read_only"] and export["can_multi_conn"])
        self.assertIn("base:allocation", export["contexts"])

    def test_nbdkit_as_virt_v2v_starts_it(self):
        disk = self.random_disk(24 * MIB)
        port = self.start(self.source(disk))
        path = os.path.join(self.directory, "nbdkit")
        self.run_program(
            "nbdkit", "-f", "-U", path, "--filter=cow", "nbd", "hostname=127.0.0.1", "port={}".format(port), "shared=true"
        )
        until(lambda: os.path.exists(path))
        subprocess.run(["nbdcopy", "nbd+unix:///?socket=" + path, self.out()], check=True, timeout=30)
        self.assert_copied(disk)

    def test_a_source_without_structured_replies(self):
        disk = self.random_disk(8 * MIB)
        port = self.start(self.source(disk, structured=False))
        self.assert_same(self.copy(port), disk)
        client = self.client(port)
        client.ask(BLOCK_STATUS, 0, MIB)
        self.assertEqual(client.chunks(), [(5, struct.pack(">III", 1, MIB, 0))])

    def test_a_client_without_structured_replies(self):
        disk = bytearray(self.random_disk(3 * MIB))
        disk[MIB : 2 * MIB] = bytes(MIB)
        source = self.source(bytes(disk))
        source.holes = [(MIB, 2 * MIB)]
        client = self.client(self.start(source), structured=False)
        client.ask(READ, 100, len(disk) - 200)
        self.assertEqual(exactly(client.sock, 16)[:8], struct.pack(">II", 0x67446698, 0))
        self.assert_same(exactly(client.sock, len(disk) - 200), disk[100:-100])

    def test_holes_are_passed_on_and_do_not_travel(self):
        path = os.path.join(self.directory, "disk")
        disk = bytearray(128 * MIB)
        disk[40 * MIB : 43 * MIB] = self.random_disk(3 * MIB)
        with open(path, "wb") as file:
            file.truncate(len(disk))
            file.seek(40 * MIB)
            file.write(disk[40 * MIB : 43 * MIB])
        server = os.path.join(self.directory, "qemu-nbd")
        self.run_program("qemu-nbd", "--read-only", "--persistent", "--format=raw", "--shared=0", "--socket=" + server, path)
        until(lambda: os.path.exists(server))
        source = self.source(disk, socket_path=server)
        port = self.start(source)
        uri = "nbd://127.0.0.1:{}".format(port)
        # Without a look at what is allocated: the reads themselves bring holes.
        subprocess.run(["nbdcopy", "--no-extents", uri, self.out()], check=True, timeout=30)
        self.assert_copied(disk)
        self.assertLess(source.sent, 4 * MIB)
        extents = json.loads(subprocess.check_output(["nbdinfo", "--json", "--map", uri], timeout=30).decode())
        self.assertEqual([(each["offset"], each["length"]) for each in extents if each["type"] == 0], [(40 * MIB, 3 * MIB)])
        client = self.client(port)
        client.ask(READ, 39 * MIB, 2 * MIB)
        hole = (2, struct.pack(">QI", 39 * MIB, MIB))
        data = (1, struct.pack(">Q", 40 * MIB) + disk[40 * MIB : 41 * MIB])
        self.assertTrue(client.chunks() == [hole, data])

    def test_a_read_that_must_come_in_one_chunk(self):
        disk = bytearray(self.random_disk(3 * MIB))
        disk[MIB : 2 * MIB] = bytes(MIB)
        source = self.source(bytes(disk))
        source.holes = [(MIB, 2 * MIB)]
        client = self.client(self.start(source))
        client.ask(READ, 0, len(disk), flags=1 << 2)
        self.assertTrue(client.chunks() == [(1, bytes(8) + disk)])

    def test_the_longest_read(self):
        disk = self.random_disk(33 * MIB)
        client = self.client(self.start(self.source(disk)))
        client.ask(READ, MIB, 32 * MIB)
        self.assertTrue(b"".join(chunk[1][8:] for chunk in client.chunks()) == disk[MIB:])

    def test_nothing_that_writes_reaches_the_source(self):
        disk = self.random_disk(MIB)
        source = self.source(disk)
        port = self.start(source)
        for client in (self.client(port), self.client(port, structured=False)):
            for command in (WRITE, TRIM, WRITE_ZEROES):
                payload = bytes(200000) if command == WRITE else b""
                client.ask(command, 4096, 200000, payload=payload)
                self.assertEqual(client.error(), 1)
            client.ask(FLUSH)
            self.assertEqual(client.error(), 0)
            client.ask(CACHE, 0, 4096)
            self.assertEqual(client.error(), 22)
        client.ask(READ, 0, 4096)
        self.assertEqual(exactly(client.sock, 16 + 4096)[16:], disk[:4096])
        self.assertEqual({command for command, _, _ in source.commands}, {READ})

    def test_requests_beside_the_disk(self):
        client = self.client(self.start(self.source(self.random_disk(MIB))))
        for offset, length in ((MIB - 1, 2), (MIB, 1), (0, 0), (1 << 63, 4096), (0, 32 * MIB + 1)):
            for command in (READ, BLOCK_STATUS):
                client.ask(command, offset, length)
                self.assertEqual(client.error(), 22, (command, offset, length))

    def test_an_answer_with_very_many_extents(self):
        source = self.source(self.random_disk(MIB))
        client = self.client(self.start(source))
        extents = struct.pack(">II", 512, 0) * (1 << 18)
        source.garbage = struct.pack(">IHHQII", 0x668E33EF, 1, 5, 1, 4 + len(extents), 77) + extents
        client.ask(BLOCK_STATUS, 0, MIB)
        self.assertTrue(client.chunks() == [(5, struct.pack(">I", 1) + extents)])

    def test_options(self):
        port = self.start(self.source(self.random_disk(MIB)))
        client = self.client(port, structured=False, go=False)
        unsupported, invalid = 1 << 31 | 1, 1 << 31 | 3
        self.assertEqual(client.option(5)[0], unsupported)  # STARTTLS
        self.assertEqual(client.option(11)[0], unsupported)  # EXTENDED_HEADERS
        self.assertEqual(client.option(8, b"x")[0], invalid)
        self.assertEqual(client.option(10, struct.pack(">II", 0, 0))[0], invalid)  # without structured replies
        self.assertEqual(client.option(7, b"abc")[0], invalid)
        self.assertEqual(client.option(7, struct.pack(">IH", 1000, 0))[0], invalid)
        self.assertEqual(client.option(3), (2, bytes(4)))
        self.assertEqual(client.option_reply()[0], 1)
        self.assertEqual(client.option(9, struct.pack(">II", 0, 0)), (4, bytes(4) + b"base:allocation"))
        self.assertEqual(client.option_reply()[0], 1)
        self.assertEqual(client.option(6, struct.pack(">I4sHH", 4, b"name", 1, 3))[0], 3)
        self.assertEqual(client.option_reply(), (3, struct.pack(">HIII", 3, 1, 4096, 32 * MIB)))
        self.assertEqual(client.option_reply()[0], 1)
        client.sock.sendall(b"IHAVEOPT" + struct.pack(">II", 1, 3) + b"any")  # EXPORT_NAME
        self.assertEqual(struct.unpack(">QH", exactly(client.sock, 10))[0], MIB)
        client.ask(FLUSH)
        self.assertEqual(client.error(), 0)
        client.ask(DISC)
        self.assertTrue(client.ends())
        client = self.client(port, go=False)
        self.assertEqual(client.option(2)[0], 1)
        self.assertTrue(client.ends())

    def test_a_read_error_is_passed_on_and_stays_where_it_is(self):
        disk = self.random_disk(4 * MIB)
        for structured in (True, False):
            source = self.source(disk, structured=structured)
            source.bad = [(MIB + 512, MIB + 1024)]
            client = self.client(self.start(source))
            client.ask(READ, MIB, 4096)
            self.assertEqual(client.error(), 5)
            client.ask(READ, MIB + 1024, 4096)
            self.assertTrue(client.chunks()[-1][1].endswith(disk[MIB + 5000 : MIB + 5120]))
            self.relay.terminate()
            self.relay.wait(PATIENCE)

    def test_several_disks(self):
        disks = [self.random_disk(4 * MIB, seed) for seed in range(5)]
        self.start(*[self.source(disk) for disk in disks])
        for port, disk in zip(self.ports, disks):
            self.assert_same(self.copy(port), disk)


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


class Pipes(Fixture):
    """Whole replies go through the kernel, where Python can ask it to."""

    def test_they_are_used_and_not_more_than_there_may_be(self):
        disk = self.random_disk(24 * MIB)
        port = self.start(self.source(disk))
        self.assert_same(self.copy(port), disk)
        can = subprocess.check_output([PYTHON, "-c", "import os; print(hasattr(os, 'splice'))"], timeout=PATIENCE)
        self.assertEqual(self.pipes() > 0, can == b"True\n")
        self.assertLessEqual(self.pipes(), 2 * 48)

    def test_a_client_without_structured_replies(self):
        disk = self.random_disk(4 * MIB)
        client = self.client(self.start(self.source(disk)), structured=False)
        for offset in range(0, len(disk), BLOCK):
            client.ask(READ, offset, BLOCK, cookie=offset)
            self.assertEqual(exactly(client.sock, 16), struct.pack(">IIQ", 0x67446698, 0, offset))
            self.assert_same(exactly(client.sock, BLOCK), disk[offset : offset + BLOCK])

    def test_clients_that_go_without_what_they_have_asked_for(self):
        disk = self.random_disk(16 * MIB)
        source = self.source(disk)
        port = self.start(source)
        for number in range(1, 9):
            client = self.client(port)
            for offset in range(0, len(disk), BLOCK):
                client.ask(READ, offset, BLOCK)
            until(lambda: source.sent >= number * len(disk))
            client.close()
        self.assert_same(self.copy(port), disk)
        self.assertLessEqual(self.pipes(), 2 * 48)

    def test_what_a_pipe_has_no_room_for_is_copied(self):
        disk = self.random_disk(24 * MIB)
        port = self.start(self.source(disk), program=changed_relay("PIPE_BYTES = 512 * 1024", "PIPE_BYTES = 16 * 1024"))
        self.assert_same(self.copy(port), disk)

    def test_without_pipes_everything_is_copied(self):
        disk = self.random_disk(24 * MIB)
        for words, others in (
            ('hasattr(os, "splice")', "False"),  # Python before 3.10
            ("PIPE_BYTES = 512 * 1024", "PIPE_BYTES = 1 << 31"),  # more than the kernel gives
        ):
            port = self.start(self.source(disk), program=changed_relay(words, others))
            self.assert_same(self.copy(port), disk)
            self.assertEqual(self.pipes(), 0)
            self.relay.kill()
            self.relay.wait()
            os.remove(os.path.join(self.remote, "relay-ready"))

    def pipes(self):
        """How many ends of pipes the relay has."""
        directory = "/proc/{}/fd".format(self.relay.pid)
        return sum(1 for each in os.listdir(directory) if self.is_pipe(os.path.join(directory, each)))

    @staticmethod
    def is_pipe(path):
        # The first three are those of this program.
        return os.path.basename(path) not in "012" and os.readlink(path).startswith("pipe:")


class Trust(Fixture):
    """Who is let in, and whom the relay believes."""

    def refuses(self, words):
        until(lambda: words in self.log())
        client = self.run_program("nbdcopy", "nbd://127.0.0.1:{}".format(self.ports[0]), "null:", stderr=subprocess.DEVNULL)
        time.sleep(0.3)
        self.assertIsNone(client.poll())

    def test_a_source_that_does_not_know_the_key(self):
        self.start(self.source(self.random_disk(MIB)), key=bytes(32))
        self.refuses("does not know this disk's key")

    def test_a_relay_that_does_not_know_the_key_learns_nothing(self):
        source = self.source(self.random_disk(MIB))
        sock = socket.create_connection(("127.0.0.1", source.port))
        self.addCleanup(sock.close)
        sock.sendall(b"virt-p2v relay 1" + bytes(32))
        exactly(sock, 64)
        sock.sendall(bytes(32))
        self.assertEqual(sock.recv(1), b"")

    def test_an_export_of_another_size(self):
        source = self.source(self.random_disk(MIB), size=MIB + 512)
        self.start(source)
        self.refuses("the export has {} bytes, not {}".format(MIB + 512, MIB))
        self.assertEqual(source.commands, [])

    def test_a_port_that_another_user_listens_on(self):
        program = (
            "import socket,time;s=socket.socket();s.bind(('127.0.0.1',0));s.listen(9);"
            "print(s.getsockname()[1],flush=True);time.sleep(60)"
        )
        other = self.as_nobody("/usr/bin/python3", "-c", program)
        self.start(self.source(self.random_disk(MIB)), port=int(other.stdout.readline()))
        self.refuses("is another user's")

    def test_other_users_on_the_other_loopback_do_not_matter(self):
        disk = self.random_disk(MIB)
        source = self.source(disk)
        program = (
            "import socket,sys,time;s=socket.socket(socket.AF_INET6);s.setsockopt(socket.IPPROTO_IPV6,socket.IPV6_V6ONLY,1);"
            "s.bind((sys.argv[1],int(sys.argv[2])));s.listen(9);print(flush=True);time.sleep(60)"
        )
        for address in ("::1", "::"):
            other = self.as_nobody("/usr/bin/python3", "-c", program, address, str(source.port))
            self.assertEqual(other.stdout.readline(), b"\n")
            self.assert_same(self.copy(self.start(source)), disk)
            self.relay.terminate()
            self.relay.wait(PATIENCE)
            other.kill()
            other.wait(PATIENCE)

    def test_another_user_does_not_get_in(self):
        port = self.start(self.source(self.random_disk(MIB)))
        other = self.as_nobody("nbdinfo", "nbd://127.0.0.1:{}".format(port), stderr=subprocess.DEVNULL)
        self.assertNotEqual(other.wait(PATIENCE), 0)
        until(lambda: "refused a connection of user {}".format(NOBODY) in self.log())
        subprocess.run(["nbdinfo", "nbd://127.0.0.1:{}".format(port)], check=True, stdout=subprocess.DEVNULL, timeout=30)

    def test_a_guests_user_gets_in_when_that_is_wanted(self):
        # Here nobody is the account that libvirt's QEMU has.
        program = changed_relay('GUEST_ACCOUNTS = ["libvirt-qemu", "qemu"]', 'GUEST_ACCOUNTS = ["nobody", "nonesuch"]')
        for wanted in (True, False):
            port = self.start(self.source(bytes(MIB)), program=program, more={"guest_users": wanted})
            process = self.as_nobody("nbdinfo", "--size", "nbd://127.0.0.1:{}".format(port),
                                     stderr=subprocess.DEVNULL)
            self.assertEqual(wanted, process.wait(PATIENCE) == 0)
            self.relay.kill()
            self.relay.wait()
            os.remove(os.path.join(self.remote, "relay-ready"))

    def test_the_relay_lets_its_own_user_in(self):
        os.chown(self.remote, NOBODY, NOBODY)
        source = self.source(self.random_disk(MIB))
        with open(os.path.join(self.remote, "relay.json"), "w"):
            os.chown(os.path.join(self.remote, "relay.json"), NOBODY, NOBODY)
        shutil.copy(RELAY, self.out("relay.py"))
        around = ["setpriv", "--reuid", str(NOBODY), "--clear-groups", "--"]
        port = self.start(source, around=around, program=["/usr/bin/python3", "-I", self.out("relay.py")])
        other = self.as_nobody("nbdinfo", "--size", "nbd://127.0.0.1:{}".format(port))
        self.assertEqual(other.communicate(timeout=PATIENCE)[0].strip(), str(MIB).encode())
        subprocess.run(["nbdinfo", "nbd://127.0.0.1:{}".format(port)], check=True, stdout=subprocess.DEVNULL, timeout=30)

    @unittest.skipUnless(has_ipv6(), "this machine has no IPv6")
    def test_nobody_else_has_its_port_on_the_other_loopback(self):
        """virt-v2v is told "localhost", which is ::1 first."""
        port = self.start(self.source(self.random_disk(MIB)))
        subprocess.run(["nbdinfo", "nbd://[::1]:{}".format(port)], check=True, stdout=subprocess.DEVNULL, timeout=30)
        other = self.as_nobody("nbdinfo", "nbd://[::1]:{}".format(port), stderr=subprocess.DEVNULL)
        self.assertNotEqual(other.wait(PATIENCE), 0)
        until(lambda: "refused a connection of user {}".format(NOBODY) in self.log())

    @unittest.skipUnless(has_ipv6(), "this machine has no IPv6")
    def test_the_same_ports_on_the_other_loopback_are_another_connection(self):
        port = self.start(self.source(self.random_disk(MIB)))
        program = (
            "import socket,sys;s=socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET);"
            "s.bind((sys.argv[1],int(sys.argv[2])));s.connect((sys.argv[1],int(sys.argv[3])));s.settimeout(20)\n"
            "try: print(s.recv(18))\n"
            "except ConnectionError: print(b'')"
        )
        for ours, theirs in (("127.0.0.1", "::1"), ("::1", "127.0.0.1")):
            with socket.create_connection((ours, port)) as sock:
                self.assertEqual(exactly(sock, 8), b"NBDMAGIC")
                from_port = sock.getsockname()[1]
                other = self.as_nobody("/usr/bin/python3", "-c", program, theirs, str(from_port), str(port))
                self.assertEqual(other.communicate(timeout=PATIENCE)[0].strip(), b"b''", theirs)
        until(lambda: "refused a connection of user {}".format(NOBODY) in self.log())

    def as_nobody(self, *command, **options):
        command = ["setpriv", "--reuid", str(NOBODY), "--clear-groups", "--"] + list(command)
        return self.run_program(*command, stdout=subprocess.PIPE, cwd="/", **options)


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
        program = changed_relay("GUEST_SECONDS, GUEST_MOST_SECONDS = 20.0", "GUEST_SECONDS, GUEST_MOST_SECONDS = {}".format(seconds))
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


class Bounds(Fixture):
    """Memory is bounded, and nonsense ends only the connection that it comes from."""

    def memory(self):
        with open("/proc/{}/status".format(self.relay.pid)) as file:
            fields = dict(line.split(":", 1) for line in file)
        return int(fields["VmHWM"].split()[0]) // 1024

    def test_clients_that_never_take_their_replies(self):
        source = self.source(self.random_disk(40 * MIB))
        port = self.start(source)
        clients = [self.client(port) for _ in range(40)]
        for client in clients:
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            for index in range(200):
                client.ask(READ, index * 4096, 2 * MIB, cookie=index)
        time.sleep(1)
        self.assertLess(self.memory(), 240)
        # Somebody who does take them is served.
        self.assertEqual(len(self.copy(port)), 40 * MIB)
        for client in clients:
            client.close()
        self.assertEqual(len(self.copy(port)), 40 * MIB)

    def test_a_client_that_asks_for_more_than_there_is_room_for(self):
        client = self.client(self.start(self.source(self.random_disk(MIB))))
        sender = threading.Thread(target=lambda: [client.ask(READ, 0, 256 * 1024, cookie=each) for each in range(1500)])
        sender.start()
        time.sleep(1)
        for _ in range(1500):
            self.assertEqual(sum(len(data) - 8 for kind, data in client.chunks() if kind == 1), 256 * 1024)
        sender.join(PATIENCE)

    def test_a_client_that_only_asks(self):
        client = self.client(self.start(self.source(self.random_disk(MIB))))
        client.sock.settimeout(0.5)
        flush = REQUEST.pack(0x25609513, 0, FLUSH, 1, 0, 0) * 1000
        with self.assertRaises(socket.timeout):
            for _ in range(4000):
                client.sock.sendall(flush)
        self.assertLess(self.memory(), 40)

    def test_more_connections_than_anybody_needs(self):
        port = self.start(self.source(self.random_disk(MIB)))
        socks = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
        until(lambda: "refused a connection: there are 64" in self.log())
        for sock in socks:
            sock.close()
        self.assertEqual(len(self.copy(port)), MIB)

    def test_no_more_files(self):
        disk = self.random_disk(MIB)
        source = self.source(disk)
        port = self.start(source)
        until(lambda: "round trip" in self.log())
        number = self.relay.pid
        _, most = resource.prlimit(number, resource.RLIMIT_NOFILE)
        resource.prlimit(number, resource.RLIMIT_NOFILE, (len(os.listdir("/proc/{}/fd".format(number))), most))
        copy = self.begin_copy(port)
        before = self.seconds_of_processor()
        time.sleep(1.2)
        source.cut()
        time.sleep(0.8)
        self.assertLess(self.seconds_of_processor() - before, 0.5)
        self.assertIsNone(self.relay.poll())
        resource.prlimit(number, resource.RLIMIT_NOFILE, (most, most))
        self.assertEqual(copy.wait(PATIENCE), 0)

    def seconds_of_processor(self):
        with open("/proc/{}/stat".format(self.relay.pid)) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_garbage_from_clients(self):
        disk = self.random_disk(MIB)
        port = self.start(self.source(disk))
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)
        for index in range(150):
            try:
                client = self.client(port, structured=chance.random() < 0.5, go=index % 3 > 0)
                for _ in range(5):
                    client.sock.sendall(self.nonsense(chance, index % 3 > 0))
                if chance.random() < 0.5:
                    client.sock.shutdown(socket.SHUT_WR)
                    client.sock.settimeout(0.05)
                    client.sock.recv(1000)
            except OSError:
                pass
            client.close()
            self.assertIsNone(self.relay.poll(), "seed {}".format(seed))
        self.assert_same(self.copy(port), disk)

    @staticmethod
    def nonsense(chance, transmission):
        """Bytes, most of them nearly a request or an option."""
        data = chance.getrandbits(8 * 200).to_bytes(200, "big")[: chance.randrange(1, 200)]
        kind = chance.randrange(4)
        if kind == 0:
            return data
        if transmission:
            return REQUEST.pack(
                0x25609513,
                chance.getrandbits(16),
                chance.randrange(10),
                chance.getrandbits(64),
                chance.choice((0, 4096, chance.getrandbits(64))),
                chance.choice((0, 4096, chance.getrandbits(32))),
            )
        length = chance.choice((len(data), chance.randrange(300), chance.getrandbits(32)))
        return b"IHAVEOPT" + struct.pack(">II", chance.randrange(13), length) + data

    def test_garbage_from_the_source(self):
        disk = self.random_disk(MIB)
        source = self.source(disk)
        client = self.client(self.start(source))
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)
        client.ask(READ, 4096, 4096)
        for _ in range(6):
            tail = chance.getrandbits(800).to_bytes(100, "big")
            source.garbage = chance.choice(
                (
                    tail,
                    struct.pack(">IIQ", 0x67446698, 0, 1),
                    struct.pack(">IHHQI", 0x668E33EF, 1, chance.choice((0, 1, 2, 5, 9)), 1, chance.getrandbits(32)) + tail,
                    struct.pack(">IHHQIQ", 0x668E33EF, 1, 1, 1, 108, chance.getrandbits(64)) + tail,
                    struct.pack(">IHHQIQ", 0x668E33EF, 1, 1, 1, 108, 4096) + tail,
                    struct.pack(">IHHQIQI", 0x668E33EF, 1, 2, 1, 12, 0, 1 << 31),
                    struct.pack(">IHHQI", 0x668E33EF, 1, 0, 1, 0),
                )
            )
            seen = len(source.commands)
            until(lambda: len(source.commands) > seen)
            self.assertIsNone(self.relay.poll(), "seed {}".format(seed))
        source.garbage = None
        self.assertTrue(b"".join(payload[8:] for _, payload in sorted(client.chunks(), key=lambda c: c[1][:8])) == disk[4096:8192])


class Ends(Fixture):
    """It ends at once, and leaves nothing."""

    def test_when_it_is_told_to(self):
        port = self.start(self.source(self.random_disk(MIB)))
        client = self.client(port)
        for number in (signal.SIGINT, signal.SIGHUP):
            self.relay.send_signal(number)
        time.sleep(0.2)
        self.assertIsNone(self.relay.poll())
        began = time.monotonic()
        self.relay.terminate()
        self.assertEqual(self.relay.wait(PATIENCE), 0)
        self.assertLess(time.monotonic() - began, 1)
        self.assertTrue(client.ends())
        self.assertEqual(sorted(os.listdir(self.remote)), ["relay-port.1", "relay-ports", "relay.json", "relay.log"])

    def test_when_its_directory_is_gone(self):
        self.start(self.source(self.random_disk(MIB)))
        shutil.rmtree(self.remote)
        self.relay.wait(5)
        self.assertFalse(os.path.exists(self.remote))

    def test_when_its_parent_has_died(self):
        self.start(self.source(self.random_disk(MIB)), around=["bash", "-c", '"$@" & echo $! > "$0"; wait', self.out("pid")])
        with open(self.out("pid")) as file:
            pid = int(file.read())
        self.relay.kill()
        self.relay.wait(PATIENCE)

        def gone():
            try:
                with open("/proc/{}/stat".format(pid)) as file:
                    return file.read().rsplit(")", 1)[1].split()[0] == "Z"
            except OSError:
                return True

        until(gone, 5)
        self.assertNotIn("relay-ready", os.listdir(self.remote))


class LongLine(Fixture):
    """A line of 200 ms, each channel of which has SSH's window: one alone carries 10 MiB a second."""

    def test_channels_and_read_ahead_fill_it(self):
        disk = self.random_disk(128 * MIB)
        source = self.source(disk)
        port = self.start(source, port=self.line(source.port, "--delay", "100", "--window", str(2 * MIB)))
        until(lambda: "round trip" in self.log())
        began = time.monotonic()
        # As many requests as virt-v2v's nbdkit has under way: without read-ahead they carry 20 MiB a second, and this
        # takes 6.4 s. One channel would take 13 s.
        self.assert_same(self.copy(port, "--requests=16", "--connections=1"), disk)
        self.assertLess(time.monotonic() - began, 4.5)
        self.assertGreater(source.most_connections, 8)
        self.assertLessEqual(source.most_connections, 16)
        reads = sum(length for command, _, length in source.commands if command == READ)
        self.assertLess(reads, len(disk) * 1.02)

    def test_a_short_line_is_not_read_ahead_of(self):
        disk = self.random_disk(16 * MIB)
        source = self.source(disk)
        port = self.start(source)
        client = self.client(port)
        for index in range(16):
            client.ask(READ, index * MIB // 2, MIB // 2)
            client.chunks()
        time.sleep(0.3)
        self.assertEqual(sum(length for _, _, length in source.commands), 8 * MIB)

    def test_an_error_in_what_was_read_ahead(self):
        disk = self.random_disk(16 * MIB)
        source = self.source(disk)
        source.bad = [(4 * MIB + 4096, 4 * MIB + 8192)]
        port = self.start(source, port=self.line(source.port, "--delay", "10"))
        client = self.client(port)
        failed = []
        for offset in range(0, 8 * MIB, 65536):
            client.ask(READ, offset, 65536)
            header = exactly(client.sock, 20)
            payload = exactly(client.sock, struct.unpack_from(">I", header, 16)[0])
            if header[6] & 0x80:
                failed.append(offset)
            else:
                self.assertTrue(payload[8:] == disk[offset : offset + 65536])
        self.assertEqual(failed, [4 * MIB])


class Lab(Fixture):
    """The line that the other tests break must not break by itself."""

    def test_what_comes_after_a_cut_passes(self):
        listener = socket.socket()
        self.addCleanup(listener.close)
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)

        def serve(sock):
            with sock:
                try:
                    sock.sendall(bytes(8 * MIB))
                except OSError:
                    pass

        def accept():
            while True:
                try:
                    sock, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(sock,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        port = self.line(listener.getsockname()[1], "--window", str(512 * 1024))

        def connect():
            sock = socket.create_connection(("127.0.0.1", port))
            self.addCleanup(sock.close)
            sock.settimeout(5)
            return sock

        for _ in range(6):
            cut = [connect() for _ in range(4)]
            time.sleep(0.05)
            self.order("cut")
            end = time.monotonic() + 0.1
            while time.monotonic() < end:
                # At the same moment, so that they are given the numbers of the sockets that are closed.
                sock = connect()
                try:
                    exactly(sock, 8 * MIB)
                except ConnectionError:
                    pass
                sock.close()
            for sock in cut:
                with self.assertRaises(ConnectionError):
                    exactly(sock, 9 * MIB)
                sock.close()
        with open(self.out("line-errors")) as file:
            self.assertEqual(file.read(), "")


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
        sys.argv sys.byteorder sys.exit sys.version time.gmtime time.monotonic time.sleep time.strftime typing.Callable
        typing.Deque typing.Dict typing.Generator typing.Iterator typing.List typing.NamedTuple typing.Optional typing.Set
        typing.Tuple typing.Union fcntl.fcntl os.O_CLOEXEC os.O_NONBLOCK os.pipe2 os.read os.readv os.write socket.MSG_PEEK
    """
    # Only used where it is there.
    NEWER = {"os.splice"}

    def setUp(self):
        with open(RELAY, encoding="utf-8") as file:
            self.tree = ast.parse(file.read(), feature_version=(3, 6))

    def module(self):
        relay = types.ModuleType("relay")
        exec(compile(self.tree, RELAY, "exec"), relay.__dict__)
        return relay

    def relay_of(self, module):
        """A relay in this process, for one disk, and its end."""
        directory = tempfile.mkdtemp(prefix="relay-test-")
        self.addCleanup(shutil.rmtree, directory)
        with open(os.path.join(directory, "relay.json"), "w") as file:
            json.dump({"reconnect": 60, "exports": [{"disk": 1, "size": MIB, "key": bytes(32).hex()}]}, file)
        relay = module.Relay(directory)
        self.addCleanup(relay.selector.close)
        for listener in relay.exports[0].listeners:
            self.addCleanup(listener.close)
        return relay

    def test_what_nobody_has_thought_of_ends_one_connection_only(self):
        module = self.module()
        relay = self.relay_of(module)
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
        fronts[0].handle(module.selectors.EVENT_READ)
        self.assertEqual(export.fronts, {fronts[1]})
        with open(relay.log.path) as file:
            self.assertIn("KeyError('a mistake'", file.read())

    def test_a_client_that_resets_while_it_is_let_in(self):
        relay = self.relay_of(self.module())
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
        relay = self.module()
        memory = relay.Memory(MIB)
        reserved = []
        export = types.SimpleNamespace(relay=types.SimpleNamespace(memory=memory), reserve=reserved.append)
        piece = relay.Piece(export, 0, 600 * 1024)
        piece.release()  # nobody wants it any more, and both parts are still under way
        piece.asks[0].done()
        self.assertEqual(sum(reserved), 600 * 1024)
        piece.asks[1].fail(5)
        self.assertEqual(sum(reserved), 0)

    def test_a_short_read_takes_no_more_memory_than_it_is_counted_as(self):
        memory = self.module().Memory(MIB)
        for length in (1, 4096, 128 * 1024, 192 * 1024, 256 * 1024, 512 * 1024):
            view = memory.buffer(length)
            self.assertEqual(len(view), length)
            self.assertLess(len(view.obj), 2 * length)
            memory.back(view)
        self.assertLess(len(memory.buffer(4096).obj), 8192)

    def test_a_slow_line_is_read_ahead_of_little(self):
        pace = self.module().Pace()
        pace.rtt = 0.05
        self.assertEqual(pace.ahead(), MIB)
        for rate, ahead in ((MIB, MIB // 2), (4 * MIB, 2 * MIB), (64 * MIB, 8 * MIB)):
            pace.rate = rate
            self.assertEqual(pace.ahead(), ahead)

    def test_it_starts_when_it_may_not_have_more_files_and_tells_why_it_ends(self):
        module = self.module()
        directory = tempfile.mkdtemp(prefix="relay-test-")
        self.addCleanup(shutil.rmtree, directory)

        def refuses(*_):
            raise ValueError("not allowed to raise maximum limit")

        module.resource = types.SimpleNamespace(
            RLIMIT_NOFILE=resource.RLIMIT_NOFILE, getrlimit=resource.getrlimit, setrlimit=refuses
        )
        module.signal = types.SimpleNamespace(signal=lambda *_: None, SIGINT=0, SIGHUP=0, SIGTERM=0, SIG_IGN=0)
        with self.assertRaises(FileNotFoundError):
            module.main([directory])
        with open(os.path.join(directory, "relay.log")) as file:
            self.assertIn("error - ends: FileNotFoundError", file.read())

    def test_it_uses_nothing_of_a_newer_library(self):
        modules = set()
        names = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {"{}.{}".format(node.module, alias.name) for alias in node.names}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                names.add("{}.{}".format(node.value.id, node.attr))
        self.assertEqual(names - set(self.KNOWN.split()), self.NEWER)

    def test_every_function_is_typed(self):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                self.assertIsNotNone(node.returns, node.name)
                for argument in node.args.args + [node.args.vararg]:
                    if argument and argument.arg != "self":
                        self.assertIsNotNone(argument.annotation, node.name)


if __name__ == "__main__":
    unittest.main()
