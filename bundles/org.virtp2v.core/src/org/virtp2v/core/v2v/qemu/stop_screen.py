"""What Windows shows when it stops, known by its picture."""

from typing import List, Set

from .picture import Picture, rows_of

# The blue of stop screens: of Windows 8, of 10 and 11, of a VGA's text, and of graphics with 16 colours.
BLUE_SMILEY = ((17, 115, 170), (0, 120, 215))
BLUE_TEXT = ((0, 0, 168), (0, 0, 170), (0, 0, 128))
BLUE_TEXT_SIZES = ((640, 480), (640, 400), (720, 400))


def is_blue_stop_screen(picture: Picture) -> bool:
    """Whether it looks like one of Windows's stop screens: one blue, and on it only what is lighter.

    Those of today begin with a large ":(" at the left, with nothing beside it; those of before are lines of text from
    the left edge on. Other blue screens have more colours, or are centred, or have a frame.
    """
    rows = rows_of(picture)
    blue = rows[0][:3]
    text = tuple(blue) in BLUE_TEXT and (picture.width, picture.height) in BLUE_TEXT_SIZES
    if not text and tuple(blue) not in BLUE_SMILEY:
        return False
    plain = blue * picture.width
    inked = [index for index, row in enumerate(rows) if row != plain]
    # It is blue above and below what is on it.
    if len(inked) < 40 or inked[0] == 0 or inked[-1] == picture.height - 1:
        return False
    return (is_page_of_text if text else has_smiley)(picture, rows, inked, blue)


def pixels(row: bytes) -> List[bytes]:
    return [row[start:start + 3] for start in range(0, len(row), 3)]


def is_page_of_text(picture: Picture, rows: List[bytes], inked: List[int], blue: bytes) -> bool:
    """Lines in one other colour, many of which begin at the left edge; nothing that is drawn."""
    colours = set()  # type: Set[bytes]
    filled, begun = 0, 0
    for index in inked:
        row = pixels(rows[index])
        colours.update(row)
        ink = [at for at, pixel in enumerate(row) if pixel != blue]
        filled += len(ink)
        begun += ink[0] < picture.width // 20
    light = [colour for colour in colours if colour != blue]
    return (
        len(light) == 1 and min(light[0]) >= 128 and inked[0] < picture.height // 4
        and filled < 0.15 * picture.width * picture.height and begun > len(inked) // 3
        and len(inked) > picture.height // 6
    )


def has_smiley(picture: Picture, rows: List[bytes], inked: List[int], blue: bytes) -> bool:
    """A face of colon and bracket at the left, large and alone in its rows, and below it text."""
    width, height = picture.width, picture.height
    first = inked[0]
    last = first
    for index in inked[1:]:
        if index != last + 1:
            break
        last = index
    if not (height // 20 < last - first < height // 4 and height // 20 < first < height // 2 and last < inked[-1]):
        return False
    left, right = width, 0
    for index in range(first, last + 1):
        for at, pixel in enumerate(pixels(rows[index])):
            if pixel != blue:
                # White, and what lies between it and the blue where edges are made smooth.
                if any(value < base - 8 for value, base in zip(pixel, blue)):
                    return False
                left, right = min(left, at), max(right, at)
    # The dots and the mouth stand apart.
    gap = any(
        all(rows[index][3 * at:3 * at + 3] == blue for index in range(first, last + 1)) for at in range(left, right + 1)
    )
    return width // 40 < left and right < width // 3 and gap
