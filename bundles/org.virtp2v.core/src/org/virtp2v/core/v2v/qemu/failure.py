"""Why a guest cannot be started, and what would help."""

import os
import pwd
import shlex
from typing import List, Optional


class Cannot(Exception):
    """There can be no trial: a word for the program, words for people, and what helps."""

    def __init__(self, reason: str, detail: str, path: Optional[str] = None, help: Optional[str] = None) -> None:
        Exception.__init__(self, detail)
        self.reason = reason
        self.detail = detail
        self.path = path
        self.help = help


class Denied(Cannot):
    """The user of this program may not; root may, perhaps."""


class Unreadable(Denied):
    """A file that the user may not read, with the command that would let them."""

    def __init__(self, path: str, reason: str = "disk-unreadable") -> None:
        stops = path
        for folder in folders_of(path):
            if not os.access(folder, os.X_OK):
                stops = folder
                break
        permission = "r" if stops == path else "x"
        name = user_name(os.geteuid())
        help = "setfacl -m u:{}:{} {}".format(shlex.quote(name), permission, shlex.quote(stops))
        Cannot.__init__(self, reason, "{} may not read {}".format(name, stops), stops, help)


def folders_of(path: str) -> List[str]:
    """The folders above a path, from the root."""
    folders = []  # type: List[str]
    while os.path.dirname(path) != path:
        path = os.path.dirname(path)
        folders.insert(0, path)
    return folders


def user_name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
