#!/bin/bash
# After the functions of sshd.sh: prints what a run prints, from a byte on (the first is 1), until its process is gone, which is
# known by its number and by when it was born, see proc(5); then, to standard error, its result.
# Each line of standard input is a sign of life, and touches the file "heartbeat"; one that is not empty is kept as it is, in
# "progress.json", which always has one whole line. Ends when standard input does: then nobody follows any more, and the server may
# allow no other session beside this one. Whoever followed before over a connection that was lost is ended.
: "${directory:?}" "${from:?}" "${pid:?}" "${born:?}"
{
umask 077
# somebody else's directory of that name is left alone
{ cd "$directory" && [ -O . ]; } || exit 1
if read -r -a before 2> /dev/null < .follower; then
    end_sshd "${before[1]}" "${before[2]}"
fi
own_sshd > .follower
: > heartbeat
follow=(-s 0.2 -f "--pid=$pid")
read -r -d '' -a stat < <(cat "/proc/$pid/stat" 2> /dev/null)
# its number may be somebody else's by now
[ "${stat[21]}" = "$born" ] || follow=()
exec 3<&0
# tail ends by itself when the process is gone and the file is read; it looks five times a second
tail -c "+$from" "${follow[@]}" console 3<&- &
tail=$!
{
    while IFS= read -r line; do
        : > heartbeat
        # the file is replaced as a whole, or stays as it was where the server is full
        [ -z "$line" ] || { printf '%s\n' "$line" > .progress && mv -f .progress progress.json; } || rm -f .progress
    done
    kill "$tail"
} <&3 > /dev/null 2>&1 &
reader=$!
exec 3<&-
wait "$tail" || exit 1
# what comes from here on is not kept: the last progress is left by whoever follows
kill "$reader"
rm -f .follower .progress
status=$(cat status 2> /dev/null)
echo "status:$status:" >&2
exit 0
}
