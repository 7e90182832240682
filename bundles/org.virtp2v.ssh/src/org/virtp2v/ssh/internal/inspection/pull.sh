#!/bin/bash
# Takes what comes from a forwarded port, after a sign, to its end or for so many seconds. Prints the number of bytes.
: "${port:?}" "${seconds:?}"
{
exec 3<>"/dev/tcp/localhost/$port" || exit 1
echo >&3
timeout "$seconds" cat <&3 | wc -c
exit
}
