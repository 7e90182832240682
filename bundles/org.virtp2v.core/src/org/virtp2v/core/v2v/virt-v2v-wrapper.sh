#!/bin/bash -
# Runs virt-v2v for virt-p2v. It is kept for interest only: do not run it again.
#
# Without an argument it converts: it prints virt-v2v's standard output, writes environment, v2v-version, status (99 until
# virt-v2v has ended, then its exit code) and the log beside itself, and ends with virt-v2v's exit code. When another run
# has the guest's name it touches nothing, and writes into the file refused whose it is.
# It ends with a code of its own when the relay does not work, or when nothing has been heard of the machine for too long: then
# it stops virt-v2v and removes its output.
# The file guest-started, which instant.py makes, means that a guest runs from the output: nothing is given up then, and nothing
# removed, unless instant.py has destroyed the guest because it was told to. When this script is started again, it goes on with
# that guest.
# With "discard" it removes what a run that was stopped or failed left of its output.
# With "verify" it tells what is wrong with the guest that virt-v2v made.
: "${virt_p2v?}" "${colours:?}" "${environment?}" "${format?}" "${metadata?}" "${script_place?}" "${claim_directory?}"
: "${claim_guest?}" "${claim_pool?}" "${claim_sudo:?}" "${failed_heading:?}" "${relay?}" "${relay_failed:?}"
: "${patience:?}" "${gave_up:?}"
declare -a v2v v2v_version files disks disk_bytes scripts secrets claims
log=virt-v2v-conversion-log.txt
claim_holder=
output_looks=50 # for the end of the output when virt-v2v has ended, ten a second
slot_fd='' relay_pid='' watcher_pid='' sessions='' running='' interrupted='' never='' guest_ended=''

lines () # words: each on a line of its own
{
  [ $# = 0 ] || printf '%s\n' "$@"
}

output_files () # sets output, the files that come to be: the disks first, then what describes the guest, then scripts
{
  local directory=$claim_directory name
  output=()
  [[ $directory == /* ]] || return
  while [[ $directory == */ ]]; do directory=${directory%/}; done
  for name in "${files[@]}"; do output+=("$directory/$name"); done
}

there () # file
{
  [ -e "$1" ] || [ -L "$1" ]
}

# The slot that the machine was given on this server: locked by the run's processes too from here to its end, so that it is free
# again however they end. Until now a process of slot.sh held it, which waits for the machine to end. A guest that runs goes on
# without one, too, if another run has got it meanwhile.
take_slot ()
{
  local file
  [ -e slot ] || return 0
  read -r file < slot
  { exec {slot_fd}< "$file"; } 2> /dev/null && flock -s -w 5 "$slot_fd" && [ "$file" -ef "/proc/self/fd/$slot_fd" ] && return
  [ ! -e guest-started ] || return 0
  echo slot > refused
  exit 1
}

close_locks () # for a child that must hold neither slot nor claim
{
  claim_close
  [ -z "$slot_fd" ] || exec {slot_fd}<&-
}

claim () # the name is this run's from here to its end
{
  claim_names
  claim_take
  case $? in
    0) lines "${claims[@]}" > claims || end 1 ;;
    1)
      # It may have ended by now.
      claim_report "$claim_holder" > refused || echo "guest $claim_guest" > refused
      exit 1
      ;;
    *) echo "cannot $claim_holder" > refused; exit 1 ;;
  esac
}

end () # exit code
{
  claim_release
  exit "$1"
}

record () # what is there before: it is not this run's to remove
{
  local file guests before=()
  output_files
  for file in "${output[@]}"; do
    if there "$file"; then before+=("$file"); fi
  done
  { lines "${output[@]}" > output-files && lines "${before[@]}" > output-before; } || end 1
  if [ -n "$claim_pool" ]; then
    guests=$(ask -q list --all --name) && ! grep -qxFe "$claim_guest" <<< "$guests" && touch guest-is-new
  fi
}

# In a shell of its own without the claim: what virt-v2v starts may outlive it, as libvirt's daemon of a session does.
run_v2v ()
(
  close_locks
  # A guest that goes on has been converted; secrets are gone then.
  if [ -n "$environment" ] && [ ! -e guest-started ]; then
    # shellcheck disable=SC1090 # written by virt-p2v, may hold secrets
    . "./$environment" || exit
  fi
  exec "${v2v[@]}"
)

say () # sentence: leaves it in the log
{
  printf 'virt-p2v: %s\n' "$1" >> "$log"
}

