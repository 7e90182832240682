#!/bin/bash
# Lists the runs of this user whose machine has left them without a report, the newest first, one a line:
# "run DIRECTORY STATE AGE RECORD", with the age of the last sign of life in seconds, "-" without one, and the record as the
# machine wrote it. The leader is known by its number and by when it was born, see proc(5).
: "${most:?}"
{
shopt -s nullglob
directories=(/tmp/virt-p2v-*)
for ((i = ${#directories[@]} - 1; i >= 0 && most > 0; i--)); do
    directory=${directories[i]}
    [[ $directory =~ ^/tmp/virt-p2v-[0-9]{8}-[0-9a-z]{8}$ ]] || continue
    # somebody else's directory of that name is left alone
    { [ ! -L "$directory" ] && [ -O "$directory" ] && cd "$directory" 2> /dev/null && [ -O . ]; } || continue
    { [ ! -e p2v-report.json ] && [ -f resume.json ] && [ ! -L resume.json ]; } || continue
    leader='' born=''
    read -r leader born 2> /dev/null < pid
    # one that was never started has no number, or none that a process has; one that was about to be started again had one
    [[ $leader =~ ^[1-9][0-9]*$ ]] || { [ -e guest-started ] && leader=none; } || continue
    read -r -d '' -a stat < <(cat "/proc/$leader/stat" 2> /dev/null)
    status=$(head -c 4 status 2> /dev/null)
    if [ -e given-up ]; then
        state=GAVE_UP
    elif [ -n "${stat[21]}" ] && [ "${stat[21]}" = "$born" ]; then
        state=RUNNING # also when virt-v2v has failed, and the name is held until the machine is back
    elif [ -e guest-started ] && [ "$status" != 0 ]; then
        state=BROKEN_OFF
    elif [ -n "$status" ] && [ "$status" != 99 ]; then
        state=ENDED
    else
        state=DEAD
    fi
    age=-
    if heard=$(stat -c %Y heartbeat 2> /dev/null); then
        age=$(($(date +%s) - heard))
        [ "$age" -ge 0 ] || age=0
    fi
    printf 'run %s %s %s ' "$directory" "$state" "$age"
    head -c 262144 resume.json 2> /dev/null | head -n 1 | tr -d '\000\r\n'
    echo
    most=$((most - 1))
done
echo "done"
exit 0
}
