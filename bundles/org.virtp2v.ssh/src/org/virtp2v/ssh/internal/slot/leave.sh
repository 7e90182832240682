#!/bin/bash
# After the functions of slots.sh: leaves the queue.
: "${slot_id:?}"
{
shopt -s nullglob
if slots_open && slots_lock; then slots_leave; fi
exit 0
}
