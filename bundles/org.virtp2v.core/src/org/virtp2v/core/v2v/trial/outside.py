"""Standard input and output: what is told, and whether to go on."""

import json
import os
import select
import time
from typing import Dict

OUTPUT_SECONDS = 60.0


class Skipped(Exception):
    """The trial was told to end."""


class Outside:
    """Standard input and output: what is told, and whether to go on."""

    def __init__(self) -> None:
        self.input = b""
        self.parent = os.getppid()
        os.set_blocking(1, False)

    def tell(self, event: str, **more: object) -> None:
        said = {"event": event}  # type: Dict[str, object]
        said.update(more)
        data = memoryview(json.dumps(said).encode("ascii") + b"\n")
        end = time.monotonic() + OUTPUT_SECONDS
        try:
            while data:
                if not select.select([], [1], [], max(0.0, end - time.monotonic()))[1]:
                    raise Skipped("nobody reads")
                try:
                    data = data[os.write(1, data):]
                except BlockingIOError:
                    pass
        except OSError:
            raise Skipped("the connection is lost")

    def read(self) -> None:
        try:
            part = os.read(0, 4096)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            raise Skipped("the connection is lost")
        self.input = (self.input + part)[-4096:]
        *lines, self.input = self.input.split(b"\n")
        if any(line.strip() == b"skip" for line in lines):
            raise Skipped("told to")

    def look(self) -> None:
        if os.getppid() != self.parent:
            raise Skipped("the connection is lost")
