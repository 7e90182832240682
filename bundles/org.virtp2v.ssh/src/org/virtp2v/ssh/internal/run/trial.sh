#!/bin/bash
# After the functions of python.sh: runs trial.py in the run's directory with the first Python that can, as this user: where it needs
# sudo, it begins itself anew. It ends with its standard input, or when a line of that says so.
: "${directory:?}"
declare -a interpreters
{
# somebody else's directory of that name is left alone
{ cd "$directory" && [ -O . ]; } || exit 1
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
for python in "${interpreters[@]}"; do
    relay_python 10 "$python" > /dev/null && exec "$python" -I "$PWD/trial.py" "$PWD"
done
printf '%s\n' '{"event": "verdict", "verdict": "cannot", "at": 0, "reason": "no-python"}'
exit 0
}
