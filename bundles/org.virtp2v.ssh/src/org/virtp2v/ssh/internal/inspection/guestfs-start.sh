#!/bin/bash
# After the functions of terminal.sh: has virt-v2v start libguestfs's appliance, as the conversion will, by letting it look at an
# empty disk. That goes on apart from this connection, until it has ended or the limit is over. A success is believed for as long
# as nothing has changed that it depends on; whatever else came out is tried again.
# Begin: begins unless that is known, or going on. Otherwise waits for the result, for so many seconds.
# Prints a word and seconds, then the last lines of virt-v2v's output that may tell why:
#   known, started  the appliance starts          failed  it does not         silent  it says nothing any more
#   slow            the limit is over             ended   virt-v2v did not get as far as to start it
#   running         the result is not there yet   untried it could not be tried; what follows says why
: "${version:?}" "${sudo:?}" "${begin:?}" "${wait:?}" "${quiet:?}" "${limit:?}"
declare -a variables
{
before=$(umask)
umask 077
v2v=(virt-v2v)
if [ "$sudo" = true ]; then
    v2v=(sudo -n virt-v2v)
    names=$(printf '%s\n' "${variables[@]%%=*}" | paste -s -d ,)
    [ -z "$names" ] || v2v=(sudo -n "--preserve-env=$names" virt-v2v)
fi
untried() { # why
    printf 'untried 0\n%s\n' "$1"
    exit 0
}
depends_on() { # prints everything that may change whether it starts
    local library
    echo 1 "$sudo" "$version"
    uname -r
    cat /proc/sys/kernel/random/boot_id
    [ "$sudo" = true ] || id
    printf '%s\n' "${variables[@]}"
    printenv | grep -E '^(LIBGUESTFS_|SUPERMIN_|VIRT_V2V_TMPDIR=|TMPDIR=|PATH=)' | sort
    stat -Lc '%n %a %u %g' /dev/kvm
    for library in /usr{,/local}/lib{,64,/*-linux-gnu}/libguestfs.so.0; do stat -Lc '%n %s %Y' "$library"; done
    stat -Lc '%n %s %Y %a' "$(type -P virt-v2v)" "$(type -P supermin)" /usr{,/local}/lib{,64,/*-linux-gnu}/guestfs \
        "$(type -P "qemu-system-$(uname -m)")" /usr/libexec/qemu-kvm /boot/vmlinu?-* /lib/modules/*
}
place_for_results() { # sets place
    local base=${XDG_CACHE_HOME:-}
    [[ $base == /* ]] || base=${HOME:-}/.cache
    place=$base/virt-p2v
    [[ $place == /* ]] && mkdir -p -- "$place" && [ -O "$place" ] && [ ! -L "$place" ] && chmod 700 "$place"
}
excerpt() { # what virt-v2v and its programs have said, without what is always said
    tail -c 100000 "$work/log" | tr -d '\000' | grep -avE 'nbdkit: .*debug: |libguestfs: (trace|command|closing)|^rm -rf|^$' |
        tail -n 60 | cut -c -500
}
stop() { # with Ctrl-C on the terminal where there is one, then with signals
    local signal i
    for signal in INT TERM KILL; do
        if [ -p "$work/keyboard" ] && [ "$signal" != KILL ]; then
            printf '\003' 1<> "$work/keyboard"
        else
            kill "-$signal" -- "-$job"
        fi
        for ((i = 0; i < 50; i++)); do
            kill -0 -- "-$job" || return
            sleep 0.2
        done
    done
}
being_built() { # whether supermin makes the appliance, which may take long and says nothing
    [ "$(grep -acF ' building supermin appliance' "$work/log")" = 1 ]
}
look() { # sets result, once it is known; size is that of the log, which has not grown for so many seconds since
    local now
    now=$(stat -c %s "$work/log")
    if [ "$now" != "$size" ]; then
        size=$now since=$SECONDS
        if grep -aqE '^libguestfs: trace: (v2v: )?launch = 0' "$work/log"; then
            result=started
        elif grep -aqE '^libguestfs: trace: (v2v: )?launch = -1' "$work/log"; then
            result=failed
        fi
    elif [ $((SECONDS - since)) -ge "$quiet" ] && ! being_built; then
        result=silent
    fi
    if [ -z "$result" ] && { [ "$SECONDS" -ge "$limit" ] || [ "$size" -gt 10000000 ]; }; then
        result=slow
    fi
}
tidy_up() { # bash runs it also when a signal ends it
    [ -z "$job" ] || ! kill -0 "$job" || stop
    cd / && rm -rf -- "$work"
}
try() { # sets work and job
    local way i size=0 since result='' command
    trap '' HUP
    # The lock is older than that where nothing has changed since, and others wait for it.
    find "$place" -maxdepth 1 -name 'libguestfs-*' ! -name "${file##*/}*" -mtime +30 -delete
    # virt-v2v must reach the disk, whoever it runs as
    work=$(mktemp -d /tmp/virt-p2v.XXXXXXXXXX) || return
    job=''
    trap tidy_up EXIT
    chmod 711 "$work" && : > "$work/log" && truncate -s 1M "$work/disk" &&
        chmod 644 "$work/disk" && cd "$work" || return
    export "${variables[@]}"
    # others of the server, and the other checks, come first
    command=(nice -n 5 "${v2v[@]}" -v -x -i disk "$work/disk" -o null)
    SECONDS=0 since=0
    # With job control, what is started in the background does not ignore interrupts, and is a group of its own.
    set -m
    if [ "$sudo" = false ]; then
        (umask "$before" && exec "${command[@]}") < /dev/null > "$work/log" 2>&1 {lock}>&- &
    elif find_terminal && mkfifo "$work/keyboard"; then
        on_terminal "$way" "umask $before; $(printf '%q ' exec "${command[@]}") < /dev/null > $work/log 2>&1" \
            <> "$work/keyboard" > /dev/null 2>&1 {lock}>&- &
    else
        echo 'no terminal' > "$work/log"
        false &
    fi
    job=$!
    while [ -z "$result" ] && kill -0 "$job"; do
        sleep 0.5
        look
    done
    [ -n "$result" ] || { look; result=${result:-ended}; }
    { echo "$result $SECONDS"; [ "$result" = started ] || excerpt; } > "$file.new" && mv -f "$file.new" "$file"
    exec {lock}>&- # the result is there
    if [ "$result" = started ] || [ "$result" = failed ]; then
        # virt-v2v needs some seconds to tidy up
        for ((i = 0; i < 100; i++)); do
            kill -0 "$job" || break
            sleep 0.2
        done
    fi
    trap - EXIT
    tidy_up
}
for tool in flock sha256sum; do type -P "$tool" > /dev/null || untried "$tool: command not found"; done
place_for_results 2> /dev/null || untried "cannot write to $place"
file=$place/libguestfs-$(depends_on 2> /dev/null | sha256sum | cut -c -32)
{ exec {lock}>> "$file.lock"; } 2> /dev/null || untried "cannot write to $place"
if [ "$begin" = true ]; then
    if flock -n "$lock"; then
        { read -r word seconds < "$file"; } 2> /dev/null
        if [ "$word" = started ]; then
            echo "known $seconds"
            exit 0
        fi
        rm -f -- "$file"
        [ -w /tmp ] || untried 'cannot write to /tmp'
        try < /dev/null > /dev/null 2>&1 &
    fi
    echo 'running 0'
elif ! flock -s -w "$wait" "$lock"; then
    echo 'running 0'
else
    head -c 50000 -- "$file" 2> /dev/null || untried 'it was ended from outside'
fi
exit 0
}