pause () # seconds: without a process, which would be taken for one of virt-v2v's, or outlive this shell
{
  [ -n "$never" ] || exec {never}<> <(:)
  read -r -t "$1" -u "$never" || [ $? -gt 128 ] || sleep "$1"
}

is_job () # process: whether it is a child in the background; its number may be somebody else's when it is gone
{
  local pid
  for pid in $(jobs -r -p); do
    # In a trap, a return without a number returns what there was before the trap.
    [ "$pid" = "$1" ] && return 0
  done
  return 1
}

end_job () # process, which may have ended
{
  local i
  is_job "$1" || return
  kill "$1"
  for ((i = 0; i < 20; i++)); do
    is_job "$1" || return
    sleep 0.1
  done
  kill -KILL "$1"
}

finish () # bash runs it also when a signal ends the script
{
  rm -f -- "${secrets[@]}"
  end_job "$watcher_pid"
  end_job "$relay_pid"
}

# The program between virt-v2v and the ports that lead to the disks. It is never root: only virt-v2v goes through sudo.
start_relay () # 1: it does not work
{
  local i
  (
    close_locks
    exec "$relay" -I relay.py "$PWD" < /dev/null >> relay.log 2>&1
  ) &
  relay_pid=$!
  for ((i = 0; i < 300; i++)); do
    if [ -e relay-ready ]; then
      name_ports
      return
    fi
    is_job "$relay_pid" || return
    sleep 0.1
  done
  return 1
}

