#!/usr/bin/env python3
"""Stands on the conversion server between virt-v2v and the disks of the machine that virt-p2v converts.

usage: python3 -I relay.py DIRECTORY

virt-v2v's one NBD connection a disk must never break, but the forwarded SSH connections to the machine do. This program
is an NBD server for virt-v2v, one port of the loopback a disk, and an NBD client of the machine over several
connections a disk ("channels") to the port that sshd forwards. A request that a lost channel has not answered is asked
again on another one; while there is none, virt-v2v waits. It needs Python 3.6 and its standard library.

What it says to whom

  To virt-v2v (front.py): NBD's fixed newstyle handshake, any export name, structured replies and base:allocation,
  but for the export "data", which is for a running guest: QEMU's copy-on-read filter, which every stream has, takes a
  BLOCK_STATUS that fails for the end of the disk, and lets the guest read zeroes (seen with QEMU 7.2). All are
  read-only, for several connections. A connection is accepted from root and from the user of this program only, with
  "guest_users" from those too that libvirt's QEMU runs as; /proc/net/tcp tells whose it is. Nothing that could write
  is passed on: EPERM. A reply is sent when all of it is here.

  To the machine (channel.py): first each side proves that it knows the disk's key, 32 bytes, by HMAC-SHA-256:
      relay  > source   "virt-p2v relay 1", then 32 random bytes R
      source > relay    32 random bytes S, then HMAC(key, "source" + R + S)
      relay  > source   HMAC(key, "relay" + R + S); after it the source's NBD server begins with its greeting
  Then NBD's handshake with the options STRUCTURED_REPLY, SET_META_CONTEXT base:allocation and GO, and of the commands
  READ and BLOCK_STATUS. The export must have the size that relay.json says. The port must be listened on by root or by
  the user of this program: else it may be somebody's who took it when the last sshd had gone, and passes on.

Files in DIRECTORY

  relay.json     read at the start: {"reconnect": SECONDS | null, "guest_users": true | false, which may be left out,
                 "exports": [{"disk": 1, "size": BYTES, "key": HEX}, ...]}
  relay-port.N   the ports of disk N on 127.0.0.1, decimal, one a line: each is another SSH connection that leads to the
                 disk, over which its channels are spread; the channels of a port that is not there any more are closed
  relay-ready    written when it listens: a line a disk, the port for virt-v2v; removed at the end
  relay-ports    the same, and left there at the end: when a guest was started, its disks name these ports, and the next
                 relay in DIRECTORY listens on them
  guest-started  made by instant.py when a guest runs from the disks
  relay-away     is there while a running guest's requests are answered with EIO
  relay.log      its log, at most half a megabyte, and relay.log.old, the half megabyte before

Most data of a disk never comes into this program's memory: with Python 3.10 or newer the kernel moves a whole reply from
the one socket to the other one through a pipe (memory.py), which saves a quarter of the processor time.

It ends on SIGTERM, when its parent has died, and when DIRECTORY is gone. When requests have waited
for "reconnect" seconds without a channel, and nothing was answered meanwhile, the disk is given up: all its requests,
those to come too, are answered with EIO. The time in which a channel is there and silent does not count: the network
may just come back.
With "reconnect": null it never gives up: requests wait for ever, as long as no guest runs from the disks. When one does
and nothing was answered for 20 s, channel or not, what has waited gets EIO, and what comes then too, until the machine
is there again: QEMU stops the guest, and instant.py lets it go on. A QEMU whose reads never end could not even be asked
anything, and a guest with SATA or SCSI disks gives up a request after 30 s by itself.
"""

import os
import sys

# Nothing is left beside the modules, by root neither.
sys.dont_write_bytecode = True
# With -I they are not looked for where this file is.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from relay.program import main  # the package beside this file

if __name__ == "__main__":
    main(sys.argv[1:])
