#!/bin/bash
# After the functions of terminal.sh: runs the rest of standard input, which is another script and its input, on a terminal.
# Where none can be made, bash goes on with it as it is.
{
if find_terminal; then
    exec 6<&0 7>&1 8>&2
    # shellcheck disable=SC2154 # find_terminal sets it
    on_terminal "$way" 'exec bash --noprofile --norc -p -s <&6 >&7 2>&8 6<&- 7>&- 8>&-' < /dev/null > /dev/null 2>&1
    exit
fi
}
