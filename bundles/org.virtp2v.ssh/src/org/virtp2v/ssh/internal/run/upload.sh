#!/bin/bash
# Puts files into the directory of a run, or into a directory there, which is made. Their contents follow this script on
# standard input, one behind the other. Prints "failed NUMBER REASON" for each file that could not be written, and "done" at
# the end. When a required one could not, the directory is removed and nothing more is done.
: "${directory:?}"
declare -a names sizes modes required
{
# All of the input is taken, however this ends: JSch may still send some when the channel has just been closed, and sshd
# then ends the whole connection.
trap 'cat > /dev/null' EXIT
umask 077
cd "$directory" || exit 1
# dd takes exactly the file's bytes off the input, and before it writes any of them; the head of BusyBox takes more
take() { # bytes
    [ "$1" = 0 ] || dd "bs=$1" count=1 iflag=fullblock status=none
}
to() { # file bytes
    local taken=no
    [ -d "${1%/*}" ] || mkdir -- "${1%/*}"
    { taken=yes; take "$2"; } > "$1" && return
    [ $taken = yes ] || take "$2" > /dev/null
    return 1
}
put() { # number
    local name=./${names[$1]} size=${sizes[$1]} error
    if error=$(to "$name" "$size" 2>&1) &&
        [ "$(wc -c < "$name")" -eq "$size" ] && error=$(chmod "${modes[$1]}" "$name" 2>&1); then
        return
    fi
    rm -rf -- "$name"
    printf '%s\n' "failed $1 ${error//$'\n'/ }"
    [ "${required[$1]}" = false ] || { cd /; rm -rf -- "$directory"; exit 0; }
}
for i in "${!names[@]}"; do
    put "$i"
done
echo "done"
exit 0
}
