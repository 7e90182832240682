#!/bin/bash
# Prints why the wrapper script did not begin; nothing when it did.
: "${directory:?}"
{
cat "$directory/refused" 2> /dev/null
exit 0
}
