"""The QEMU that runs, with nothing that it does not need, and the sockets to it."""

import ctypes
import os
import pwd
import resource
import signal
import socket
import subprocess
from typing import Callable, Dict, List

from qemu.failure import Cannot
from qemu.limits import MESSAGES_BYTES
from qemu.text import decoded

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38


class Channels:
    """The sockets to QEMU's monitor, to the guest's serial console and to its agent: no file has to be removed."""

    def __init__(self) -> None:
        pairs = {name: socket.socketpair() for name in ("qmp", "serial", "agent")}
        self.ours = {name: pair[0] for name, pair in pairs.items()}
        self.theirs = {name: pair[1] for name, pair in pairs.items()}
        for sock in self.ours.values():
            sock.setblocking(False)

    def descriptors(self) -> Dict[str, int]:
        return {name: sock.fileno() for name, sock in self.theirs.items()}

    def close(self) -> None:
        for sock in list(self.ours.values()) + list(self.theirs.values()):
            sock.close()


class Process:
    """A running QEMU. It dies with this program."""

    def __init__(self, words: List[str], place: str, written: int, passed: List[int]) -> None:
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "TMPDIR": place, "LC_ALL": "C.UTF-8"}
        try:
            self.child = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/",
                env=environment, pass_fds=passed, preexec_fn=lowered(written), start_new_session=True,
            )
        except (OSError, subprocess.SubprocessError) as problem:
            raise Cannot("qemu-failed", str(problem))
        self.messages = b""
        assert self.child.stdout is not None
        self.output = self.child.stdout
        os.set_blocking(self.output.fileno(), False)

    def read_messages(self) -> bool:
        """Takes what QEMU says; False when that has an end."""
        try:
            part = os.read(self.output.fileno(), 65536)
        except BlockingIOError:
            return True
        self.messages = (self.messages + part)[-MESSAGES_BYTES:]
        return bool(part)

    def end(self) -> str:
        """Ends QEMU, and returns its last words. Does nothing more the second time."""
        self.child.kill()
        self.child.wait()
        if not self.output.closed:
            self.read_messages()
            self.output.close()
        return " ".join(decoded(self.messages).split())


def lowered(written: int) -> Callable[[], None]:
    """What QEMU's process does before it becomes QEMU: gives away what it does not need."""
    parent = os.getpid()
    library = ctypes.CDLL(None, use_errno=True)
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    try:
        kvm = os.stat("/dev/kvm").st_gid
    except OSError:
        kvm = 0

    def lower() -> None:
        # Beyond the limit a write fails, and the guest sees an error of its disk; the signal would end QEMU.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(10)
        try:
            with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
                file.write("1000")
        except OSError:
            pass  # it would only have been the first to go
        if nobody:
            os.setgroups([kvm] if kvm else [])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
        library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        # After the change of the user, which takes it back.
        if library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0 or os.getppid() != parent:
            os._exit(1)

    return lower
