"""What trial.py makes of pictures of a guest's screen.

TrialProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_trial_screens
"""

import os
import unittest

from programs import MIB
from trial_lab import rows_of_png

from qemu.machine import machine_of_xml
from qemu.picture import Picture, is_blank, looks_the_same, picture_of_ppm, png_of
from qemu.screen import filled_cells, text_of_memory
from qemu.stop_screen import is_blue_stop_screen
from trial.command import Files, command_line


class Pictures(unittest.TestCase):
    def test_a_picture_that_does_not_compress_is_made_small(self):
        picture = Picture(1280, 800, os.urandom(3 * 1280 * 800))
        png = png_of(picture)
        self.assertLessEqual(len(png), MIB)
        self.assertGreaterEqual(len(rows_of_png(png)), 200)

    def test_what_is_no_picture(self):
        large, other, none = b"P6\n99999 99999\n255\nx", b"P5\n1 1\n255\nabc", b"P6\n0 0\n255\n"
        for data in (b"", b"P6\n", b"P6\n1 1\n255\n", large, other, none):
            self.assertIsNone(picture_of_ppm(data))
        self.assertEqual((1, 1, b"abc"), picture_of_ppm(b"P6\n1 1\n255\nabc"))

    def test_a_cursor_is_no_change(self):
        black = Picture(720, 400, bytes(3 * 720 * 400))
        cursor = bytearray(black.rgb)
        cursor[3 * 720 * 100:3 * 720 * 100 + 27] = b"\xff" * 27
        self.assertTrue(looks_the_same(black, black._replace(rgb=bytes(cursor))))
        self.assertTrue(is_blank(black._replace(rgb=bytes(cursor))))
        cursor[3 * 720 * 100:3 * 720 * 101] = b"\xff" * 3 * 720
        self.assertFalse(looks_the_same(black, black._replace(rgb=bytes(cursor))))

    def test_text_is_read_only_where_the_screen_shows_it(self):
        memory = bytearray(b" \x07" * 16384)
        memory[320:330] = b"H\x07e\x07l\x07l\x07o\x07"
        cells = "1" * 5 + "0" * 1995
        self.assertEqual("Hello", text_of_memory(bytes(memory), cells)[0])
        self.assertIsNone(text_of_memory(bytes(memory), "10" * 1000))
        self.assertIsNone(filled_cells(Picture(1024, 768, bytes(3 * 1024 * 768))))


WHITE, SMOOTH = (255, 255, 255), (127, 187, 235)
BLUE_10, BLUE_TEXT = (0, 120, 215), (0, 0, 128)


