#!/bin/bash
: "${guest?}" "${storage?}" "${vmid?}" "${memory:?}" "${cores:?}"
declare -a disks addresses bridges
# Imports the guest, converted by virt-p2v, into Proxmox VE. Run it as root on a node of Proxmox VE, in the directory with
# the guest's disks. An argument is the VM ID; without it, and without one above, it is the next that is free.
set -euo pipefail
cd "$(dirname "$0")"
command -v qm > /dev/null || { echo "qm not found: run this on a node of Proxmox VE" >&2; exit 1; }
xml="$guest.xml"
[ -r "$xml" ] || { echo "$PWD/$xml not found: copy it and the disks of the guest beside this script" >&2; exit 1; }
vmid=${1:-$vmid}
[ -n "$vmid" ] || vmid=$(pvesh get /cluster/nextid)
# A name in Proxmox VE is one of DNS.
name=$(printf '%s' "$guest" | tr -c 'A-Za-z0-9.-' - | sed 's/^[.-]*//; s/[.-]*$//')

firmware=(--bios seabios)
if grep -q -e "firmware='efi'" -e '<loader' "$xml"; then
  firmware=(--bios ovmf --efidisk0 "$storage:1,efitype=4m,pre-enrolled-keys=0")
fi
machine=()
if grep -q "machine='[^']*q35" "$xml"; then machine=(--machine q35); fi
qm create "$vmid" --name "${name:-guest}" --memory "$memory" --cores "$cores" --scsihw virtio-scsi-pci "${firmware[@]}" "${machine[@]}"

# The bus of each disk, and the model of each interface, as virt-v2v has prepared the guest for; a line for each.
mapfile -t buses < <(tr '\n' ' ' < "$xml" | sed 's/<disk /\n&/g' | sed 's/<\/disk>.*//' | grep "device='disk'" |
  sed "s/.*<target [^>]*bus='\([^']*\)'.*/\1/;t;s/.*//")
mapfile -t models < <(tr '\n' ' ' < "$xml" | sed 's/<interface /\n&/g' | sed 's/<\/interface>.*//' | grep '^<interface ' |
  sed "s/.*<model type='\([^']*\)'.*/\1/;t;s/.*//")
declare -A count=()
order=
i=0
for disk in "${disks[@]}"; do
  bus=${buses[i]:-virtio}
  device=$bus${count[$bus]:-0}
  count[$bus]=$((${count[$bus]:-0} + 1))
  echo "Importing $disk as $device"
  qm importdisk "$vmid" "$disk" "$storage"
  volume=$(qm config "$vmid" | sed -n 's/^unused0: //p')
  qm set "$vmid" "--$device" "$volume"
  order=$order${order:+;}$device
  i=$((i + 1))
done
qm set "$vmid" --boot "order=$order"
i=0
for mac in "${addresses[@]}"; do
  model=${models[i]:-virtio}
  # libvirt tells virtio-transitional from virtio, Proxmox VE does not.
  case $model in virtio*) model=virtio ;; esac
  qm set "$vmid" "--net$i" "$model${mac:+=$mac},bridge=${bridges[i]}"
  i=$((i + 1))
done
echo "The guest is $vmid. Start it with: qm start $vmid"
