"""Whose a connection is: who may read the disks, and whose port is believed."""

import os
import pwd
import re
import sys
from typing import List, Optional, Set

from .limits import LOG_BYTES

# Whose QEMU libvirt starts: Debian's and the others' account, and what its configuration says.
GUEST_ACCOUNTS = ["libvirt-qemu", "qemu"]
LIBVIRT_CONFIGURATION = "/etc/libvirt/qemu.conf"


class Peers:
    """Whose the sockets of this machine are, as /proc/net/tcp and tcp6 tell."""

    # 127.0.0.1, the same as IPv6 writes it, and ::1; in the byte order of x86.
    LOOPBACK = (
        ("/proc/net/tcp", "0100007F"),
        ("/proc/net/tcp6", "0000000000000000FFFF00000100007F"),
        ("/proc/net/tcp6", "00000000000000000000000001000000"),
    )
    ANY = ("00000000", "00000000000000000000000000000000")
    ESTABLISHED, LISTEN = "01", "0A"

    def __init__(self, order: str = sys.byteorder, guests: bool = False) -> None:
        self.guests = guest_users() if guests else set()
        self.loopback = [(file, address if order == "little" else swapped(address)) for file, address in self.LOOPBACK]

    @staticmethod
    def trusted(uid: int) -> bool:
        return uid in (0, os.getuid())

    def lets_in(self, uid: int) -> bool:
        return self.trusted(uid) or uid in self.guests

    def user(self, port: int, of: int, six: bool) -> Optional[int]:
        """The user of the socket that is connected from one port of 127.0.0.1, or of ::1, to another; None when
        nobody's: one that was closed says 0 where its user was. The same two ports of the other address are somebody
        else's connection."""
        for file, address in self.loopback[2:] if six else self.loopback[:2]:
            local, remote = "{}:{:04X}".format(address, port), "{}:{:04X}".format(address, of)
            for entry in entries(file):
                if entry[1] == local and entry[2] == remote and entry[3] == self.ESTABLISHED:
                    return int(entry[7])
        return None

    def listens(self, port: int) -> bool:
        """Whether somebody listens on the port of 127.0.0.1, and only who is trusted. Who listens on that address
        itself is connected to; who listens on all addresses, only when nobody does. Who listens on ::1 does not
        matter: anybody may."""
        ending = ":{:04X}".format(port)
        own = []
        others = []
        for file, address in self.loopback[:2]:
            for entry in entries(file):
                if entry[3] == self.LISTEN and entry[1] == address + ending:
                    own.append(int(entry[7]))
                elif entry[3] == self.LISTEN and entry[1] in [each + ending for each in self.ANY]:
                    others.append(int(entry[7]))
        users = own or others
        return bool(users) and all(self.trusted(uid) for uid in users)


def guest_users() -> Set[int]:
    """The users that QEMU runs as when libvirt starts it."""
    names = list(GUEST_ACCOUNTS)
    try:
        with open(LIBVIRT_CONFIGURATION, encoding="utf-8", errors="replace") as file:
            names += re.findall(r'^\s*user\s*=\s*"\+?([^"]+)"', file.read(LOG_BYTES), re.MULTILINE)
    except OSError:
        pass  # without libvirt, or it is root's to read: then the usual accounts count
    found = set()
    for name in names:
        try:
            found.add(int(name) if name.isdigit() else pwd.getpwnam(name).pw_uid)
        except KeyError:
            pass
    return found


def entries(file: str) -> List[List[str]]:
    try:
        with open(file, encoding="ascii") as lines:
            return [line.split() for line in lines][1:]
    except FileNotFoundError:
        return []  # there is no IPv6


def swapped(address: str) -> str:
    """An address of /proc/net, whose words of 32 bits are in the machine's byte order, for the other byte order."""
    words = [address[at : at + 8] for at in range(0, len(address), 8)]
    return "".join(bytes.fromhex(word)[::-1].hex().upper() for word in words)
