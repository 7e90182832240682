#!/bin/bash
# Made by virt-p2v: runs virt-v2v-wrapper.sh apart from the connection that starts it.
# The terminal is only for Ctrl-C; its hangup must not end the conversion.
: "${directory:?}" "${marker:?}"
trap '' HUP
stty sane 2> /dev/null
cd "$directory" || exit 1
# when a process was born, together with its number, is unique; see proc(5)
read -r -a stat < /proc/$$/stat
born=${stat[21]}
: > console && echo "$$ $born" > pid.new && mv -f pid.new pid || exit 1
echo "$marker $$ $born $marker"
exec bash -p virt-v2v-wrapper.sh > console 2>&1 < /dev/null
