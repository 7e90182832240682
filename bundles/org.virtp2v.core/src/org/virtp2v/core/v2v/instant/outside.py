"""What is told."""

import json
import os
import queue
import threading
import time
from typing import Dict, Optional

RECORD_SEPARATOR = b"\x1e"


class Outside:
    """Standard output. A thread writes it, so that a reader who does not read never holds up what the guest needs."""

    def __init__(self) -> None:
        self.lines = queue.Queue()  # type: queue.Queue[Optional[bytes]]
        self.fresh = True  # whether the next byte begins a line
        self.began = time.monotonic()
        self.writer = threading.Thread(target=self.write, daemon=True)
        self.writer.start()

    def write(self) -> None:
        while True:
            data = self.lines.get()
            if data is None:
                return
            try:
                while data:
                    data = data[os.write(1, data):]
            except OSError:
                pass  # nobody reads: the guest matters more

    def passed_on(self, data: bytes) -> None:
        """What virt-v2v-in-place says: it must not look like what is told here."""
        data = data.replace(RECORD_SEPARATOR, b"")
        if data:
            self.fresh = data.endswith(b"\n")
            self.lines.put(data)

    def tell(self, event: str, **more: object) -> None:
        said = {"event": event}  # type: Dict[str, object]
        said.update(more)
        start = b"" if self.fresh else b"\n"
        self.fresh = True
        self.lines.put(start + RECORD_SEPARATOR + json.dumps(said).encode("ascii") + b"\n")

    def close(self) -> None:
        self.lines.put(None)
        self.writer.join(10.0)
