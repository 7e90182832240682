#!/bin/bash
# Sends back what comes from a forwarded port, so many bytes.
: "${port:?}" "${bytes:?}"
{
exec 3<>"/dev/tcp/localhost/$port" || exit 1
head -c "$bytes" <&3 >&3
exit
}
