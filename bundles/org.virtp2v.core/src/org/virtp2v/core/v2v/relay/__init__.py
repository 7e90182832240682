"""The modules of relay.py beside this directory, which says what they do together.

A request's way: listeners (the ports), front (virt-v2v's side), export (a disk), asks (what is wanted and under way),
line and channel (the machine's side), and back. Below them: connection, memory, nbd, limits, files. Beside them: peers
(who is let in), pace and ahead (how much is asked for). program has the loop that drives them.
"""
