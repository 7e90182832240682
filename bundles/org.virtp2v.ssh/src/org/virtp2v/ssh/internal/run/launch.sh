#!/bin/bash
# launch.sh ATTEMPT: made by virt-p2v: runs virt-v2v-wrapper.sh apart from the connection that starts it.
# The terminal is only for Ctrl-C; its hangup must not end the conversion.
: "${directory:?}"
trap '' HUP
# Without it bash would forget an interrupt that comes while a command of it runs.
trap 'exit 1' INT
stty sane 2> /dev/null
cd "$directory" || exit 1
# when a process was born, together with its number, is unique; see proc(5)
read -r -a stat < /proc/$$/stat
born=${stat[21]}
# Who makes the file of this attempt, and the file "pid", decides whether the run starts, see settle.sh.
attempt=pid.$1
[ ! -e pid ] || exit 1 # what prints to the console runs
: > console && echo "$$ $born" > "$attempt.new" && ln "$attempt.new" "$attempt" && ln "$attempt.new" pid || exit 1
exec bash -p virt-v2v-wrapper.sh > console 2>&1 < /dev/null
