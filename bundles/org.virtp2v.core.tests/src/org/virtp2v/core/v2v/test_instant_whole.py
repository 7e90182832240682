"""instant.py from the overlay to the guest that needs nothing any more.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_whole
"""

import os
import re
import subprocess
import time

from boot_sectors import POWER_OFF
from instant_lab import CAPABILITIES, COPIES, Fixture, PATIENCE, SLOW, copies, phases, slow
from programs import MIB, until

from qemu.machine import machine_of_xml
from trial.script import machine_of_script


class Whole(Fixture):
    """From the overlay to the guest that needs nothing any more."""

    def test_qcow2_on_the_server(self):
        self.relay(self.disk(copies()))
        running = self.start(bandwidth=SLOW)
        running.until("started")
        self.assertEqual(0, self.link())
        self.assertTrue(os.path.exists(os.path.join(self.remote, "guest-started")))
        self.hurry()
        self.assertEqual(0, running.ends(), running.told())
        kinds = [event["event"] for event in running.events if event["event"] != "screen"]
        self.assertEqual(["overlays", "converted", "started", "stream"], kinds[:4])
        self.assertEqual("complete", running.events[-1]["event"])
        self.assertEqual([{"file": self.path("web1-sda"), "bytes": 8 * MIB}], running.events[-1]["disks"])
        last = running.of("stream")[-1]
        self.assertEqual((1, "pull", 8 * MIB, 8 * MIB), tuple(last[key] for key in ("disk", "phase", "done", "total")))
        started = running.of("started")[0]
        self.assertEqual("tcg", started["accelerator"])
        self.assertEqual("process {}".format(self.guest_pid()), started["where"])
        self.assertLess(abs(time.time() - started["at"]), PATIENCE)

        self.relay_process.kill()
        self.sources[0].close()
        self.await_content("web1-sda")
        self.assertEqual("running", self.qmp("query-status")["status"])
        self.assertEqual(1, self.link())
        self.assert_only_read()
        self.assertEqual(["web1-sda", "web1.xml"], sorted(os.listdir(self.storage)))
        with open(self.path("web1.xml")) as file:
            machine = machine_of_xml(file.read())
        self.assertEqual(("web1", "q35", 128), (machine.name, machine.type, machine.memory_mib))
        self.assertEqual([(self.path("web1-sda"), "qcow2", "virtio")], machine.disks)
        # What virt-v2v says can be told from what is told, and half a line is ended.
        self.assertIn(b"{\"event\": \"complete\"}\n", running.others)
        self.assertIn(b"[   1.0] Half a line\n", running.others)

    def link(self):
        """Whether the guest's network card is connected: what its driver would read, in virtio's old register."""
        found = []

        def assigned():
            found[:] = re.findall(r"Ethernet controller(?s:.)*?BAR0: I/O at 0x([0-9a-f]{1,4}) ", self.hmp("info pci"))
            return found

        until(assigned)
        return int(self.hmp("i/h 0x{:x}".format(int(found[0], 16) + 0x1a)).split("=")[1], 16) & 1


    def test_raw_on_the_server(self):
        self.relay(self.disk(copies()))
        running = self.start(format="raw", metadata="web1.sh", mode="qemu", link="up")
        running.until("started")
        self.assertEqual(1, self.link())
        self.assertEqual(0, running.ends(), running.told())
        self.assertEqual(["pull", "mirror"], phases(running))
        self.relay_process.kill()
        self.sources[0].close()
        self.await_content("web1-sda", "raw")
        self.assertEqual("running", self.qmp("query-status")["status"])
        self.assertEqual([self.path("web1-sda")], [each["inserted"]["file"] for each in self.qmp("query-block") if "inserted" in each])
        self.assertEqual(["web1-sda", "web1.sh"], sorted(os.listdir(self.storage)))
        self.assertEqual(8 * MIB, os.stat(self.path("web1-sda")).st_size)
        self.assertTrue(os.access(self.path("web1.sh"), os.X_OK))
        subprocess.run(["sh", "-n", self.path("web1.sh")], check=True)
        with open(self.path("web1.sh")) as file:
            machine = machine_of_script(file.read())
        self.assertEqual(("web1", "q35", 128), (machine.name, machine.type, machine.memory_mib))
        self.assertEqual([(self.path("web1-sda"), "raw", "virtio")], machine.disks)

    @slow
    def test_several_disks_and_holes(self):
        self.relay(self.disk(copies()), self.disk(size=4 * MIB), self.disk(size=2 * MIB))
        self.sources[1].holes = [(MIB, 3 * MIB)]
        self.sources[1].disk = self.sources[1].disk[:MIB] + bytes(2 * MIB) + self.sources[1].disk[3 * MIB:]
        running = self.start(format="raw", allocation="sparse")
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda", "raw")
        for name, source in zip(("web1-sdb", "web1-sdc"), self.sources[1:]):
            self.assert_same(self.content(name, "raw"), self.expected(source, 0))
        self.assertLess(os.stat(self.path("web1-sdb")).st_blocks * 512, 3 * MIB)
        self.assertEqual([1, 2, 3], sorted({event["disk"] for event in running.of("stream")}))

    @slow
    def test_what_the_guest_reads_most_of_is_copied_first(self):
        self.relay(self.disk(copies(disk=3)), self.disk(), self.disk())
        running = self.start(bandwidth=SLOW)
        running.until("started")
        until(lambda: self.read_of(3) >= COPIES * 512, PATIENCE)
        self.hurry()
        until(lambda: any(event["disk"] != 1 for event in running.of("stream")), PATIENCE)
        self.assertEqual({1, 3}, {event["disk"] for event in running.of("stream")})

    def read_of(self, disk):
        return sum(each["stats"]["rd_bytes"] for each in self.qmp("query-blockstats")
                   if each.get("node-name") == "overlay{}".format(disk))

    @slow
    def test_preallocated(self):
        self.relay(self.disk(copies()))
        self.sources[0].disk = self.sources[0].disk[:5 * MIB] + bytes(3 * MIB)
        running = self.start(format="raw", allocation="preallocated")
        self.assertEqual(0, running.ends(), running.told())
        self.assertGreaterEqual(os.stat(self.path("web1-sda")).st_blocks * 512, 8 * MIB)
        self.await_content("web1-sda", "raw")

    @slow
    def test_a_guest_with_uefi(self):
        self.relay(self.disk())
        running = self.start(firmware="uefi")
        self.assertEqual(0, running.ends(), running.told())
        flash = self.hmp("info block")
        self.assertIn("instant-vars.fd", flash)
        self.assertIn("OVMF_CODE", flash)
        with open(self.path("web1.xml")) as file:
            self.assertTrue(machine_of_xml(file.read()).uefi)

    @slow
    def test_a_guest_with_old_disks(self):
        physical = {"block_bus": "ide", "net_bus": "e1000", "virtio_rng": "false", "machine": "i440fx"}
        self.relay(self.disk(copies()), self.disk(size=2 * MIB))
        running = self.start(program=self.stand_in(capabilities=dict(CAPABILITIES, **physical)))
        self.assertEqual(0, running.ends(), running.told())
        self.await_content("web1-sda")

    def test_a_guest_that_switches_itself_off(self):
        self.relay(self.disk(copies(POWER_OFF)))
        running = self.start(bandwidth=SLOW)
        running.until("off")
        self.hurry()
        self.assertEqual(0, running.ends(), running.told())
        self.assertEqual(1, len(running.of("off")))
        self.assert_same(self.content("web1-sda"), self.expected(self.sources[0]))
        until(lambda: self.guest_pid() is None)

    @slow
    def test_a_guest_that_switches_itself_off_later_does_not_stay(self):
        self.relay(self.disk())
        self.assertEqual(0, self.start().ends())
        self.qmp("system_powerdown")  # nobody listens to that, but the next ends the machine as a guest does
        self.hmp("o /h 0x604 0x2000")
        until(lambda: self.guest_pid() is None)
