"""What trial.py sees of guests, each in a real QEMU.

TrialProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_trial_guests
"""

import os
import shutil
import subprocess
import unittest

from boot_sectors import HALT, PANIC_DEVICE, POWER_OFF, RESET, prints
from trial_lab import DISK, FULL, Fixture, UEFI


class Guests(Fixture):
    """Each a real QEMU."""

    def test_an_empty_disk_has_no_system(self):
        self.metadata(DISK.format(path=self.disk(sector=False), format="raw", bus="sata"))
        running = self.start()
        verdict = running.verdict()
        self.assertEqual(("no-boot-disk", "No bootable device."), (verdict["verdict"], verdict["detail"]))
        started = running.events[0]
        told = tuple(started[key] for key in ("event", "accelerator", "firmware", "machine"))
        self.assertEqual(("started", "tcg", "bios", "q35"), told)
        self.assertEqual((128, 128, 1), (started["memory"], started["memory_asked"], started["cpus"]))
        screen = running.of("screen")[-1]
        self.assertIn("No bootable device.", screen["text"])
        self.assertEqual((720, 400), (screen["width"], screen["height"]))
        self.assertEqual(400, len(self.picture(screen)))
        self.assert_nothing_left(running)

    def test_a_boot_sector_that_does_nothing(self):
        verdict = self.boots(HALT, seconds=5).verdict()
        self.assertEqual(("boot-loader", "Booting from Hard Disk..."), (verdict["verdict"], verdict["detail"]))

    def test_a_guest_that_tells_its_panic_to_the_device(self):
        running = self.boots(PANIC_DEVICE)
        self.assertEqual("panic", running.verdict()["verdict"])
        self.assertEqual(1, len(running.of("panicked")))

    def test_a_guest_that_panics_on_the_serial_console_only(self):
        text = b"[    1.0] Kernel panic - not syncing: No working init found.\r\n"
        verdict = self.boots(prints(text, port=True) + HALT).verdict()
        self.assertEqual("panic", verdict["verdict"])
        self.assertTrue(verdict["detail"].endswith("Kernel panic - not syncing: No working init found."))

    def test_a_guest_that_resets_again_and_again(self):
        running = self.boots(RESET)
        verdict = running.verdict()
        self.assertEqual(("restarts", 5), (verdict["verdict"], verdict["resets"]))
        self.assertEqual([1, 2, 3, 4, 5], [event["count"] for event in running.of("reset")])
        self.assert_nothing_left(running)

    def test_a_guest_that_powers_off(self):
        running = self.boots(POWER_OFF)
        self.assertEqual("powered-off", running.verdict()["verdict"])
        self.assertEqual(1, len(running.of("shutdown")))

    def test_a_guest_whose_text_says_nothing_is_to_be_looked_at(self):
        verdict = self.boots(prints(b"\r\nHello") + HALT, seconds=4).verdict()
        self.assertEqual("screen", verdict["verdict"])
        self.assertGreaterEqual(verdict["at"], 4)

    def test_a_boot_loader_that_does_not_find_its_system_and_what_it_has_written_is_gone(self):
        # int 13h: writes what is at 0x7c00 to the second sector; then says so.
        write = b"\x31\xc0\x8e\xc0\xbb\x00\x7c\xb8\x01\x03\xb9\x02\x00\xba\x80\x00\xcd\x13\x72\x40"
        running = self.boots(write + prints(b"Written. grub rescue>") + HALT)
        self.assertEqual("boot-loader", running.verdict()["verdict"])
        self.assertTrue(any("Written." in line for line in running.of("screen")[-1]["text"]))
        self.assert_nothing_left(running)

    def test_a_hostile_serial_console(self):
        running = self.boots(prints(b"\x1b]0;x\x07\x1b[31mred\x1b[0m\x9b\xff\x01\x08 grub rescue>", port=True) + HALT)
        self.assertEqual("boot-loader", running.verdict()["verdict"])
        with open(os.path.join(self.remote, "trial-serial.log"), encoding="utf-8") as file:
            log = file.read()
        for text in [log] + [event["text"] for event in running.of("serial")]:
            self.assertIn("red", text)
            self.assertTrue(all(c == "\n" or c.isprintable() for c in text), repr(text))

    def test_several_disks_at_every_bus_and_formats(self):
        first = self.disk(prints(b"grub rescue>") + HALT)
        disks = [DISK.format(path=first, format="raw", bus="ide")]
        for bus in ("virtio", "scsi", "sata", "usb"):
            path = os.path.join(self.made, "web1-" + bus)
            subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", path, "1M"], check=True)
            disks.append(DISK.format(path=path, format="qcow2", bus=bus))
        self.metadata(*disks, machine="pc-i440fx-7.2")
        running = self.start()
        self.assertEqual("boot-loader", running.verdict()["verdict"], running.events[-1])
        self.assertEqual("pc", running.events[0]["machine"])
        self.assert_nothing_left(running)

    def test_uefi_and_the_guests_own_variables(self):
        nvram = os.path.join(self.made, "web1_VARS.fd")
        shutil.copyfile("/usr/share/OVMF/OVMF_VARS_4M.fd", nvram)
        disk = DISK.format(path=self.disk(sector=False), format="raw", bus="virtio")
        self.metadata(disk, firmware=UEFI.format(nvram=nvram))
        running = self.start()
        self.assertEqual("no-boot-disk", running.verdict()["verdict"])
        self.assertEqual("uefi", running.events[0]["firmware"])
        self.assert_nothing_left(running)


