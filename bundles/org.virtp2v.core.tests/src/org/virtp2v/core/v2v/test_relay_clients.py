"""What virt-v2v and its kin get from relay.py.

RelayProgramTest runs them all. By hand, as root, in this directory: python3 -B -m unittest -v test_relay_clients
"""

import json
import os
import struct
import subprocess

from programs import MIB, until
from relay_lab import BLOCK, BLOCK_STATUS, CACHE, DISC, FLUSH, Fixture, PATIENCE, PYTHON, READ, TRIM, WRITE, WRITE_ZEROES, changed_relay, exactly


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
        port = self.start(self.source(disk), program=changed_relay(self.directory, "PIPE_BYTES = 512 * 1024", "PIPE_BYTES = 16 * 1024"))
        self.assert_same(self.copy(port), disk)

    def test_without_pipes_everything_is_copied(self):
        disk = self.random_disk(24 * MIB)
        for words, others in (
            ('hasattr(os, "splice")', "False"),  # Python before 3.10
            ("PIPE_BYTES = 512 * 1024", "PIPE_BYTES = 1 << 31"),  # more than the kernel gives
        ):
            port = self.start(self.source(disk), program=changed_relay(self.directory, words, others))
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
