#!/usr/bin/env python3
"""Converts a guest in place and starts it while its disks are still being copied; virt-p2v runs it instead of virt-v2v.

usage: python3 -I instant.py         in the directory of the run; goes on with its guest where that was started before
       python3 -I instant.py end     destroys the guest of a run that was killed, because the operator wants that

For each disk it makes a qcow2 overlay whose backing file is the relay's export of the machine's disk, lets
virt-v2v-in-place convert those, starts the guest from them, and streams the rest of the disks into them while the guest
runs. Where raw is wanted, each is mirrored into a raw file then. When no disk needs the machine any more it ends; the
guest goes on. The machine's disks are only read. It needs Python 3.6 and its standard library, and QEMU, of which the
directory qemu has what trial.py knows too.

What it reads, in the current directory

  instant.json   {"guest": NAME, "mode": "local" | "qemu" | "libvirt", "storage": directory, or libvirt's pool,
                  "connection": libvirt's URI, or null: its default, "format": "raw" | "qcow2",
                  "allocation": "sparse" | "preallocated",
                  "disks": [{"name": file in storage, "bytes": size, "overlay": file in storage; the name for qcow2}],
                  "metadata": file in storage that describes the guest, or null,
                  "program": "virt-v2v-in-place", "arguments": [its options, with -v],
                  "bandwidth": bytes a second of the stream, or null, "kvm": "auto" | "never", "allow_tcg": bool,
                  "link": "up" | "complete": when the guest's network links are connected,
                  "bridges": {MAC: bridge}, for libvirt, "firmware": "bios" | "uefi" | null: as virt-v2v finds out}
  physical.xml   the machine, with the relay's port for each disk
  given-up       if it is there, the guest is not started: nobody hears it
  relay-away     is there while the relay does not reach the machine
  relay-ready    is there while there is a relay

What it writes

  guest-started           from just before the guest's first instruction; removed when the guest was destroyed because
                          that was wanted. While it is there, the disks hold what nobody else has.
  instant-state.json      what it goes on with when it was ended after that, however that was, see instant/files.py
  instant.xml             for virt-v2v-in-place
  instant-qemu.pid        the guest: its process and when that began, or its UUID in libvirt
  instant-qmp, -agent, -vnc, instant-qemu.log, instant-vars.fd    of a QEMU of its own
  standard output         what virt-v2v-in-place says, and lines of 0x1e and a JSON object, of which that has none:
    {"event": "overlays"} {"event": "converted", "seconds"}
    {"event": "started", "at": unix time, "accelerator": "kvm" | "tcg", "where", "display": text | null}
    {"event": "restarted"}       it goes on, and nothing of the guest ran any more: it begins as after a power cut
    {"event": "stream", "disk": number, "phase": "pull" | "mirror", "done": bytes, "total": bytes}
    {"event": "screen", "at": seconds since the start, "width", "height", "png": base64}
    {"event": "paused" | "resumed", "what": "guest" | "stream", "why": "source" | "storage-full" | "error", "detail"}
    {"event": "off"}                                           the guest has switched itself off; the stream goes on
    {"event": "complete", "disks": [{"file", "bytes"}]}        checked: no disk needs the machine any more
    {"event": "failed", "reason", "detail"}                    then it ends with 1. The reasons: bad-config, no-program,
        no-qemu, no-kvm, no-memory, no-firmware, exists, no-space, storage, source, convert, definition, given-up, start,
        confined, ended (by a signal), guest-gone, stream, check, metadata, failed

Nothing is overwritten: each file is made with O_EXCL, and only what was made here is removed: when it ends before the
guest has started, and when SIGINT comes after that, the operator's word, which destroys the guest too. However else it
ends, by SIGTERM as when the server is shut down, the guest stays as it is, and the next start of this program in the
directory goes on with it. A disk's error never reaches the guest: QEMU stops it (rerror=stop, werror=stop), and this program
lets it go on when the reason is gone.
"""

import os
import sys

# Nothing is left beside the modules, by root neither.
sys.dont_write_bytecode = True
# With -I they are not looked for where this file is.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from instant.program import main  # the package beside this file

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