@unittest.skipUnless(FULL, "only with releng/verify --full")
class WindowsGuests(Fixture):
    """Boot sectors that paint what Windows shows when it stops, each in a real QEMU."""

    # sti-free, in text mode 3: set 8x8 font, 50 rows (int 10h, ax=1112h), white on blue, then prints.
    FIFTY_ROWS = b"\xb8\x03\x00\xcd\x10\xb8\x12\x11\xb3\x00\xcd\x10"
    BLUE = b"\xb8\x00\x06\xb7\x1f\xb9\x00\x00\xba\x4f\x31\xcd\x10"

    def windows(self, code, seconds=60):
        clock = "</os><clock offset='localtime'/><os>"
        self.metadata(DISK.format(path=self.disk(code), format="raw", bus="sata"), firmware=clock)
        return self.start(seconds)

    def test_text_with_the_stop_code(self):
        text = b"\r\n*** STOP: 0x0000007B (0xF78D2524,0xC0000034,0x00000000,0x00000000)"
        verdict = self.windows(self.FIFTY_ROWS + self.BLUE + prints(text) + HALT).verdict()
        self.assertEqual(("windows-stop", "0x0000007B INACCESSIBLE_BOOT_DEVICE"),
                         (verdict["verdict"], verdict["detail"]))

    def test_a_picture_of_text(self):
        # Mode 12h, 640x480 with 16 colours; the palette's colour 0 becomes the blue (ports 3c8h, 3c9h), then lines of text.
        blue = b"\xb8\x12\x00\xcd\x10\xba\xc8\x03\xb0\x00\xee\x42\xb0\x00\xee\xee\xb0\x20\xee"
        line = b"A problem has been detected\r\n"
        # mov cx, 20; l: push cx; ...; pop cx; loop l
        body = prints(line * 3).replace(b"\xbb\x07\x00", b"\xbb\x0f\x00")
        code = blue + b"\xb9\x07\x00\x51" + body + b"\x59"
        code += b"\xe2" + bytes([256 - (len(code) - len(blue) - 3) - 2])
        running = self.windows(code + HALT)
        verdict = running.verdict()
        self.assertEqual(("windows-stop", None), (verdict["verdict"], verdict["detail"]))
