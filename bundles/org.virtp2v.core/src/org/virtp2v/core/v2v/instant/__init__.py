"""The modules of instant.py beside this directory, which says what they do together; what they know of QEMU is in qemu.

program has the steps: config and physical (what is wanted, of which machine), conversion, definition (the guest), guest
(started and run, by qemu_guest with nodes and processes, or by libvirt_guest), stream (its disks, with pauses and
pictures). Below them: files with the state that outlives this program, commands, outside, failure.
"""
