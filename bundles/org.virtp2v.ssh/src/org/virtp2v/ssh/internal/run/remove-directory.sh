#!/bin/bash
# Removes the directory of a run with all that is in it.
: "${directory:?}"
{
rm -rf -- "$directory"
exit 0
}
