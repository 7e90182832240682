#!/bin/bash
# After the function of processes.sh: ends what is running of a run: with Ctrl-C on its terminal, then with signals. After each it
# looks whether something is left, so many times, five a second. Prints "looked SESSIONS;" when the run's processes have been
# found, and at the end "gone" or "left PROCESSES". The leader is known by its number and by when it was born, see proc(5).
: "${directory:?}" "${leader:?}" "${born:?}" "${sessions?}" "${looks:?}" "${looks_terminated:?}" "${looks_killed:?}"
{
read -r -d '' -a stat < <(cat "/proc/$leader/stat" 2> /dev/null)
if [ -n "${stat[21]}" ] && [ "${stat[21]}" != "$born" ]; then
    sessions=" $sessions "
    sessions=${sessions/ $leader / } # the number belongs to somebody else by now
fi
boot=$(awk '$1 == "btime" { print $2 }' /proc/stat) heard=$(stat -c %Y "$directory/heartbeat" 2> /dev/null)
if [ -z "${stat[21]}" ] && [ -n "$boot" ] && [ -n "$heard" ] && [ "$heard" -lt "$boot" ]; then
    sessions='' # the server was started again since: its numbers belong to others
fi
look() {
    local found
    found=$(processes | awk -v sessions="$sessions" '
        BEGIN { n = split(sessions, s, " "); for (i = 1; i <= n; i++) known[s[i]] }
        $4 !~ /^Z/ { parent[$1] = $2; session[$1] = $3 }
        END {
            do {
                more = 0
                for (p in parent)
                    if (!(p in run) && (session[p] in known || parent[p] in run)) {
                        run[p]; known[session[p]]; more = 1
                    }
            } while (more)
            for (p in run) printf "%s ", p
            printf ";"
            for (k in known) printf "%s ", k
        }')
    left=${found%%;*} sessions=${found#*;}
}
await() { # looks, which take longer on a busy server
    local i end=$((SECONDS + 1 + $1 / 5))
    for ((i = 0; ; i++)); do
        look
        if [ -z "$left" ]; then
            echo gone
            exit 0
        fi
        { [ "$i" -lt "$1" ] && [ "$SECONDS" -lt "$end" ]; } || return
        sleep 0.2
    done
}
send() { # signal
    # shellcheck disable=SC2086 # one word a process
    kill "-$1" $left 2> /dev/null
}
look # before anything ends and its children lose their parent
echo "looked $sessions;"
if [ -p "$directory/.keyboard" ]; then
    # opened for reading too, it does not wait for a terminal that is gone
    printf '\003' 1<> "$directory/.keyboard"
else
    send INT
fi
await "$looks"
send TERM
await "$looks_terminated"
send KILL
await "$looks_killed"
echo "left $left"
exit 0
}
