"""Pictures of a guest's screen."""

import re
import zlib
from typing import List, NamedTuple, Optional

from .limits import PNG_BYTES, SCREEN_PIXELS

# rgb: three bytes a pixel, row by row.
Picture = NamedTuple("Picture", [("width", int), ("height", int), ("rgb", bytes)])


def picture_of_ppm(data: bytes) -> Optional[Picture]:
    header = re.match(rb"P6\s+(\d{1,5})\s+(\d{1,5})\s+255\s", data)
    if not header:
        return None
    width, height = int(header.group(1)), int(header.group(2))
    rgb = data[header.end():]
    if not 0 < width * height <= SCREEN_PIXELS or len(rgb) != 3 * width * height:
        return None
    return Picture(width, height, rgb)


def rows_of(picture: Picture) -> List[bytes]:
    step = 3 * picture.width
    return [picture.rgb[start:start + step] for start in range(0, len(picture.rgb), step)]


def is_blank(picture: Picture) -> bool:
    """All of one colour, but for a line of text that a cursor may be in."""
    return sum(1 for row in rows_of(picture) if row != picture.rgb[-3:] * picture.width) <= 2


def looks_the_same(one: Optional[Picture], other: Picture) -> bool:
    """Whether nothing has changed but something as small as a cursor."""
    if one is None or (one.width, one.height) != (other.width, other.height):
        return False
    changed = [pair for pair in zip(rows_of(one), rows_of(other)) if pair[0] != pair[1]]
    if len(changed) > 32:
        return False
    columns = {index // 3 for before, after in changed for index in range(len(before)) if before[index] != after[index]}
    return not columns or max(columns) - min(columns) < 20


def chunk_of_png(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png_as_it_is(picture: Picture) -> bytes:
    rows = b"".join(b"\0" + row for row in rows_of(picture))
    head = picture.width.to_bytes(4, "big") + picture.height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk_of_png(b"IHDR", head) + chunk_of_png(b"IDAT", zlib.compress(rows, 6))
        + chunk_of_png(b"IEND", b"")
    )


def halved(picture: Picture) -> Picture:
    """Every second pixel of every second row."""
    rows = []
    for row in rows_of(picture)[::2]:
        half = bytearray(3 * ((picture.width + 1) // 2))
        for colour in range(3):
            half[colour::3] = row[colour::6]
        rows.append(bytes(half))
    return Picture((picture.width + 1) // 2, (picture.height + 1) // 2, b"".join(rows))


def png_of(picture: Picture) -> bytes:
    """A PNG of at most PNG_BYTES: with fewer colours if need be, then smaller."""
    data = png_as_it_is(picture)
    if len(data) > PNG_BYTES:
        picture = picture._replace(rgb=picture.rgb.translate(bytes(value & 0xF0 for value in range(256))))
        data = png_as_it_is(picture)
    while len(data) > PNG_BYTES:
        picture = halved(picture)
        data = png_as_it_is(picture)
    return data
