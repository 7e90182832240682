#!/bin/bash
# After the functions of sshd.sh and python.sh: prints the addresses that a TCP port listens on, one a line, as /proc/net/tcp and
# tcp6 have them, see proc(5); before that, 1 when the machine's byte order is little-endian, or 256. Then "interpreter PATH" for
# the first of these that is a Python which can run the relay, and the process of this connection. Ends those of connections that
# were lost: each would hold its port until TCP gives it up.
: "${port:?}"
declare -a interpreters stale
{
for ((i = 0; i < ${#stale[@]}; i += 2)); do
    end_sshd "${stale[i]}" "${stale[i + 1]}"
done
printf '\1\0' | od -An -tu2
printf -v hex '%04X' "$port"
# 0A is LISTEN
cat /proc/self/net/tcp /proc/self/net/tcp6 2> /dev/null |
    awk -v port="$hex" '$4 == "0A" { n = split($2, a, ":"); if (n == 2 && a[2] == port) print a[1] }'
for name in "${interpreters[@]}"; do
    if path=$(type -P "$name") && relay_python 10 "$path" > /dev/null; then
        printf 'interpreter %s\n' "$path"
        break
    fi
done
own_sshd
exit 0
}
