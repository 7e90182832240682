#!/bin/bash
# Prints what a run prints, from a byte on (the first is 1), until its process is gone; then, to standard error, its result.
: "${directory:?}" "${from:?}" "${pid:?}"
{
cd "$directory" || exit 1
# tail ends by itself when the process is gone and the file is read; it looks five times a second
tail -c "+$from" -s 0.2 -f "--pid=$pid" console || exit 1
status=$(cat status 2> /dev/null)
echo "status:$status:" >&2
exit 0
}
