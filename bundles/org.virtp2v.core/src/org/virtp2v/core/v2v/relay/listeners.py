"""The ports that virt-v2v and a guest's QEMU are given."""

import errno
import random
import socket
import time
from typing import Iterator, List, Optional

from .limits import FRONTS

# Of those that are tried; and the first one for a guest.
BIND_TRIES, LEAST_PORT = 100, 16384


def ports(guest: bool, before: Optional[int]) -> Iterator[int]:
    """The ports to try. A guest's QEMU asks for its port again and again while the relay is not there: that must not be
    one which the kernel gives to whoever connects, QEMU itself among them. before: the one that it knows already."""
    if before is not None:
        yield before
        for _ in range(BIND_TRIES):
            time.sleep(0.2)
            yield before
        return
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            end = min(int(file.read().split()[0]), 32768)
    except (OSError, ValueError):
        end = 32768
    for _ in range(BIND_TRIES):
        yield random.SystemRandom().randrange(LEAST_PORT, end) if guest and end > LEAST_PORT else 0


def listen(guest: bool = False, before: Optional[int] = None) -> List[socket.socket]:
    """Listens on a free port of the loopback: virt-v2v knows it as "localhost", so nobody else may have it on ::1."""
    problem = OSError()
    for port in ports(guest, before):
        first = socket.socket()
        # It may have been this one's a moment ago.
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listeners = [first]
        try:
            first.bind(("127.0.0.1", port))
            second = socket.socket(socket.AF_INET6)
            listeners.append(second)
            second.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            second.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            second.bind(("::1", first.getsockname()[1]))
        except OSError as error:
            if len(listeners) == 1 or error.errno == errno.EADDRINUSE:
                problem = OSError(error.errno, "port {}: {}".format(port, error.strerror))
                for each in listeners:
                    each.close()
                continue
            # There is no IPv6.
            listeners.pop().close()
        for listener in listeners:
            listener.listen(FRONTS)
            listener.setblocking(False)
        return listeners
    raise problem
