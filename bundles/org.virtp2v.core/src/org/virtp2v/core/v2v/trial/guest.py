"""What the guest sends: its serial console, and the guest agent's answers."""

import json
import os
import random
import socket
from typing import Dict, Optional, Set

from qemu.limits import MIB
from qemu.text import decoded, one_line

SERIAL_LOG_BYTES = MIB
# Of the serial console, what is looked at for signs: a screenful or two.
SERIAL_SEEN_BYTES = 16 * 1024
AGENT_LINE_BYTES = 64 * 1024
AGENT_SECONDS = 5.0


class Serial:
    """What the guest writes to its serial console."""

    def __init__(self, sock: socket.socket, path: str) -> None:
        self.sock = sock
        self.path = path
        self.first = b""
        self.last = b""
        self.sent = ""

    def read(self) -> None:
        try:
            part = self.sock.recv(65536)
        except OSError:
            return
        self.first += part[:SERIAL_LOG_BYTES - len(self.first)]
        self.last = (self.last + part)[-SERIAL_SEEN_BYTES:]

    def text(self) -> str:
        return decoded(self.last)

    def forget(self) -> None:
        """After a reset: what was read before says nothing of now."""
        self.last = b""

    def save(self, owner: int, group: int) -> None:
        if self.first:
            save(self.path, decoded(self.first).encode("utf-8"), owner, group)


class Agent:
    """Asks the guest agent whether it is there, and what it runs on. QEMU's docs/interop/qemu-ga-ref."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.buffer = b""
        self.open = False
        self.next_ask = 0.0
        self.ids = set()  # type: Set[int]
        self.answered = False
        self.system = None  # type: Optional[str]
        self.done = False

    def ask(self, now: float) -> None:
        if not self.open or self.done or now < self.next_ask or len(self.ids) > 1000:
            return
        self.next_ask = now + AGENT_SECONDS
        mark = random.randrange(1, 1 << 30)
        self.ids.add(mark)
        # The byte makes the agent forget half a command.
        self.send({"execute": "guest-sync-delimited", "arguments": {"id": mark}}, b"\xff")
        if self.answered:
            self.send({"execute": "guest-get-osinfo"})

    def send(self, said: Dict, first: bytes = b"") -> None:
        try:
            self.sock.send(first + json.dumps(said).encode("ascii") + b"\n")
        except OSError:
            pass  # a guest that does not read; asked again

    def read(self) -> None:
        try:
            part = self.sock.recv(65536)
        except OSError:
            return
        self.buffer += part
        *lines, self.buffer = self.buffer.split(b"\n")
        self.buffer = self.buffer[-AGENT_LINE_BYTES:]
        for line in lines:
            try:
                said = json.loads(line.replace(b"\xff", b"")[:AGENT_LINE_BYTES].decode("utf-8", "replace"))
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict):
                self.take(said)

    def take(self, said: Dict) -> None:
        value = said.get("return")
        if isinstance(value, int) and value in self.ids and not self.answered:
            self.answered = True
            self.send({"execute": "guest-get-osinfo"})
        elif self.answered and isinstance(value, dict):
            names = [value.get("pretty-name"), value.get("name"), value.get("id")]
            self.system = next((one_line(name) for name in names if isinstance(name, str) and name.strip()), None)
            self.done = True
        elif self.answered and "error" in said:
            self.done = True  # an old agent


def save(path: str, data: bytes, owner: int, group: int) -> None:
    """Writes a file for the owner of the directory."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:
            os.fchown(descriptor, owner, group)
            file.write(data)
    except OSError:
        pass  # a full file system must not end the trial; the picture was sent
