"""Other programs: run, and what they say of a failure."""

import os
import signal
import subprocess
from typing import List, Tuple

from qemu.limits import LINE_CHARACTERS
from qemu.text import decoded, one_line
from .config import Config
from .failure import Failed

COMMAND_SECONDS = 120.0
# Until virt-v2v-in-place, which was told to, has ended.
STOP_SECONDS = (("SIGINT", 10.0), ("SIGTERM", 3.0), ("SIGKILL", 3.0))
NO_POLKIT = "Authorization not available."


def run(words: List[str], seconds: float = COMMAND_SECONDS, files: Tuple[int, ...] = ()) -> Tuple[int, str, str]:
    """Runs a command: its exit code, its output and its last messages."""
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=seconds,
            pass_fds=files, env=dict(os.environ, LC_ALL="C.UTF-8"),
        )
    except FileNotFoundError:
        raise Failed("no-program", words[0])
    except (OSError, subprocess.TimeoutExpired) as problem:
        return -1, "", one_line(problem)
    return done.returncode, done.stdout.decode("utf-8", "replace"), messages_of(done.stderr)


def messages_of(errors: bytes) -> str:
    """A command's messages in one line, of a long one its beginning and its end: libvirt passes on what QEMU says, which has
    the reason last, behind the option that it does not like."""
    lines = decoded(errors).split("\n")
    # virsh without a polkit says that first of any failure of root's.
    text = " ".join(" ".join(line for line in lines if not line.startswith(NO_POLKIT)).split())
    most = LINE_CHARACTERS
    return text if len(text) <= 2 * most else "{} ... {}".format(text[:most], text[-most:])


def stop(child: subprocess.Popen) -> None:
    for name, seconds in STOP_SECONDS:
        if child.poll() is not None:
            return
        child.send_signal(getattr(signal, name))
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            pass


def virsh(config: Config, *words: str) -> Tuple[int, str, str]:
    return run(["virsh", "-q"] + (["-c", str(config.connection)] if config.connection else []) + list(words))
