#!/bin/bash
# Prints the parts of virt-v2v's log that may hold an error, at most 128 KiB.
: "${directory:?}"
{
cd "$directory" &&
    grep -a -A 30 -e 'virt-v2v: error:' -e 'virt-v2v: could not find key' virt-v2v-conversion-log.txt | head -c 131072
exit 0
}
