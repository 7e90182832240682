#!/bin/bash
# Functions about the claim of a guest's name on this server. The wrapper script takes it, so that no second run writes
# the same files; the preflight looks whether somebody has it.
#
# A claim is a lock (flock(2)) that the run's processes hold, so it is free again however they end. Each user has lock
# files of his own, because nobody can open another's for writing in /tmp (fs.protected_regular). A file that is locked
# and empty belongs to somebody who is about to take the name; who has taken it has written there who he is.
: "${claim_guest?}" "${claim_directory?}" "${claim_uri?}" "${claim_pool?}" "${claim_elsewhere?}" "${claim_sudo:?}"
declare -a claims claim_fds

as_root () # command: runs it as root where sudo allows it, as it does virt-v2v
{
  # To ask whether it may makes sudo tell nobody when it may not.
  [ "$claim_sudo" = true ] && sudo -n -l "$@" </dev/null &>/dev/null && sudo -n "$@" </dev/null 2>/dev/null
}

ask () # arguments of virsh: what libvirt does not tell in three seconds is not known
{
  local virsh=(virsh)
  [ -z "$claim_uri" ] || virsh+=(-c "$claim_uri")
  # sudo knows the command by what is run, not by its limit.
  if [ "$claim_sudo" = true ] && sudo -n -l "${virsh[@]}" "$@" </dev/null &>/dev/null; then
    timeout -k 1 3 sudo -n "${virsh[@]}" "$@" </dev/null 2>/dev/null && return
  fi
  timeout -k 1 3 "${virsh[@]}" "$@" </dev/null 2>/dev/null
}

unescape () # XML's text, as virt-v2v and libvirt write it
{
  sed -e 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g' -e "s/&apos;/'/g; s/&#39;/'/g" -e 's/&amp;/\&/g'
}

pool_directory () # as to virt-v2v, a pool is a directory or cannot be used; libvirt writes one element a line
{
  local xml
  xml=$(ask pool-dumpxml "$claim_pool") && [[ $xml == "<pool type='dir'"* ]] || return
  sed -n -e '/<target>/,/<\/target>/ s/^ *<path>\(.*\)<\/path>$/\1/p' <<< "$xml" | unescape
}

claim_name () # words that say what is claimed: the beginning of its lock files' names
{
  local hash
  hash=$(printf '%s\0' "$@" | sha256sum) && printf '/tmp/.virt-p2v-claim-%s\n' "${hash%% *}"
}