class Drawing:
    """A picture to draw on, of one colour first."""

    def __init__(self, width, height, colour):
        self.width, self.height = width, height
        self.rows = [bytearray(bytes(colour) * width) for _ in range(height)]

    def box(self, left, top, width, height, colour):
        for row in self.rows[top:top + height]:
            row[3 * left:3 * (left + width)] = bytes(colour) * width
        return self

    def text(self, left, top, width, size, colour=WHITE, smooth=None):
        """A line of characters: strokes with gaps between them, of one colour or with soft edges."""
        for at in range(left, left + width, size):
            self.box(at, top, max(1, size // 3), size, colour)
            self.box(at, top + size // 2, size // 2, max(1, size // 8), smooth or colour)
        return self

    def picture(self):
        return Picture(self.width, self.height, b"".join(map(bytes, self.rows)))


def smiley_screen(width=1024, height=768, blue=BLUE_10, face=True):
    """As Windows 8 and newer stop: a face, some lines, and at the left below them a square code."""
    drawing = Drawing(width, height, blue)
    left, top, size = width // 10, height // 6, height // 8
    if face:
        for dot in (top + size // 5, top + size * 3 // 5):
            drawing.box(left, dot, size // 8, size // 8, WHITE)
        for row in range(size):
            bend = (row - size // 2) ** 2 * size // (size * size)
            drawing.box(left + size // 3 + bend, top + row, size // 12, 1, WHITE)
            drawing.box(left + size // 3 + bend - 1, top + row, 1, 1, SMOOTH)
    for line in range(3):
        drawing.text(left, top + size + height // 12 + line * height // 20, width // 2, height // 40, smooth=SMOOTH)
    drawing.box(left, height * 3 // 4, height // 10, height // 10, WHITE)
    return drawing.text(left + height // 8, height * 3 // 4, width // 3, height // 60, smooth=SMOOTH)


def page_of_text(blue=BLUE_TEXT, light=WHITE, size=(640, 480), lines=22):
    """As Windows up to 7 stops: lines of characters of one size, from the left edge on."""
    drawing = Drawing(*size, blue)
    for line in range(lines):
        drawing.text(4, 16 + line * 16, 300 + 37 * line % 290, 8, light)
    return drawing


class StopScreens(unittest.TestCase):
    def stops(self, drawing):
        return is_blue_stop_screen(drawing.picture())

    def test_the_screens_with_a_face(self):
        for width, height in ((800, 600), (1024, 768), (1280, 800), (1920, 1080)):
            self.assertTrue(self.stops(smiley_screen(width, height)), width)
        self.assertTrue(self.stops(smiley_screen(blue=(17, 115, 170))))

    def test_the_pages_of_text(self):
        self.assertTrue(self.stops(page_of_text()))
        self.assertTrue(self.stops(page_of_text((0, 0, 170), (170, 170, 170), (720, 400))))

    def test_what_is_blue_and_none(self):
        desktop = Drawing(1024, 768, BLUE_10).box(0, 728, 1024, 40, (16, 16, 16))
        for icon in range(4):
            desktop.box(20, 20 + 90 * icon, 48, 48, (250, 200, 60)).text(12, 72 + 90 * icon, 64, 10)
        waiting = Drawing(1024, 768, BLUE_10).text(400, 380, 224, 20, smooth=SMOOTH).text(450, 430, 124, 14)
        login = smiley_screen(face=False)
        green_face = smiley_screen(blue=(0, 120, 15))
        installer = Drawing(720, 400, (0, 0, 170)).box(100, 100, 520, 200, (170, 170, 170)).text(4, 16, 300, 8)
        for line in range(9):
            installer.text(120, 120 + 16 * line, 400, 8, (0, 0, 0))
        boot_menu = Drawing(640, 480, (0, 0, 128)).box(20, 60, 600, 2, WHITE).box(20, 300, 600, 2, WHITE)
        boot_menu.text(40, 80, 300, 8).text(40, 400, 400, 8, (170, 170, 170))
        check = page_of_text(lines=3)
        setup = page_of_text().box(0, 0, 640, 14, (170, 170, 170))
        for what in (desktop, waiting, login, green_face, installer, boot_menu, check, setup,
                     Drawing(1024, 768, BLUE_10), Drawing(640, 480, BLUE_TEXT), page_of_text(size=(1024, 768))):
            self.assertFalse(self.stops(what))

    def test_only_a_guest_with_windows_is_said_to_stop(self):
        osinfo = "<metadata><l:libosinfo xmlns:l='http://libosinfo.org/xmlns/libvirt/domain/1.0'><l:os id='{}'/></l:libosinfo></metadata>"
        for more, windows in (
            (osinfo.format("http://microsoft.com/win/2k19"), True),
            (osinfo.format("http://debian.org/debian/12") + "<clock offset='localtime'/>", False),
            ("<clock offset='localtime'/>", True),
            ("<features><hyperv><relaxed state='on'/></hyperv></features>", True),
            ("", False),
        ):
            machine = machine_of_xml("<domain><name>a</name>{}</domain>".format(more))
            self.assertEqual(windows, machine.windows, more)
            for accelerator, there in (("kvm", windows), ("tcg", False)):
                words = command_line("qemu", machine, accelerator, 512, set(), False, Files(), {})
                self.assertEqual(there, "hv-crash" in words[words.index("-cpu") + 1])
