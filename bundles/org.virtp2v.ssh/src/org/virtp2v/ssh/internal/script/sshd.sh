#!/bin/bash
# Functions about the processes of sshd, one of which is behind each connection. They are known by their number and by when they
# were born, see proc(5): a number may have been given away again.

sshd_born() { # pid; prints when it was born, in clock ticks after boot; fails when it is not sshd
    local stat
    read -r -d '' -a stat < <(cat "/proc/$1/stat" 2> /dev/null)
    case ${stat[1]} in
        '(sshd)' | '(sshd-session)') echo "${stat[21]}" ;;
        *) return 1 ;;
    esac
}

own_sshd() { # prints "sshd PID BORN"; nothing where a login shell is between it and this
    local born
    born=$(sshd_born "$PPID") && echo "sshd $PPID $born"
}

end_sshd() { # pid, born
    local i
    [ "$1" != "$PPID" ] || return
    for ((i = 0; i < 10; i++)); do
        [ "$(sshd_born "$1")" = "$2" ] || return
        [ "$i" != 0 ] || kill -TERM "$1"
        sleep 0.1
    done 2> /dev/null
    kill -KILL "$1"
}