claim_names () # sets claims, in the order they are taken, and claim_directory for a pool
{
  local names=() directory user=$UID uri=${claim_uri:-$LIBVIRT_DEFAULT_URI}
  if [ -n "$claim_pool" ]; then
    claim_directory=$(pool_directory)
    [ "$claim_sudo" = true ] && user=0
    [ -n "$uri" ] || { [ "$user" = 0 ] && uri=qemu:///system || uri=qemu:///session; }
    # Each user has a session of his own.
    [[ $uri == */session* ]] || user=
    names+=("$(claim_name domain "$uri" "$user" "$claim_guest")")
  fi
  if [ -n "$claim_directory" ]; then
    directory=$(timeout -k 1 3 realpath -m -- "$claim_directory") || directory=$claim_directory
    names+=("$(claim_name files "$directory" "$claim_guest")")
  fi
  [ -z "$claim_elsewhere" ] || names+=("$(claim_name elsewhere "$claim_elsewhere" "$claim_guest")")
  claims=()
  [ "${#names[@]}" = 0 ] || mapfile -t claims < <(printf '%s\n' "${names[@]}" | sort)
}

# Opens a lock file as claim_fd. Only a plain file is opened, whose owner is the one in its name, and no link is followed;
# nobody but its owner can put another in its place in /tmp.
claim_open () # lock file
{
  local owner=${1##*-}
  [[ $(stat -c '%f:%u' -- "$1" 2>/dev/null) == 8???:"${owner%.lock}" ]] || return
  { exec {claim_fd}< "$1"; } 2>/dev/null || return
  [[ $(stat -Lc '%f:%u' "/proc/self/fd/$claim_fd") == 8???:"${owner%.lock}" ]] && return
  exec {claim_fd}<&-
  return 1
}

# Locks a file of this user, which the claim's holder removes at its end. A preflight may have it locked for a moment.
claim_lock () # lock file; 1: it is locked; 2: it cannot be
{
  local i made
  for ((i = 0; i < 10; i++)); do
    if [ ! -e "$1" ] && [ ! -L "$1" ]; then
      # The link is made or not, whatever has come there by now.
      made=$(mktemp /tmp/.virt-p2v-claim.XXXXXXXXXX) || return 2
      chmod 644 "$made" && ln -T -- "$made" "$1" 2>/dev/null
      rm -f -- "$made"
    fi
    if claim_open "$1"; then
      if flock -x -n "$claim_fd" && [ "$1" -ef "/proc/self/fd/$claim_fd" ]; then
        claim_fds+=("$claim_fd")
        return
      fi
      exec {claim_fd}<&-
    elif [ -e "$1" ] || [ -L "$1" ]; then
      return 2
    fi
    sleep 0.1
  done
  return 1
}

claim_rival () # lock file: sets claim_holder to that of another user who has the name
{
  local path
  for path in "${1%-*}"-*.lock; do
    if [ "$path" != "$1" ] && claim_open "$path"; then
      flock -s -n "$claim_fd" || { exec {claim_fd}<&-; claim_holder=$path; return; }
      exec {claim_fd}<&-
    fi
  done
  return 1
}

claim_release ()
{
  local i fd
  for ((i = 0; i < ${#claim_fds[@]}; i++)); do
    fd=${claim_fds[i]}
    rm -f -- "${claims[i]}-$UID.lock" # as long as it is locked
    exec {fd}<&-
  done
  claim_fds=()
}

claim_close () # for a child that must not hold the claim
{
  local fd
  for fd in "${claim_fds[@]}"; do exec {fd}<&-; done
}

claim_try () # 1: claim_holder is locked; 2: claim_holder cannot be used
{
  local claim file result
  for claim in "${claims[@]}"; do
    file=$claim-$UID.lock
    claim_lock "$file"
    result=$?
    if [ "$result" != 0 ]; then
      claim_holder=$file
      return "$result"
    fi
    : > "$file"
    claim_rival "$file" && return 1
  done
  for claim in "${claims[@]}"; do
    claim_holder=$claim-$UID.lock
    printf '%s\n' "guest $claim_guest" "address ${SSH_CONNECTION%% *}" "since $(date +%s)" "directory $PWD" \
      > "$claim_holder" || return 2
  done
}

# Takes all claims, or none. Of two who try at the same time both may find the other's lock: neither has written who he
# is yet, and they try again after different times.
claim_take () # 1: claim_holder is whose it is; 2: claim_holder cannot be used
{
  local end=$((SECONDS + 15)) result
  claim_holder=flock
  command -v flock > /dev/null || return 2
  while :; do
    claim_try
    result=$?
    [ "$result" != 0 ] || return 0
    claim_release
    [ "$result" = 2 ] && return 2
    [ -s "$claim_holder" ] || [ "$SECONDS" -ge "$end" ] || { sleep "0.$((RANDOM % 9 + 1))"; continue; }
    return 1
  done
}

# What the file says of the guest and the user does not count.
claim_report () # lock file: who has it, in lines of a word and its value; what they are is checked by who reads them
{
  claim_open "$1" || return
  printf '%s\n' "guest $claim_guest" "user $(stat -c %U -- "$1")" "now $(date +%s)"
  head -c 4000 <&"$claim_fd" | grep -a -E '^(address|since|directory) '
  exec {claim_fd}<&-
}

claim_look () # reports a claim that somebody has
{
  local claim path
  for claim in "${claims[@]}"; do
    for path in "$claim"-*.lock; do
      claim_open "$path" || continue
      if flock -s -n "$claim_fd"; then
        exec {claim_fd}<&-
      else
        exec {claim_fd}<&-
        claim_report "$path"
        return
      fi
    done
  done
}
