#!/bin/bash
# After the functions of claim.sh: takes the claim, writes into a file which it is, and holds it.
declare -a claims
claim_names
claim_take && printf '%s\n' "${claims[@]}" > "$1" && exec sleep 600
