"""Whom relay.py lets in, and whom it believes.

RelayProgramTest runs them all. By hand, as root, in this directory: python3 -B -m unittest -v test_relay_trust
"""

import os
import socket
import subprocess
import time
import unittest

import programs
from programs import MIB, until
from relay_lab import Fixture, NOBODY, PATIENCE, changed_relay, exactly


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


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
        program = changed_relay(self.directory, 'GUEST_ACCOUNTS = ["libvirt-qemu", "qemu"]', 'GUEST_ACCOUNTS = ["nobody", "nonesuch"]')
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
        os.mkdir(self.out("program"))
        program = programs.copied(self.out("program"), "relay.py", "relay")
        around = ["setpriv", "--reuid", str(NOBODY), "--clear-groups", "--"]
        port = self.start(source, around=around, program=["/usr/bin/python3", "-I", program])
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
