"""relay.py's memory is bounded, nonsense ends one connection only, and it ends when it must.

RelayProgramTest runs them all. By hand, as root, in this directory: python3 -B -m unittest -v test_relay_bounds
"""

import os
import random
import resource
import shutil
import signal
import socket
import struct
import threading
import time

import programs
from programs import MIB, until
from relay_lab import FLUSH, Fixture, PATIENCE, PYTHON, READ, REQUEST


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

    def test_as_on_the_server_and_nothing_is_left_beside_its_modules(self):
        program = programs.copied(self.remote, "relay.py", "relay")
        files = sorted(os.listdir(os.path.join(self.remote, "relay")))
        os.chmod(os.path.join(self.remote, "relay"), 0o700)
        disk = self.random_disk(MIB)
        self.assert_same(self.copy(self.start(self.source(disk), program=[PYTHON, "-I", program])), disk)
        self.relay.terminate()
        self.relay.wait(PATIENCE)
        self.assertEqual(sorted(os.listdir(os.path.join(self.remote, "relay"))), files)
        self.assertNotIn("__pycache__", os.listdir(self.remote))

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
