"""relay.py and a long line, and the line of the lab itself.

RelayProgramTest runs them all. By hand, as root, in this directory: python3 -B -m unittest -v test_relay_line
"""

import socket
import struct
import threading
import time

from programs import MIB, until
from relay_lab import Fixture, READ, exactly


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
