"""QEMU's monitor."""

import itertools
import json
import select
import socket
import time
from typing import Dict, List

from .limits import LINE_BYTES, QMP_SECONDS


class Qmp:
    """QEMU's monitor: commands, and the events that come meanwhile."""

    # What was asked before over another connection may be answered over this one.
    identities = itertools.count(1)

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.buffer = b""
        self.events = []  # type: List[Dict]
        self.answers = []  # type: List[Dict]

    def read(self) -> None:
        """Takes what is there. Raises EOFError when QEMU has gone."""
        try:
            part = self.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part or len(self.buffer) > LINE_BYTES:
            raise EOFError
        self.buffer += part
        *lines, self.buffer = self.buffer.split(b"\n")
        for line in lines:
            try:
                said = json.loads(line.decode("utf-8", "replace"))
            except ValueError:
                raise EOFError
            if "event" in said:
                self.events = self.events[-1000:] + [said]
            elif "return" in said or "error" in said:
                self.answers.append(said)

    def call(self, command: str, **arguments: object) -> Dict:
        """Asks, and waits for the answer. Raises EOFError when QEMU has gone or does not answer."""
        identity = next(self.identities)
        said = {"execute": command, "id": identity}  # type: Dict[str, object]
        if arguments:
            said["arguments"] = arguments
        try:
            self.sock.sendall(json.dumps(said).encode("ascii") + b"\n")
        except OSError:
            raise EOFError
        end = time.monotonic() + QMP_SECONDS
        while True:
            answers, self.answers = self.answers, []
            for answer in answers:
                if answer.get("id") == identity:
                    return answer
            left = end - time.monotonic()
            if left <= 0:
                raise EOFError
            select.select([self.sock], [], [], left)
            self.read()
