#!/bin/bash
# Prints "found" and then a file of a run's directory, at most 256 KiB of it; nothing when there is no such file.
: "${directory:?}" "${name:?}"
{
# somebody else's directory of that name is left alone
[ ! -L "$directory" ] && cd "$directory" 2> /dev/null && [ -O . ] || exit 0
[ -f "$name" ] && [ ! -L "$name" ] || exit 0
echo found
head -c 262144 "$name"
exit 0
}
