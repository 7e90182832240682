#!/bin/bash
# Functions about terminals that the server makes for itself. One that sshd makes may be refused (PermitTTY no), and start-up
# files take it for a person's. But sudo may want one (requiretty), and only through one can a user interrupt what runs as root.

# The terminal lasts as long as the command, which need not hold it open: that of Python's own pty.spawn does not.
python_terminal='
import fcntl, os, pty, select, signal, sys, termios
master, slave = pty.openpty()
changed, wake = os.pipe()
os.set_blocking(wake, False)
signal.set_wakeup_fd(wake)
signal.signal(signal.SIGCHLD, lambda number, frame: None)
command = os.fork()
if command == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for standard in range(3):
        os.dup2(slave, standard)
    os.execv(sys.argv[1], sys.argv[1:])
watched = [0, master, changed]
ended = 0
while ended == 0:
    ready = select.select(watched, [], [])[0]
    if master in ready:
        os.write(1, os.read(master, 4096))
    elif changed in ready:
        os.read(changed, 1)
        ended, status = os.waitpid(command, os.WNOHANG)
    if 0 in ready:
        typed = os.read(0, 4096)
        os.write(master, typed)
        if not typed:
            watched.remove(0)
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1)'

# Runs a command line of bash on a new terminal: what comes from standard input is typed there, what the terminal shows goes to
# standard output. Ends with its exit code.
on_terminal() { # way, command line
    case $1 in
        script) SHELL=$BASH script -q -e -c "$2" /dev/null ;;
        python3) python3 -I -c "$python_terminal" "$BASH" --noprofile --norc -p -c "$2" ;;
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
