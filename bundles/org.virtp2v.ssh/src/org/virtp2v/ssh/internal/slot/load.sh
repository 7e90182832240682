#!/bin/bash
# After the functions of slots.sh: tells how busy this server is, in lines of a word and numbers; "cannot REASON" when a slot is
# wanted and there can be none. Changes nothing but the queue.
: "${storage?}" "${slot_id?}"
{
shopt -s nullglob
slots_why='' held=0 ahead=0 # slots.sh sets them
umask 077
export PATH=$PATH:/usr/sbin:/sbin
echo "processors $(nproc 2> /dev/null || getconf _NPROCESSORS_ONLN)"
read -r load _ < /proc/loadavg && echo "load $load"
echo "virt-v2v $(pgrep -c '^virt-v2v')"
if [ -d "$storage" ] && read -r free size < <(timeout -k 1 3 stat -f -c '%a %S' -- "$storage" 2> /dev/null); then
    echo "free $((free * size))"
fi
if slots_open && slots_lock; then
    slots_count
    slots_queue
    slots_unlock
    echo "slots $held $ahead"
elif [ -n "$slot_id" ]; then
    echo "cannot $slots_why"
fi
echo "done"
exit 0
}
