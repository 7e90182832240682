#!/bin/bash
# Goes on with a run that its machine has left: prints what its launcher left in the file "pid", and notes when that was in the
# file "resumed". Nothing when there is no such run any more. With "restarts", one that has ended is made ready to be started
# again. The launcher is known by its number and by when it was born, see proc(5).
: "${directory:?}" "${restarts:?}"
{
umask 077
# somebody else's directory of that name is left alone
[ ! -L "$directory" ] && cd "$directory" 2> /dev/null && [ -O . ] || exit 0
[ ! -e p2v-report.json ] && [ -f resume.json ] || exit 0
date >> resumed
read -r leader born 2> /dev/null < pid
read -r -d '' -a stat < <(cat "/proc/${leader:-none}/stat" 2> /dev/null)
if [ "$restarts" = true ] && { [ -z "${stat[21]}" ] || [ "${stat[21]}" != "$born" ]; }; then
    [ ! -e pid ] || mv -f pid pid.before
    rm -f status refused
fi
cat pid 2> /dev/null || cat pid.before
exit 0
}
