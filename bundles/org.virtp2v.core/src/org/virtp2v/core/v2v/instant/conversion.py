"""virt-v2v-in-place, whose output is passed on."""

import os
import select
import subprocess
import time
from typing import Optional

from qemu.host import BACKEND_SETTINGS
from .commands import stop
from .config import Config
from .failure import Failed
from .outside import Outside
from .physical import Capabilities

# How long the last output is waited for, when what the program left behind says more and more.
LAST_OUTPUT_SECONDS = 5.0
LEFT_BEHIND = "virt-p2v: {} has ended, but what it started still runs and keeps its output open. Nothing waits for that.\n"


class Conversion:
    """virt-v2v-in-place, whose output is passed on."""

    def __init__(self, config: Config, outside: Outside, capabilities: Capabilities) -> None:
        self.config = config
        self.outside = outside
        self.capabilities = capabilities

    def run(self) -> None:
        environment = dict(os.environ)
        if self.config.kvm == "never":
            settings = [each for each in environment.get(BACKEND_SETTINGS, "").split(":") if each]
            environment[BACKEND_SETTINGS] = ":".join(settings + ["force_tcg"] * ("force_tcg" not in settings))
        words = [self.config.program] + self.config.arguments + ["instant.xml"]
        try:
            child = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
            )
        except OSError as problem:
            raise Failed("no-program", "{}: {}".format(self.config.program, problem.strerror))
        try:
            self.pass_on(child)
            code = child.wait()
        except BaseException:
            stop(child)
            raise
        if code != 0:
            raise Failed("convert", "{}: exit code {}".format(self.config.program, code))

    def pass_on(self, child: subprocess.Popen) -> None:
        """Until both outputs have an end, or the program has and what it left behind keeps them open."""
        assert child.stdout is not None and child.stderr is not None
        output, log = child.stdout.fileno(), child.stderr.fileno()
        open_ones = [output, log]
        end = None  # type: Optional[float]
        while open_ones:
            ready = select.select(open_ones, [], [], 1.0)[0]
            if end is None and child.poll() is not None:
                end = time.monotonic() + LAST_OUTPUT_SECONDS
            if end is not None and (not ready or time.monotonic() > end):
                write_all(2, LEFT_BEHIND.format(self.config.program).encode("utf-8", "replace"))
                return
            for descriptor in ready:
                data = os.read(descriptor, 65536)
                if not data:
                    open_ones.remove(descriptor)
                elif descriptor == output:
                    self.outside.passed_on(data)
                else:
                    self.capabilities.read(data)
                    write_all(2, data)


def write_all(descriptor: int, data: bytes) -> None:
    try:
        while data:
            data = data[os.write(descriptor, data):]
    except OSError:
        pass  # a log that is full must not end the conversion
