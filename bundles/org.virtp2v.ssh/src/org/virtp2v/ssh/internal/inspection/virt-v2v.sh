#!/bin/bash
# Runs virt-v2v, also through sudo, with nothing on its standard input. Merged: what it says of errors counts as output.
: "${merged:?}"
declare -a command
{
if [ "$merged" = true ]; then
    exec 2>&1
fi
"${command[@]}" < /dev/null
exit
}
