"""Guests of one boot sector: 16-bit code, as bytes."""

import struct

HALT = b"\xf4\xeb\xfd"
POWER_OFF = b"\xba\x04\x06\xb8\x00\x20\xef" + HALT  # the PM register of q35
RESET = b"\xba\xf9\x0c\xb0\x06\xee" + HALT
PANIC_DEVICE = b"\xba\x05\x05\xb0\x01\xee" + HALT


def prints(text, port=False):
    """Code that prints a text on the screen (int 10h), or on the first serial port."""
    out = b"\xba\xf8\x03\xee" if port else b"\xb4\x0e\xbb\x07\x00\xcd\x10"
    # mov si, text; cld; l: lodsb; test al, al; jz end; out; jmp l; end:
    loop = b"\xfc\xac\x84\xc0\x74" + bytes([len(out) + 2]) + out + b"\xeb" + bytes([256 - len(out) - 7])
    # xor ax, ax; mov ds, ax; call over the text, which pushes where it is; pop si
    call = b"\xe8" + struct.pack("<H", len(text) + 1) + text + b"\0" + b"\x5e"
    return b"\x31\xc0\x8e\xd8" + call + loop


def boot_sector(code):
    assert len(code) <= 440, len(code)
    return code.ljust(510, b"\0") + b"\x55\xaa"
