"""The program's beginning and end: with KVM, or without, or as root, or why not."""

import os
import signal
import sys
from typing import Dict, List

from qemu.failure import Cannot, Denied
from qemu.host import kvm_problem
from qemu.text import one_line
from .command import open_readable
from .config import Config, begin_as_root
from .outside import Outside, Skipped
from .watch import NoKvm, Trial


def try_it(config: Config, outside: Outside) -> Trial:
    """Starts the guest, with KVM where it is to be had. Returns the trial with its verdict."""
    try:
        machine = config.machine()
        for disk in machine.disks:
            os.close(open_readable(disk.path))
    except Denied:
        if config.sudo:
            begin_as_root(config.directory)
        raise
    kvm = None if config.accelerator else kvm_problem(config.backend_settings())
    accelerator = config.accelerator or ("tcg" if kvm else "kvm")
    trial = Trial(config, outside)
    try:
        trial.run(machine, accelerator, kvm)
    except NoKvm as reason:
        trial = Trial(config, outside)
        trial.run(machine, "tcg", ("failed", str(reason)))
    return trial


def end(signal_: int, _frame: object) -> None:
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Skipped("ended by signal {}".format(signal_))


def main(arguments: List[str]) -> None:
    if len(arguments) != 1:
        sys.exit("usage: trial.py DIRECTORY")
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, end)
    outside = Outside()
    verdict = {"verdict": "cannot", "at": 0.0, "detail": None, "resets": 0}  # type: Dict[str, object]
    try:
        trial = try_it(Config(arguments[0]), outside)
        assert trial.decided
        word, detail = trial.decided
        verdict.update(verdict=word, at=trial.at(), detail=detail, resets=trial.resets)
    except Skipped as reason:
        verdict.update(verdict="skipped", detail=str(reason))
    except Cannot as reason:
        verdict.update(reason=reason.reason, detail=reason.detail, path=reason.path, help=reason.help)
    except Exception as problem:
        verdict.update(reason="failed", detail=one_line(repr(problem)))
    try:
        outside.tell("verdict", **verdict)
    except Skipped:
        pass  # nobody hears it
