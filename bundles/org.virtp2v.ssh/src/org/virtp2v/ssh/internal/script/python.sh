#!/bin/bash
# A function about the Python that runs our programs on the server.

# What counts is that it runs: it may be there and not work, or be a part of Python only, as Debian's python3-minimal is.
relay_python() { # seconds, program; prints its version; fails when it cannot run them
    timeout -k 1 "$1" "$2" -I -c 'import sys, hashlib, hmac, json, resource, selectors, socket, struct, typing
sys.version_info < (3, 6) and sys.exit(1)
print("%d.%d.%d" % sys.version_info[:3])' < /dev/null 2> /dev/null
}
