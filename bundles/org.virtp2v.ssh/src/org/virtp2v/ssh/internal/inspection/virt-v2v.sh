#!/bin/bash
# Runs virt-v2v, also through sudo, with nothing on its standard input. Merged: what it says of errors counts as output.
# When that fails, tells after a marker what the reason may be: "no-terminal" where sudo would need one, "found PROGRAM" for what
# the user finds and sudo does not, "other-rules" when sudo allows something, but not this.
: "${merged:?}" "${sudo:?}" "${marker:?}"
declare -a command
{
if [ "$merged" = true ]; then
    exec 2>&1
fi
if [ "$sudo" = true ] && ! { : < /dev/tty; } 2> /dev/null; then
    echo "$marker no-terminal"
    exit 125
fi
"${command[@]}" < /dev/null
status=$?
if [ "$status" != 0 ] && [ "$sudo" = true ] && type -P sudo > /dev/null; then
    # Without a rule that needs no password sudo lists nothing.
    if sudo -n -l < /dev/null &> /dev/null && ! sudo -n -l virt-v2v < /dev/null &> /dev/null; then
        echo "$marker other-rules"
    fi
    found=$(PATH=$PATH:/usr/local/bin:/usr/local/sbin type -P virt-v2v) && echo "$marker found $found"
fi
exit "$status"
}
