#!/bin/bash
# Goes on with a run that its machine has left: prints what its launcher left in the file "pid", and notes when that was in the
# file "resumed". Nothing when there is no such run any more.
: "${directory:?}"
{
umask 077
# somebody else's directory of that name is left alone
[ ! -L "$directory" ] && cd "$directory" 2> /dev/null && [ -O . ] || exit 0
[ ! -e p2v-report.json ] && [ -f resume.json ] || exit 0
date >> resumed
cat pid
exit 0
}
