#!/bin/bash
# Functions about terminals that the server makes for itself. One that sshd makes may be refused (PermitTTY no), and start-up
# files take it for a person's. But sudo may want one (requiretty), and only through one can a user interrupt what runs as root.

# Runs a command line of bash on a new terminal: what comes from standard input is typed there, what the terminal shows goes to
# standard output. Ends with its exit code.
on_terminal() { # way, command line
    case $1 in
        script) SHELL=$BASH script -q -e -c "$2" /dev/null ;;
        python3)
            python3 -c 'import os, pty, sys
status = pty.spawn(sys.argv[1:])
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1)' "$BASH" --noprofile --norc -p -c "$2"
            ;;
    esac
}

find_terminal() { # sets way, to how one is made here; fails when none can be made
    for way in script python3; do
        if type -P "$way" > /dev/null && [ "$(on_terminal "$way" 'exec < /dev/tty && echo made >&3' \
            3>&1 > /dev/null 2>&1 < /dev/null)" = made ]; then
            return 0
        fi
    done
    return 1
}
