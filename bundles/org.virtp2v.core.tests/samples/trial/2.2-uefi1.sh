#!/bin/sh -

# Make a copy of the UEFI variables template
uefi_vars="$(mktemp)"
cp '/usr/share/OVMF/OVMF_VARS.fd' "$uefi_vars"

qemu-system-x86_64 \
    -no-user-config \
    -nodefaults \
    -name uefi1 \
    -machine q35,accel=kvm:tcg \
    -drive if=pflash,format=raw,file=/usr/share/OVMF/OVMF_CODE.fd,readonly=on \
    -drive if=pflash,format=raw,file="$uefi_vars" \
    -m 2048 \
    -drive file=/var/tmp/uefi1-sda,format=raw,if=none,id=drive-vblk-0,media=disk \
    -device virtio-blk-pci,drive=drive-vblk-0 \
    -netdev user,id=net0 \
    -device virtio-net-pci,netdev=net0 \
    -display gtk \
    -vga std \
    -object rng-random,filename=/dev/urandom,id=rng0 \
    -device virtio-rng-pci,rng=rng0 \
    -device virtio-balloon \
    -device pvpanic,ioport=0x505 \
    -serial stdio
