#!/usr/bin/env python3
"""Starts the guest that virt-v2v has made once, on the conversion server, and tells what is seen.

usage: python3 -I trial.py DIRECTORY

The guest gets a machine as virt-v2v's metadata describes it, without a network. Nothing of it is written: this program
opens its disks and its NVRAM read-only and hands QEMU the descriptors; what the guest writes goes to files that have
no name any more (-drive snapshot=on), and are gone with QEMU. It needs Python 3.6 and its standard library, and QEMU.

What it reads

  DIRECTORY/trial.json   {"target": "local" | "disk" | "qemu" | "libvirt" | another target of virt-v2v,
                          "guest": NAME,
                          "os": the directory of local, disk and qemu, else anything,
                          "connection": libvirt's URI, or null: its default,
                          "sudo": true if virt-v2v ran by sudo: then this program may begin itself anew by sudo -n,
                          "backend_settings": LIBGUESTFS_BACKEND_SETTINGS as virt-v2v was given it, or null: as it
                          was there anyway,
                          "seconds": {"kvm": 180, "tcg": 600}, how long the guest is looked at at most,
                          "accelerator": "kvm" or "tcg" to have only that, or null}
  DIRECTORY/environment  the environment in which the conversion was started, as printenv shows it
  standard input         a line "skip" ends the trial with what was seen so far; so does its end, when the connection
                         is lost
  the metadata           libvirt's XML, or the script of -o qemu, whose words are read and never run

What it writes

  DIRECTORY/trial-001.png …     the pictures that it has sent
  DIRECTORY/trial-serial.log    the guest's serial console: the first megabyte of it, printable
  standard output, a JSON object a line; "at" is seconds since the guest was started:
    {"event": "started", "accelerator": "kvm" | "tcg",
     "why_no_kvm": null | "absent" | "not-allowed" | "failed" | "switched-off",
     "kvm_detail": text | null, "memory": MiB, "memory_asked": MiB, "cpus": count, "firmware": "bios" | "uefi",
     "machine": "q35" | "pc", "seconds": limit}
        a second time, with tcg, when nothing at all was seen with kvm
    {"event": "screen", "at", "width", "height", "file": "trial-001.png", "png": base64, "text": [line, …] | null}
        after 2, 4, 8, 15, 30, 60 s, then every minute, and at the end, if the picture has changed, but for a cursor.
        The PNG has at most a MiB; it may be smaller than the screen or have fewer colours. "text" is the screen
        where that shows text as a VGA does, else null
    {"event": "serial", "at", "text": the last 2000 characters}     at the same times, if it has changed
    {"event": "agent", "at", "os": name | null}                     the guest agent has answered
    {"event": "reset", "at", "count"}                               the guest has reset its machine
    {"event": "panicked" | "shutdown" | "paused", "at", "detail": text | null}
    {"event": "verdict", "verdict": …, "at", "detail": text | null, "resets": count}    once, last

The verdicts; "detail" is the line that was read, where one was

  agent          the guest agent answered; detail is the system's name
  login          a login prompt, as text on the screen or on the serial console
  passphrase     a question for a disk's passphrase
  emergency      the system has started, and stopped in an emergency shell: mostly, its disks are not there
  panic          the kernel panicked: by the panic device, or as text
  windows-stop   Windows has stopped: by Hyper-V's registers for that, as text, or by a picture like its stop screen;
                 detail is the stop code, where it was told or read
  boot-loader    a boot loader that does not find its system, or has not gone on until the end
  no-boot-disk   the firmware found nothing to start
  restarts       the guest resets its machine again and again; detail is a panic that was read before
  powered-off    the guest has switched its machine off
  paused         QEMU has stopped the guest; detail is QEMU's word for why: io-error, internal-error …
  screen         none of these: the picture must be looked at; detail is the last line of a text
  nothing        the screen was empty all the time, and the serial console too
  skipped        it was told to end, or the connection is lost, or a signal came
  cannot         there was no trial, or QEMU has ended; "reason" says why, "path" and "help" are there where they are:
                 target-remote, no-qemu, no-metadata, metadata-bad, architecture, disk-remote, disk-format,
                 disk-missing, disk-unreadable, disk-in-use, no-firmware, no-memory, no-space, qemu-failed, failed

The guest is not trusted. QEMU runs under its own system call filter, without children; if this program is root, as
nobody. What the guest shows and sends is read within bounds, and only printable characters of it are passed on. QEMU
ends when this program does, whatever ends that, and this program ends on SIGTERM, SIGINT and SIGHUP, when standard
input or output is closed, and when its parent has died.
"""

import os
import sys

# Nothing is left beside the modules, by root neither.
sys.dont_write_bytecode = True
# With -I they are not looked for where this file is.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from trial.program import main  # the package beside this file

if __name__ == "__main__":
    main(sys.argv[1:])
