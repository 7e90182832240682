#!/bin/bash
# Prints the parts of virt-v2v's log that may hold an error, at most 128 KiB; a line with a record separator (ASCII); then
# the last lines that show a cause, at most 64 KiB.
: "${directory:?}"
declare -a patterns
{
cd "$directory" || exit 0
log=virt-v2v-conversion-log.txt
grep -a -A 30 -e 'virt-v2v: error:' -e 'virt-v2v: could not find key' "$log" | head -c 131072
printf '\n\036\n'
printf '%s\n' "${patterns[@]}" | grep -a -E -f - "$log" | cut -c -1000 | tail -n 200 | tail -c 65536
exit 0
}
