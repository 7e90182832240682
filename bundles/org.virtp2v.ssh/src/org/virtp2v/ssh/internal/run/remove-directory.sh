#!/bin/bash
# Removes the directory of a run with all that is in it; prints "gone" when it is not there any more.
: "${directory:?}"
{
rm -rf -- "$directory"
[ -e "$directory" ] || echo gone
exit 0
}
