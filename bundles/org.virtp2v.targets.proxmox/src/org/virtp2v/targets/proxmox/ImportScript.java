package org.virtp2v.targets.proxmox;

import org.virtp2v.core.output.TargetGuest;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.settings.NetworkMap;
import org.virtp2v.core.text.Bash;

/** Writes the script that imports the guest. What virt-v2v decided, it reads from virt-v2v's libvirt XML. */
final class ImportScript {
    private static final String SCRIPT = """
            #!/bin/bash -
            # Imports the guest %1$s, converted by virt-p2v, into Proxmox VE. Run it as root on a node of Proxmox VE, in the
            # directory with the guest's disks: %2$s [VMID]
            set -euo pipefail
            cd "$(dirname "$0")"
            guest=%1$s storage=%3$s
            command -v qm > /dev/null || { echo "qm not found: run this on a node of Proxmox VE" >&2; exit 1; }
            xml="$guest.xml"
            [ -r "$xml" ] || { echo "$PWD/$xml not found: copy it and the disks of the guest beside this script" >&2; exit 1; }
            vmid=${1:-%5$s}
            [ -n "$vmid" ] || vmid=$(pvesh get /cluster/nextid)
            # A name in Proxmox VE is one of DNS.
            name=$(printf '%%s' "$guest" | tr -c 'A-Za-z0-9.-' - | sed 's/^[.-]*//; s/[.-]*$//')

            firmware=(--bios seabios)
            if grep -q -e "firmware='efi'" -e '<loader' "$xml"; then
              firmware=(--bios ovmf --efidisk0 "$storage:1,efitype=4m,pre-enrolled-keys=0")
            fi
            machine=()
            if grep -q "machine='[^']*q35" "$xml"; then machine=(--machine q35); fi
            qm create "$vmid" --name "${name:-guest}" --memory %6$d --cores %7$d --scsihw virtio-scsi-pci "${firmware[@]}" "${machine[@]}"

            # The bus of each disk, and the model of each interface, as virt-v2v has prepared the guest for; a line for each.
            mapfile -t buses < <(tr '\\n' ' ' < "$xml" | sed 's/<disk /\\n&/g' | sed 's/<\\/disk>.*//' | grep "device='disk'" |
              sed "s/.*<target [^>]*bus='\\([^']*\\)'.*/\\1/;t;s/.*//")
            mapfile -t models < <(tr '\\n' ' ' < "$xml" | sed 's/<interface /\\n&/g' | sed 's/<\\/interface>.*//' | grep '^<interface ' |
              sed "s/.*<model type='\\([^']*\\)'.*/\\1/;t;s/.*//")
            declare -A count=()
            order=
            i=0
            for disk in %8$s; do
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
            bridges=(%4$s)
            i=0
            for mac in %9$s; do
              model=${models[i]:-virtio}
              # libvirt tells virtio-transitional from virtio, Proxmox VE does not.
              case $model in virtio*) model=virtio ;; esac
              qm set "$vmid" "--net$i" "$model${mac:+=$mac},bridge=${bridges[i]}"
              i=$((i + 1))
            done
            echo "The guest is $vmid. Start it with: qm start $vmid"
            """;
    private static final int MIB = 1 << 20;

    private final TargetInput input;

    ImportScript(TargetInput input) {
        this.input = input;
    }

    static String nameFor(String guest) {
        return guest + "-import-proxmox.sh";
    }

    String text() {
        TargetGuest guest = input.guest();
        String addresses = Bash.quote(guest.interfaces().stream()
                .map(nic -> nic.macAddress() == null ? "" : nic.macAddress()).toList());
        String bridges = Bash.quote(guest.interfaces().stream().map(this::bridge).toList());
        return SCRIPT.formatted(Bash.quote(guest.name()), Bash.quote(nameFor(guest.name())),
                Bash.quote(input.text("storage")), bridges, input.text("vmid"), guest.memoryBytes() / MIB, guest.vcpus(),
                Bash.quote(guest.disks()), addresses);
    }

    /** The network that the user maps the interface to, if there is one, is a bridge. */
    private String bridge(TargetGuest.Nic nic) {
        return nic.network().equals(NetworkMap.DEFAULT_NETWORK) ? input.text("bridge") : nic.network();
    }
}
