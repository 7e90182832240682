#!/bin/sh
# Runs one NBD server for as long as standard input stays open. Standard input is a pipe whose other end only virt-p2v
# holds, so it ends when virt-p2v does, however it does. The server then gets SIGTERM, and SIGKILL three seconds later.
# usage: sh -c THIS NAME DIRECTORY SERVER [ARGUMENT...]; the directory, with the socket in it, is removed at the end.
directory=$1
shift
trap '' HUP INT QUIT
exec 3<&0 </dev/null >&2

"$@" 3<&- &
server=$!
exec >/dev/null 2>&1 # the shell must not die of SIGPIPE when it reports a killed server to a virt-p2v that is gone
trap 'kill -TERM "$server"' TERM

# Never signal a process that is not, or no longer, our child: its number may have been given to another one.
ours() {
    grep -qs "^PPid:[[:space:]]*$$\$" "/proc/$server/status"
}

{
    read -r _ <&3
    ours && kill -TERM "$server"
    tries=30
    while [ "$tries" -gt 0 ] && ours; do
        sleep 0.1
        tries=$((tries - 1))
    done
    ours && kill -KILL "$server"
} &
watcher=$!

wait "$server"
status=$?
while ours; do
    wait "$server"
    status=$?
done
kill "$watcher"
wait "$watcher"
rm -rf "$directory"
exit "$status"
