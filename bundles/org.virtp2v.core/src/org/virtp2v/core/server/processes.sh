#!/bin/bash
# A function about the processes of a server.

# ps is not everywhere, as in a container, and that of BusyBox does not know these columns. Without it, a process that has a line
# break in its name is not seen.
processes () # prints one a line: its number, its parent's, its session's, and its state, see ps(1)
{
  ps -e -o pid= -o ppid= -o sid= -o stat= 2> /dev/null ||
    cat /proc/[0-9]*/stat 2> /dev/null | sed -n 's/^\([0-9]*\) (.*) \(.\) \([0-9]*\) [0-9]* \([0-9]*\) .*/\1 \3 \4 \2/p'
}
