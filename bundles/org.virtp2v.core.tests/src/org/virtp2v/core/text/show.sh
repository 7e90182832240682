#!/bin/bash
: "${text?}" "${number:?}" "${flag:?}"
declare -a words
printf '<%s>%d' "$text" "${#words[@]}"
printf '<%s>' "${words[@]}"
printf '%d %s' "$number" "$flag"
