"""The modules of trial.py beside this directory, which says what they do together; what they know of QEMU is in qemu.

program begins and ends. config has what is wanted, script one of the two ways in which a guest is described. watch is one
start of the guest: by command and process, looked at through guest and qemu's screen, until signs tell a verdict, of
which outside tells.
"""
