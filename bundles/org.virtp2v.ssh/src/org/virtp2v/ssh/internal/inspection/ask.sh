#!/bin/bash
# Runs a program for so many seconds; as root through sudo if it can be. If it should be and cannot, standard error ends
# with the marker.
: "${seconds:?}" "${as_root:?}" "${marker:?}"
declare -a command
{
limit=(timeout -k 1 "$seconds")
other=
export LC_ALL=C
if [ "$as_root" = true ]; then
    # What runs as root only root can end: the limit too is best run with sudo.
    if sudo -n -l "${limit[@]}" "${command[@]}" &> /dev/null; then
        limit=(sudo -n "${limit[@]}")
    elif sudo -n -l "${command[@]}" &> /dev/null; then
        command=(sudo -n "${command[@]}")
    else
        other=$marker
    fi
fi
"${limit[@]}" "${command[@]}" < /dev/null
status=$?
[ -z "$other" ] || printf '\n%s' "$other" >&2
exit $status
}
