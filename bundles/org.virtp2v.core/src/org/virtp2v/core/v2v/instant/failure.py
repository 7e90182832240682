"""Why it cannot go on."""


class Failed(Exception):
    """It cannot go on: a word for the program, and words for people."""

    def __init__(self, reason: str, detail: str) -> None:
        Exception.__init__(self, detail)
        self.reason = reason
        self.detail = detail


class Cancelled(Exception):
    """A signal came."""


class Unsteady(Exception):
    """QEMU or libvirt was asked something and has not answered; it may, the next time."""
