#!/bin/bash
# Tells whether an attempt to start a run has succeeded: prints what its launcher left in the file "pid". If it has not, it never
# will, because the launcher does not go on when somebody else has made the file "claim"; then prints "0 0". That is the file of the
# attempt, if there may be another one; or "pid", if there must be none. Before that it gives the launcher so many looks' time, five
# a second.
: "${directory:?}" "${looks:?}" "${claim:?}"
{
cd "$directory" || exit 0
await() { # looks
    for ((i = 0; i < $1; i++)); do
        [ ! -e pid ] || break
        sleep 0.2
    done
}
await "$looks"
echo 0 0 > "none.$$"
if ln "none.$$" "$claim" 2> /dev/null; then
    echo 0 0
else
    await 25 # the launcher makes "pid" at once
    cat pid
fi
rm -f "none.$$"
exit 0
}
