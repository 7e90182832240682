"""A guest's screen: its picture, and what can be read where it shows text as a VGA does."""

import os
from typing import List, Optional

from .limits import SCREEN_PIXELS
from .monitor import Qmp
from .picture import Picture, is_blank, picture_of_ppm, rows_of
from .stop_screen import is_blue_stop_screen

TEXT_MEMORY = 0xB8000
TEXT_MEMORY_BYTES = 32 * 1024
COLUMNS, ROWS, CELL_ROWS = 80, 25, 16
# Windows's own text mode has twice as many rows.
SMALL_CELL_ROWS = 8


def filled_cells(picture: Picture, cell_rows: int = CELL_ROWS) -> Optional[str]:
    """Of a screen that may show a VGA's text: for each character's cell, "1" if there is something in it, else "0"."""
    if picture.width not in (8 * COLUMNS, 9 * COLUMNS) or picture.height != CELL_ROWS * ROWS:
        return None
    rows = rows_of(picture)
    step = picture.width // COLUMNS * 3
    cells = []
    for top in range(0, picture.height, cell_rows):
        for left in range(0, 3 * picture.width, step):
            plain = rows[top][left:left + 3] * (step // 3)
            filled = any(row[left:left + step] != plain for row in rows[top:top + cell_rows])
            cells.append("1" if filled else "0")
    return "".join(cells)


def text_of_memory(memory: bytes, cells: str) -> Optional[List[str]]:
    """The lines that a VGA shows, from its memory; None if no part of the memory is what the screen shows.

    Where in the memory the screen begins, the guest decides; it is found by which cells are filled. Two may differ: a
    cursor, and what has changed meanwhile.
    """
    characters, colours = memory[0::2], memory[1::2]
    drawn = "".join(
        "0" if character in (0, 0x20, 0xDB, 0xFF) or colour & 15 == colour >> 4 else "1"
        for character, colour in zip(characters, colours)
    )
    seen = int(cells, 2)
    for start in range(0, len(drawn) - len(cells) + 1, COLUMNS):
        part = drawn[start:start + len(cells)]
        if part == cells or bin(int(part, 2) ^ seen).count("1") <= 2:
            text = characters[start:start + len(cells)].replace(b"\0", b" ").decode("cp437")
            text = "".join(c if c.isprintable() else "." for c in text)
            return [text[left:left + COLUMNS].rstrip() for left in range(0, len(text), COLUMNS)]
    return None


class Screen:
    """Looks at the guest's screen through a file without a name."""

    def __init__(self, qmp: Qmp, file: int) -> None:
        self.qmp = qmp
        self.file = file
        self.path = "/proc/self/fd/{}".format(file)
        self.picture = None  # type: Optional[Picture]
        self.text = None  # type: Optional[List[str]]
        self.stopped = False
        self.ever = False

    def dumped(self, command: str, most: int, **arguments: object) -> bytes:
        os.ftruncate(self.file, 0)
        answer = self.qmp.call(command, filename=self.path, **arguments)
        if "error" in answer:
            return b""
        return os.pread(self.file, most, 0)

    def look(self) -> None:
        picture = picture_of_ppm(self.dumped("screendump", 3 * SCREEN_PIXELS + 64))
        if picture is None:
            return
        self.picture = picture
        cells = filled_cells(picture)
        self.text = None
        if cells is not None:
            # Its text mode is the only one in which reading this memory changes nothing in the VGA.
            memory = self.dumped("pmemsave", TEXT_MEMORY_BYTES, val=TEXT_MEMORY, size=TEXT_MEMORY_BYTES)
            self.text = text_of_memory(memory, cells)
            small = filled_cells(picture, SMALL_CELL_ROWS) if self.text is None else None
            if small is not None:
                self.text = text_of_memory(memory, small)
        # Where text can be read, that says more.
        self.stopped = self.text is None and is_blue_stop_screen(picture)
        self.ever = self.ever or not is_blank(picture)
