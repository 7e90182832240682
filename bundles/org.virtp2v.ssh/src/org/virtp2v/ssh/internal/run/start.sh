#!/bin/bash
# After the functions of terminal.sh: starts launch.sh apart from this connection, on a terminal that is made here; what is
# written to ".keyboard" is typed there. Waits until it runs, for so many looks, twenty a second. Prints "started", or "failed"
# and in the next lines why; "no terminal" when one is needed and cannot be made.
: "${directory:?}" "${needs_terminal:?}" "${looks:?}" "${attempt:?}"
{
exec 2>&1
fail() {
    echo failed
    [ $# = 0 ] || printf '%s\n' "$1"
    tail -c 2000 .screen 2> /dev/null
    rm -f .screen .keyboard
    exit 0
}
cd "$directory" || fail
unset LC_ALL
export LANG=C
# With job control, what is started in the background does not ignore interrupts.
set -m
# shellcheck disable=SC2154 # find_terminal sets it
if find_terminal; then
    rm -f .keyboard # of an attempt before
    mkfifo -m 600 .keyboard || fail
    {
        on_terminal "$way" "exec bash --noprofile --norc -p launch.sh $attempt"
        # that of a later attempt is not its to remove
        [ "$(cat "pid.$attempt" 2> /dev/null)" = '0 0' ] || rm -f .keyboard
    } <> .keyboard > .screen 2>&1 &
elif [ "$needs_terminal" = true ]; then
    fail "no terminal"
else
    setsid bash --noprofile --norc -p launch.sh "$attempt" < /dev/null > .screen 2>&1 &
fi
for ((i = 0; i < looks; i++)); do
    if [ -e pid ]; then
        # not when it is that of a later attempt
        [ ! pid -ef "pid.$attempt" ] || rm -f .screen "pid.$attempt" "pid.$attempt.new"
        echo started
        exit 0
    fi
    # what has begun to run may have ended by now, but not without its file
    kill -0 $! 2> /dev/null || [ -e pid ] || { sleep 0.2; [ -e pid ] || fail; }
    sleep 0.05
done
fail "nothing happens"
}
