"""Text that comes from outside: read within bounds, and only printable characters of it passed on."""

import os
import re
import stat

from .failure import Cannot
from .limits import LINE_CHARACTERS


def printable(text: str) -> str:
    """Without escape sequences and control characters; a cursor that is sent elsewhere begins a new line."""
    text = re.sub(r"\x1b\[[0-9;]*[Hf]", "\n", text)
    text = re.sub(r"\x1b\][^\x07\x1b\n]{0,256}(\x07|\x1b\\)?", "", text)
    text = re.sub(r"\x1b(\[[0-?]{0,64}[ -/]{0,8}[@-~]?|[ -/]{0,8}[0-~]?)", "", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c if c == "\n" or c.isprintable() else "" for c in text)


def decoded(data: bytes) -> str:
    return printable(data.decode("utf-8", "replace"))


def one_line(text: object) -> str:
    return " ".join(printable(str(text)).split())[:LINE_CHARACTERS]


def read_bounded(path: str, most: int) -> str:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Cannot("metadata-bad", "{} is not a file".format(path), path)
        data = file.read(most + 1)
    if len(data) > most:
        raise Cannot("metadata-bad", "{} has more than {} bytes".format(path, most), path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Cannot("metadata-bad", "{}: {}".format(path, problem), path)
