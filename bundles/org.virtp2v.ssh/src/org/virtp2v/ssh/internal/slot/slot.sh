#!/bin/bash
# After the functions of slots.sh: takes a slot, unless so many are taken, or others came before; prints "taken FILE", "full", or
# "cannot REASON". Then holds it until the machine says that it needs it no more. Each line of standard input is a sign of life;
# without one for so many seconds, or for as long after the connection has ended, the machine is away for good.
: "${slot_limit:?}" "${silence:?}" "${slot_id:?}" "${slot_guest?}"
{
shopt -s nullglob
slots='' slots_why='' held=0 ahead=0 # slots.sh sets them
umask 077
trap '' HUP PIPE
if ! slots_open || ! slots_lock; then
    echo "cannot $slots_why"
    exit 0
fi
slots_count
slots_queue
if [ "$((held + ahead))" -ge "$slot_limit" ]; then
    echo full
    exit 0
fi
file=$slots/slot.$slot_id
if ! { exec {slot}<> "$file"; } 2> /dev/null || ! flock -s -n "$slot"; then
    echo "cannot $file cannot be locked"
    exit 0
fi
printf '%s\n' "guest $slot_guest" "address ${SSH_CONNECTION%% *}" "since $(date +%s)" > "$file"
slots_leave
slots_unlock
echo "taken $file"
while read -r -t "$silence" line; do
    [ "$line" != end ] || exit 0
done
[ $? -gt 128 ] || exec sleep "$silence" > /dev/null 2>&1
exit 0
}
