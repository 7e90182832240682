#!/bin/bash
# Prints what a run prints, from a byte on (the first is 1), until its process is gone; then, to standard error, its result.
# Ends when standard input does: then nobody follows any more, and the server may allow no other session beside this one.
: "${directory:?}" "${from:?}" "${pid:?}"
{
cd "$directory" || exit 1
exec 3<&0
# tail ends by itself when the process is gone and the file is read; it looks five times a second
tail -c "+$from" -s 0.2 -f "--pid=$pid" console 3<&- &
tail=$!
{ cat; kill "$tail"; } <&3 > /dev/null 2>&1 &
exec 3<&-
wait "$tail" || exit 1
status=$(cat status 2> /dev/null)
echo "status:$status:" >&2
exit 0
}
