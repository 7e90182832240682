#!/bin/bash
# Makes the directory of a run: the first of these that is not there yet, with the file "time" in it.
# Prints "made DIRECTORY", or "failed REASON". When after so many seconds no run has been started in it, nor has anybody left a
# report, whoever made it has died, and it is removed with the keys that may be in it.
: "${seconds:?}"
declare -a names
{
umask 077
watch() { # directory
    local i
    cd "$1" || exit
    for ((i = 0; i < seconds; i++)); do
        if [ -e pid ] || [ -e p2v-report.json ] || [ ! -e time ]; then exit; fi
        sleep 1
    done
    # as settle.sh does it: from now on no run starts there
    echo 0 0 > "none.$BASHPID" && ln "none.$BASHPID" pid && rm -rf -- "$1"
    exit
}
for dir in "${names[@]}"; do
    if error=$(mkdir -m 0700 "$dir" 2>&1); then
        error=$( { date > "$dir/time"; } 2>&1 ) && {
            (trap '' HUP INT; watch "$dir") < /dev/null > /dev/null 2>&1 &
            echo "made $dir"
            exit 0
        }
        rm -rf -- "$dir"
        break
    fi
    [ -e "$dir" ] || [ -L "$dir" ] || break
done
printf '%s\n' "failed $error"
exit 0
}