name_ports () # puts the relay's ports into the description of the machine
{
  local i ports=() host='<host name="localhost" port="' edits=()
  mapfile -t ports < relay-ready
  for ((i = 0; i < ${#disk_bytes[@]}; i++)); do
    [[ ${ports[i]} =~ ^[0-9]{1,5}$ ]] || return
    edits+=(-e "s|^\( *$host\)relay-$((i + 1))\"/>\$|\1${ports[i]}\"/>|")
  done
  sed "${edits[@]}" physical.xml > physical.xml.new && mv physical.xml.new physical.xml
}

relay_fails () # what it did: leaves that in the log, with the last that the relay said
{
  say "the relay $1: $(tail -n 1 relay.log 2> /dev/null | cut -c -300)"
  tail -n 20 relay.log >> "$log" 2> /dev/null
}

look_at_relay () # when virt-v2v has failed
{
  if ! is_job "$relay_pid"; then
    relay_fails 'has ended'
  elif grep -qaF 'given up: no channel' relay.log; then
    relay_fails 'gave up'
  fi
}

# What virt-v2v started and left behind, such as a daemon, may keep the pipe to tee open for as long as it likes.
await_output () # tee, when virt-v2v has ended: a few seconds are enough for what is in the pipe
{
  local i keepers
  for ((i = 0; i < output_looks; i++)); do
    is_job "$1" || return 0
    pause 0.1
  done
  keepers=$(output_keepers "$1")
  say "virt-v2v has ended, but what it started still runs and keeps its output open${keepers:+: $keepers}. Nothing waits for that."
  end_job "$1"
}

output_keepers () # tee: prints the names and numbers of other processes that have its pipe open, of those that can be seen
{
  local file process keepers=()
  for file in /proc/[0-9]*/fd/[12]; do
    [ "$file" -ef "/proc/$1/fd/0" ] || continue
    process=${file%/fd/*} process=${process#/proc/}
    [[ " ${keepers[*]} " == *" ($process) "* ]] || keepers+=("$(cat "/proc/$process/comm" 2> /dev/null) ($process)")
  done
  printf '%s' "${keepers[*]}"
}

# In a shell of its own: stops virt-v2v when nothing has been heard of the machine for so many seconds. They are counted, not
# taken from a clock: that can be set, and a server can sleep.
watch ()
{
  local tick=10 silent=0 heard='' now stat
  close_locks
  trap '' INT # the terminal sends it to all that are in its foreground: to this shell too, while it ends them
  [ "$patience" -ge 100 ] || tick=1
  while [ ! -e given-up ]; do
    pause "$tick"
    read -r -a stat < "/proc/$BASHPID/stat"
    [ "${stat[3]}" = $$ ] || return # the script has been killed
    now=$(stat -c %y heartbeat 2> /dev/null)
    silent=$((silent + tick))
    if [ "$now" != "$heard" ]; then heard=$now silent=0; fi
    [ "$silent" -lt "$patience" ] || give_up_unless_a_guest_runs
  done
  rm -f -- "${secrets[@]}"
  while ! stop_v2v "$BASHPID"; do sleep 10; done
}

# instant.py makes its file and then looks for this one: of the two, at least one sees the other's.
give_up_unless_a_guest_runs ()
{
  [ ! -e guest-started ] || return
  touch given-up
  [ ! -e guest-started ] || rm -f given-up
}

find_running () # watcher: sets running, the processes of virt-v2v, as virt-p2v does when it cancels
{
  local found
  found=$(processes | awk -v script=$$ -v spare="$1 $relay_pid" -v sessions="$sessions" '
    BEGIN {
      n = split(sessions, s, " "); for (i = 1; i <= n; i++) known[s[i]]
      n = split(spare, s, " "); for (i = 1; i <= n; i++) spared[s[i]]
    }
    $4 !~ /^Z/ { parent[$1] = $2; session[$1] = $3 }
    END {
      do {
        more = 0
        for (p in parent) if (!(p in spared) && parent[p] in spared) { spared[p]; more = 1 }
      } while (more)
      run[script]
      if (session[script] == script) known[script]
      do {
        more = 0
        for (p in parent)
          if (!(p in run) && !(p in spared) && (session[p] in known || parent[p] in run)) {
            run[p]; more = 1
            if (session[p] != session[script]) known[session[p]]
          }
      } while (more)
      delete run[script]
      for (p in run) printf "%s ", p
      printf ";"
      for (k in known) printf "%s ", k
    }')
  running=${found%%;*} sessions=${found#*;}
}

await_end () # watcher, looks, five a second: 1: something of virt-v2v is running
{
  local i
  for ((i = 0; ; i++)); do
    find_running "$1"
    [ -n "$running" ] || return 0
    [ "$i" -lt "$2" ] || return 1
    sleep 0.2
  done
}

stop_v2v () # watcher: with Ctrl-C on the terminal where there is one, then with signals; 1: something is running
{
  local step
  find_running "$1"
  for step in INT:100 TERM:50 KILL:25; do
    if [ "${step%:*}" = INT ] && [ -p .keyboard ]; then
      # opened for reading too, it does not wait for a terminal that is gone
      printf '\003' 1<> .keyboard
    else
      # shellcheck disable=SC2086 # one word a process
      kill "-${step%:*}" $running 2> /dev/null
    fi
    await_end "$1" "${step#*:}" && return
  done
  return 1
}

# The process of sshd behind the connection over which this run was followed, which is known as follow.sh knows it.
follower_gone () # 1: it is there, or not known
{
  local follower=() stat=()
  read -r -a follower < <(cat .follower 2> /dev/null)
  [ "${#follower[@]}" = 3 ] || return
  read -r -a stat < <(cat "/proc/${follower[1]}/stat" 2> /dev/null)
  [ "${stat[21]}" != "${follower[2]}" ]
}

# After virt-v2v has failed: the machine removes what is left of the output. When it has not been heard of for longer than it is
# between two heartbeats, 10 s, or its connection has ended, it is away; then until it is back, or is given up.
await_machine ()
{
  local heard age
  heard=$(stat -c %y heartbeat)
  age=$(($(date +%s) - $(stat -c %Y heartbeat)))
  if [ "$age" -lt 25 ]; then
    pause 1 # sshd may just be noticing it
    follower_gone || return
  fi
  while [ -z "$interrupted" ] && is_job "$watcher_pid" && [ "$(stat -c %y heartbeat)" = "$heard" ]; do pause 0.5; done
}

remove_alone () # the output, when nobody else may be there to do it
{
  local line
  # The claim is held, and the files are not touched, until nothing of virt-v2v runs: the watcher does not end before.
  while is_job "$watcher_pid"; do wait "$watcher_pid"; done
  find_new
  while read -r line; do
    case $line in
      'foreign '* | 'left '*) printf 'virt-p2v: not removed: %s\n' "${line#* }" ;;
      complete) printf 'virt-p2v: not removed: the guest %s, which is complete\n' "$claim_guest" ;;
    esac
  done < <(remove_output) | tee -a "$log"
}

give_up () # virt-v2v has been stopped
{
  local time="$patience s"
  [ "$patience" -lt 120 ] || time="$(((patience + 30) / 60)) min"
  say "gave up waiting for the machine: nothing was heard of it for $time"
  tail -n 1 "$log"
  remove_alone
  echo "$gave_up" > status
}

report_failure ()
{
  local red='' normal=''
  if [ "$colours" = true ]; then red=$'\033[1;31m' normal=$'\033[0m'; fi
  printf '\n\n%s%s\n\n' "$red" "$failed_heading"
  printf 'The full log is available on the conversion server in:\n    %s/%s\n' "$PWD" "$log"
  printf 'Only the last 50 lines are shown below.\n%s\n\n' "$normal"
  tail -n 50 "$log"
}

place_scripts () # beside the guest's disks; where that is not known they stay where they are
{
  local script place=${script_place:-$PWD}
  for script in "${scripts[@]}"; do
    if [ "$place" -ef . ] || install -m 755 -- "$script" "$place/$script" 2>/dev/null ||
      as_root install -m 755 -- "$script" "$place/$script"; then
      printf 'What to do next is in the script %s/%s\n' "${place%/}" "$script"
    else
      printf 'What to do next is in the script %s/%s\n' "$PWD" "$script"
    fi
  done
}

convert ()
{
  local rc tee_pid
  trap finish EXIT
  take_slot
  claim
  [ -e guest-started ] || record
  echo 99 > status
  touch heartbeat
  if [ -n "$relay" ] && ! start_relay; then
    relay_fails 'did not start'
    echo "$relay_failed" > status
    report_failure
    end "$relay_failed"
  fi

  # An interrupt is for virt-v2v; this script (and the subshell below) stays to record how it ended.
  trap interrupted=true INT

  printenv > environment
  "${v2v_version[@]}" > v2v-version < /dev/null
  if [ -n "$interrupted" ]; then
    # It was for that program alone: what would be started now would not hear of it.
    echo 130 > status
    end 130
  fi
  watch < /dev/null &> /dev/null &
  watcher_pid=$!

  # The standard output goes to virt-p2v and to the log, the standard error (debugging) to the log only. As long as virt-v2v
  # runs tee does too, and holds the claim, also when somebody kills the shells.
  rm -f .output
  mkfifo -m 600 .output || end 1
  tee -i -a "$log" < .output &
  tee_pid=$!
  # shellcheck disable=SC2094 # its name is needed no more
  (trap : INT; rm .output; run_v2v < /dev/null 2>> "$log"; echo $? > status) > .output
  await_output "$tee_pid"
  rc=$(< status)
  if [ "$rc" = 0 ]; then
    place_scripts
  elif [ -e given-up ]; then
    rc=$gave_up
    give_up
  else
    rm -f -- "${secrets[@]}" # it may take long until this script ends
    [ -z "$relay" ] || look_at_relay
    report_failure
    [ -n "$interrupted" ] || [ -e guest-started ] || await_machine
    if [ -e given-up ]; then remove_alone; fi
  fi
  end "$rc"
}

# Whether a new file is this run's: one that is older or younger than the run, by more than a clock may be coarse, was
# made by somebody else.
is_ours () # file
{
  local changed ended
  [ -z "$guest_ended" ] || { [ ! "$1" -ot output-before ]; return; } # the guest wrote until it was destroyed
  [ "$1" -ot output-before ] && return 1
  [ "$(< status)" = 99 ] && return # it was killed a moment ago
  changed=$(stat -c %Y -- "$1") && ended=$(stat -c %Y status) && [ "$changed" -le $((ended + 10)) ]
}

find_new () # sets new, the files of the output that were not there before
{
  local file
  new=()
  for file in "${output[@]}"; do
    if there "$file" && ! grep -qxFe "$file" output-before; then new+=("$file"); fi
  done
}

# Removes the output, whose claim is taken. Prints "left FILE" for what may not be removed, "foreign FILE" for what may be
# another run's, then "done"; or "complete" when virt-v2v had finished, or nothing when libvirt does not tell whether it had.
remove_output ()
{
  local file guests
  if [ -n "$claim_pool" ]; then
    guests=$(ask -q list --all --name) || return
    # It is the last thing that virt-v2v does.
    [ -e guest-is-new ] && grep -qxFe "$claim_guest" <<< "$guests" && { echo complete; return; }
  fi
  for file in "${new[@]}"; do
    if ! is_ours "$file"; then
      printf 'foreign %s\n' "$file"
    elif ! rm -f -- "$file" 2>/dev/null && ! as_root rm -f -- "$file" > /dev/null; then
      printf 'left %s\n' "$file"
    fi
  done
  [ -z "$claim_pool" ] || ask pool-refresh "$claim_pool" > /dev/null
  echo 'done'
}

discard () # prints what remove_output does
{
  case $(cat status 2>/dev/null) in
    0) echo complete; return ;;
    '') [ -e guest-started ] || { echo 'done'; return; } ;; # it had not begun
  esac
  mapfile -t output < output-files
  mapfile -t claims < claims
  find_new
  if [ -e guest-started ] || [ -e instant-qemu.pid ]; then
    # It was killed before it could destroy the guest, or while it made that ready.
    if ! "${v2v[@]}" end < /dev/null &> /dev/null; then
      [ "${#new[@]}" = 0 ] || printf 'left %s\n' "${new[@]}"
      echo 'done'
      return
    fi
    guest_ended=true
  fi
  claim_take
  case $? in
    0) trap claim_release EXIT ;;
    1)
      grep -qxFe "directory $PWD" "$claim_holder" && return # this run is not gone
      [ "${#new[@]}" = 0 ] || printf 'foreign %s\n' "${new[@]}"
      echo 'done'
      return
      ;;
    *) return ;;
  esac
  remove_output
}

look () # command that only looks: as this user, or else as root
{
  "$@" 2>/dev/null || as_root "$@"
}

# What is not seen is missing only where the way there can be seen.
seen () # file; 1: it is missing; 2: that cannot be told
{
  local place=$1
  [ -e "$1" ] && return
  while place=${place%/*} && [ -n "$place" ] && [ ! -e "$place" ]; do :; done
  [ -x "${place:-/}" ] && return 1
  as_root test -e "$1" && return
  [ "$claim_sudo" = true ] && sudo -n -l test -e "$1" < /dev/null &> /dev/null && return 1
  return 2
}

disk_size () # file, bytes it should have: prints the bytes that a guest sees; those it should have if only virt-v2v knows
{
  local bytes magic
  case $format in
    '' | raw) look stat -Lc %s -- "$1" ;;
    qcow2)
      # magic and size in the header, see QEMU's interop/qcow2: a lock of the image does not matter to that
      magic=$(look od -An -tx1 -N4 -- "$1") || return
      [ "$magic" = ' 51 46 49 fb' ] || { echo 0; return; }
      bytes=$(look od -An -tu8 --endian=big -j24 -N8 -- "$1") && echo $((bytes))
      ;;
    *)
      bytes=$(look stat -Lc %s -- "$1") || return
      [ "$bytes" = 0 ] && echo 0 || echo "$2"
      ;;
  esac
}

verify_disk () # file, bytes that were copied
{
  local bytes
  seen "$1"
  case $? in
    1) printf 'missing %s\n' "$1" ;;
    2) printf 'unseen %s\n' "$1" ;;
    *)
      if ! bytes=$(disk_size "$1" "$2"); then
        printf 'unseen %s\n' "$1"
      elif [ "$bytes" -lt "$2" ]; then
        printf 'small %s %s %s\n' "$bytes" "$2" "$1"
      fi
      ;;
  esac
}

verify_names () # text that describes the guest, where it is from
{
  local text disk
  text=$(unescape <<< "$1")
  for disk in "${disks[@]}"; do
    [[ "$text " == *"$disk"[!a-z]* ]] && continue
    # Each format has its own way to write what is special to it.
    if [[ $disk == *[!A-Za-z0-9._-]* ]]; then printf 'unseen %s\n' "$2"; else printf 'unnamed %s %s\n' "$disk" "$2"; fi
  done
}

verify_metadata () # file
{
  local text
  seen "$1"
  case $? in
    1) printf 'missing %s\n' "$1" ;;
    2) printf 'unseen %s\n' "$1" ;;
    *)
      if ! text=$(look head -c 1000000 -- "$1"); then
        printf 'unseen %s\n' "$1"
      elif [ -z "$text" ]; then
        printf 'empty %s\n' "$1"
      else
        verify_names "$text" "$1"
      fi
      ;;
  esac
}

verify_domain () # virt-v2v only warns when libvirt does not take it
{
  local guests xml
  if ! guests=$(ask -q list --all --name); then
    printf 'unseen %s\n' "$claim_guest"
  elif ! grep -qxFe "$claim_guest" <<< "$guests"; then
    printf 'undefined %s\n' "$claim_guest"
  elif xml=$(ask dumpxml "$claim_guest"); then
    verify_names "$xml" "$claim_guest"
  else
    printf 'unseen %s\n' "$claim_guest"
  fi
}

# Prints what is wrong, or cannot be seen, in lines; then "done". Where virt-v2v puts a guest into the hands of a
# management system, only that knows.
verify ()
{
  local i
  mapfile -t output < output-files || return
  for ((i = 0; i < ${#disks[@]} && i < ${#output[@]}; i++)); do
    verify_disk "${output[i]}" "${disk_bytes[i]}"
  done
  if [ -n "$claim_pool" ]; then
    verify_domain
  elif [ -n "$metadata" ] && [ "${#output[@]}" -gt "${#disks[@]}" ]; then
    verify_metadata "${output[${#disks[@]}]}"
  fi
  echo 'done'
}

case $1 in
  discard) discard ;;
  verify) verify ;;
  *) convert ;;
esac
