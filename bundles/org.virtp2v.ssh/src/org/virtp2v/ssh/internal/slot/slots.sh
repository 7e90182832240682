#!/bin/bash
# Functions about the slots of this user on this server. They are in a directory that nobody else can change:
#   lock        whoever counts or takes a slot holds it meanwhile, so that one looks after the other
#   slot.ID     locked (flock(2)) by a process of slot.sh, and shared by the processes of the run as soon as there are any; one
#               that nobody has locked is free, however its run has ended
#   wait.TIME.ID  a machine in the queue, since that time in nanoseconds; touched each time it asks
: "${slot_id?}" "${slot_guest?}" "${queue_seconds:?}"

slots_open() { # sets slots; 1: sets slots_why
    local parent=$HOME
    if [ "$UID" = 0 ]; then
        parent=/run
    elif ! { [ -d "$parent" ] && [ -O "$parent" ] && [ -w "$parent" ]; }; then
        parent=/tmp
    fi
    # a home may be that of several servers
    slots=$parent/.virt-p2v-slots-${HOSTNAME%%.*}-$UID
    if ! command -v flock > /dev/null; then
        slots_why="no program flock"
        return 1
    fi
    [ -z "$slot_id" ] || mkdir -m 0700 "$slots" 2> /dev/null
    if [ "$(stat -c '%f:%u' -- "$slots" 2> /dev/null)" != "41c0:$UID" ]; then # a directory of mode 0700, and no link
        slots_why="$slots is not a directory of this user with mode 0700"
        return 1
    fi
}

slots_lock() { # 1: sets slots_why
    # shellcheck disable=SC2034 # the scripts read it
    slots_why="$slots/lock cannot be locked"
    { exec {slots_mutex}<> "$slots/lock"; } 2> /dev/null && flock -x -w 20 "$slots_mutex"
}

slots_unlock() {
    exec {slots_mutex}<&-
}

slots_count() { # sets held; with the lock
    local file fd
    held=0
    for file in "$slots"/slot.*; do
        { exec {fd}<> "$file"; } 2> /dev/null || continue
        if flock -x -n "$fd"; then rm -f -- "$file"; else held=$((held + 1)); fi
        exec {fd}<&-
    done
}

slots_queue() { # queues this machine unless it has no id; sets ahead, how many came before; with the lock
    local now file touched own=''
    ahead=0
    now=$(date +%s)
    while read -r touched file; do
        if [ "${file##*.}" = "$slot_id" ]; then
            own=$file
            touch -c -- "$file"
        elif [ "$((now - touched))" -gt "$queue_seconds" ]; then
            rm -f -- "$file"
        elif [ -z "$own" ]; then
            ahead=$((ahead + 1))
        fi
    done < <(stat -c '%Y %n' -- "$slots"/wait.* 2> /dev/null)
    if [ -z "$own" ] && [ -n "$slot_id" ]; then
        printf '%s\n' "guest $slot_guest" "address ${SSH_CONNECTION%% *}" > "$slots/wait.$(date +%s%N).$slot_id"
    fi
}

slots_leave() { # the queue; with the lock
    [ -z "$slot_id" ] || rm -f -- "$slots"/wait.*."$slot_id"
}
