#!/bin/bash
# Makes the directory of a run: the first of these that is not there yet, with the file "time" in it.
# Prints "made DIRECTORY", or "failed REASON".
declare -a names
{
umask 077
for dir in "${names[@]}"; do
    if error=$(mkdir -m 0700 "$dir" 2>&1); then
        error=$( { date > "$dir/time"; } 2>&1 ) && echo "made $dir" && exit 0
        rm -rf -- "$dir"
        break
    fi
    [ -e "$dir" ] || [ -L "$dir" ] || break
done
printf '%s\n' "failed $error"
exit 0
}
