"""The case "untouched" of releng/image/test: what the machines that are converted may have on their disks, and that a boot of the
live image changes nothing of it and uses nothing of it.

Most is made with the image's own tools, on a machine where nothing else runs; what needs other systems is imitated, as far as it
takes for libblkid and the kernel to recognise it.
"""
import os
import struct
import subprocess
import tempfile
import uuid

import kit
from machine import Machine, expect, settle, sha256

MB = 1 << 20
SIZE = 160 * MB

MAKE_DISKS = r'''
set -e
# The kernel looks for several disks at once, and names them as they come.
ata() {
  for d in /sys/block/sd*; do
    case $(readlink -f $d) in */ata$1/*) echo /dev/${d##*/} ;; esac
  done
}
set -- $(ata 1) $(ata 2) $(ata 3) $(ata 4) $(ata 5) /dev/vda /dev/vdb
for d in "$@" /dev/vd[c-h]; do blockdev --setrw $d; done
modprobe -a raid1 dm_mod dm_thin_pool ext4 btrfs
mdadm --create /dev/md7 --run --metadata=1.2 --level=1 --raid-devices=2 $1 $2
mke2fs -q -F -t ext4 /dev/md7
mdadm --stop /dev/md7
mkdir /tmp/lvm
printf '%s\n' 'activation { udev_sync = 0 udev_rules = 0 }' 'global { thin_check_executable = "" }' > /tmp/lvm/lvm.conf
export LVM_SYSTEM_DIR=/tmp/lvm
pvcreate -q $3
vgcreate -q vg $3
lvcreate -q -y -n root -L 32M vg
mke2fs -q -F -t ext4 /dev/vg/root
vgchange -q -an vg
printf 'label: dos\nsize=40M, type=82\ntype=83\n' | sfdisk --quiet $4
mkswap -q ${4}1
printf S1SUSPEND | dd of=${4}1 bs=1 seek=4086 conv=notrunc status=none
mkfs.btrfs -q -f -d raid1 -m raid1 $5 $6
mkntfs -q -F -f $7
mdadm --create /dev/md8 --run --metadata=1.2 --level=1 --raid-devices=2 /dev/vdc /dev/vdd
pvcreate -q /dev/md8
vgcreate -q onmd /dev/md8
lvcreate -q -y -L 64M --type thin-pool -n pool onmd
lvcreate -q -y -V 128M --thinpool pool -n thin onmd
mke2fs -q -F -t ext4 /dev/onmd/thin
vgchange -q -an onmd
mdadm --stop /dev/md8
make-bcache -B /dev/vde -C /dev/vdf
mdadm --create /dev/md9 --run --metadata=ddf --level=container --raid-devices=2 /dev/vdg /dev/vdh
mdadm --stop /dev/md9
mke2fs -q -F -t ext4 ${4}2
mount ${4}2 /mnt
echo journal > /mnt/file
sync
'''
MADE = 13
IMITATED = 5
# What libblkid has to find, so that the disks are known to be what they should be.
CONTENTS = ('linux_raid_member LVM2_member swsuspend ext4 btrfs ntfs bcache ddf_raid_member zfs_member crypto_LUKS BitLocker vfat '
            'swap').split()
# Partitions that systemd finds and uses by itself where it may (Discoverable Partitions Specification), and those of Windows.
ESP, ROOT, HOME, SWAP = ('c12a7328-f81f-11d2-ba4b-00a0c93ec93b', '4f68bce3-e8cd-4db1-96e7-fbcaf984b709',
                         '933ac7e1-2eb4-4f13-b844-0e14e2aef915', '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f')
STORAGE_SPACES, WINDOWS_DATA = 'e75caf8f-f680-4cee-afa3-b001e56efc2d', 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7'
DYNAMIC = '0x42'
PARTITION_TYPES = (ESP, ROOT, HOME, SWAP, STORAGE_SPACES, WINDOWS_DATA, DYNAMIC)
# What would be there if systemd used a partition.
UNITS = "'*.swap' 'systemd-fsck@*' 'systemd-cryptsetup@*' 'systemd-hibernate-resume*' boot.mount efi.mount home.mount srv.mount"


def luks():
    """The header of LUKS 1."""
    slots = struct.pack('>II32xII', 0xdead, 0, 8, 4000) * 8
    return struct.pack('>6sH32s32s32sII20s32sI40s', b'LUKS\xba\xbe', 1, b'aes', b'xts-plain64', b'sha256', 4096, 64, b'd' * 20, b's' * 32,
                       1000, str(uuid.uuid4()).encode()) + slots


def bitlocker():
    """The boot sector since Windows 7, and the first block of metadata, which it names."""
    sector = bytearray(0x10200)
    sector[0:11] = b'\xebX\x90-FVE-FS-'
    struct.pack_into('<HB', sector, 11, 512, 8)
    struct.pack_into('<Q', sector, 0xb0, 0x10000)
    sector[510:512] = b'\x55\xaa'
    sector[0x10000:0x1000c] = b'-FVE-FS-' + struct.pack('<HH', 64, 2)
    return bytes(sector)


def write(file, offset, data):
    with open(file, 'r+b') as disk:
        disk.seek(offset)
        disk.write(data)


def made_by(directory, *command):
    """What a program that makes file systems writes to a partition of 20 MB."""
    file = f'{directory}/partition.img'
    with open(file, 'wb') as data:
        data.truncate(20 * MB)
    subprocess.run([*command, file], check=True, capture_output=True, env={**os.environ, 'PATH': os.environ['PATH'] + ':/usr/sbin:/sbin'})
    with open(file, 'rb') as data:
        return data.read()


def nvpair(name, kind, value):
    """A pair of an nvlist in XDR, with its size in both forms before it."""
    name = struct.pack('>I', len(name)) + name.encode().ljust((len(name) + 3) & ~3, b'\0')
    data = name + struct.pack('>II', kind, 1) + value
    return struct.pack('>II', len(data) + 8, len(data) + 8) + data


def zfs(file, guid):
    """A member of a pool: each of its four labels has an nvlist and 128 uberblocks."""
    number, text = 8, 9
    pairs = (nvpair('version', number, struct.pack('>Q', 5000)) + nvpair('name', text, struct.pack('>I4s', 4, b'tank'))
             + nvpair('state', number, struct.pack('>Q', 0)) + nvpair('txg', number, struct.pack('>Q', 7))
             + nvpair('pool_guid', number, struct.pack('>Q', 0x7a6673)) + nvpair('guid', number, struct.pack('>Q', guid)))
    # In XDR, from a machine with the low byte first; version 0, unique names.
    nvlist = bytes((1, 1, 0, 0)) + struct.pack('>II', 0, 1) + pairs + bytes(8)
    uberblock = struct.pack('<QQQQQ', 0x00bab10c, 5000, 7, guid, 1800000000).ljust(1024, b'\0')
    for label in (0, 256 << 10, SIZE - (512 << 10), SIZE - (256 << 10)):
        write(file, label + (16 << 10), nvlist)
        write(file, label + (128 << 10), uberblock * 128)


def discoverable(file, directory):
    """A partition of each kind."""
    contents = ((ESP, made_by(directory, 'mkfs.vfat')), (ROOT, luks()), (HOME, luks()), (SWAP, made_by(directory, 'mkswap')),
                (STORAGE_SPACES, b'SPACEDB '), (WINDOWS_DATA, bitlocker()))
    table = 'label: gpt\n' + ''.join(f'size=20M, type={kind}\n' for kind, _ in contents)
    subprocess.run(['/sbin/sfdisk', '--quiet', file], input=table, text=True, check=True)
    for number, (_, content) in enumerate(contents):
        write(file, (1 + 20 * number) * MB, content)


def dynamic(file):
    """A dynamic disk of Windows."""
    subprocess.run(['/sbin/sfdisk', '--quiet', file], input=f'label: dos\nsize=100M, type={DYNAMIC[2:]}\n', text=True, check=True)
    write(file, 6 * 512, b'PRIVHEAD' + struct.pack('>II', 0x2e5f, 0x0002000c))


def options(files):
    """The disks as QEMU's options: some on AHCI, most on virtio, and the last one on two paths."""
    result = []
    for number, file in enumerate(files):
        if number == MADE + IMITATED - 1:
            result += ['-device', 'virtio-scsi-pci,id=paths']
            for path in 'ab':
                result += ['-drive', f'file={file},format=raw,if=none,id=path{path},file.locking=off',
                           '-device', f'scsi-hd,bus=paths.0,drive=path{path},serial=PATHS,wwn=0x5000c50015ea71ac,share-rw=on']
        else:
            result += kit.disk(file, number)
    return result


def disks_with_everything(image, directory, log):
    """md RAID, LVM, swap with a hibernated system, ext4 whose journal must be replayed, btrfs on two disks, NTFS, a thin pool on md,
    bcache, DDF; and imitated: ZFS, all that systemd would use by itself, LUKS, BitLocker, Storage Spaces, LDM, multipath.
    """
    files = [f'{directory}/disk{i}.img' for i in range(MADE + IMITATED)]
    for file in files:
        with open(file, 'wb') as data:
            data.truncate(SIZE)
    zfs(files[MADE], 0x1234)
    zfs(files[MADE + 1], 0x5678)
    discoverable(files[MADE + 2], directory)
    dynamic(files[MADE + 3])
    write(files[MADE + 4], 0, made_by(directory, 'mke2fs', '-q', '-F', '-t', 'ext4'))
    # A shell instead of all services, udev among them.
    with Machine(log, options=options(files[:MADE]) + image.network_boot('init=/bin/bash')) as machine:
        machine.shell(kit.BOOT, '@.*# ')
        machine.check("mount -t tmpfs tmp /tmp; mkdir -p /run/lock; cat > /tmp/make <<'SCRIPT'\n" + MAKE_DISKS + '\nSCRIPT', 30)
        machine.check('PATH=/usr/sbin:/usr/bin bash /tmp/make', 300)
        # Switched off while ext4 is mounted: its journal has something to replay.
        machine.command('quit')
        machine.process.wait(30)
    with open(files[3], 'rb') as file:
        # The superblock is 1 KiB into the second partition; s_feature_incompat has the bit RECOVER.
        file.seek(41 * MB + 1024)
        superblock = file.read(1024)
    expect(superblock[0x38:0x3a] == b'\x53\xef' and superblock[0x60] & 4, 'no ext4 with a journal to replay was made')
    return files


def check_contents(machine):
    found = machine.check('lsblk -n -r -o FSTYPE').split()
    for kind in CONTENTS:
        expect(kind in found, f'the disks are not what they should be, there is no {kind}: {found}')
    found = machine.check('lsblk -n -r -o PARTTYPE').split()
    for kind in PARTITION_TYPES:
        expect(kind in found, f'the disks are not what they should be, there is no partition of the type {kind}: {found}')
    paths = machine.check('lsblk -d -n -r -o SERIAL').split()
    expect(paths.count('PATHS') == 2, f'there is no disk with two paths: {paths}')


def check_nothing_used(machine):
    expect('md' not in machine.check('tail -n +2 /proc/mdstat 2> /dev/null || true').replace('unused devices', ''),
           'an array was assembled')
    expect(not machine.check('ls /dev/mapper | grep -v control || true'), 'a volume was activated')
    expect(not machine.check('ls -d /dev/bcache* /sys/fs/bcache /dev/zfs 2> /dev/null || true'), 'a cache or a pool was registered')
    expect(machine.check('ls /sys/fs/btrfs 2> /dev/null || true') in ('', 'features'), 'a btrfs is in use')
    expect(len(machine.check('cat /proc/swaps').splitlines()) < 2, 'swap is in use')
    expect(not machine.check("grep -E '^/dev/(sd|vd|md|dm)' /proc/mounts || true"), 'a disk is mounted')
    # Not what others only name, nor the service that every system has, when it has done nothing.
    units = machine.check(f'SYSTEMD_COLORS=0 systemctl list-units --all --plain --no-legend --no-pager {UNITS} | '
                          "awk '$2 == \"loaded\" && ($1 ~ /[.](swap|mount)$/ || $3 != \"inactive\")'")
    expect(not units, f'systemd would use a partition: {units}')
    writable = machine.check('for d in /dev/sd* /dev/vd*; do [ $(blockdev --getro $d) = 1 ] || echo $d; done')
    expect(not writable, f'not read-only: {writable}')
    expect(machine.run('printf x > /dev/sda')[1] != 0, 'a disk could be written to')


@kit.case
def untouched(image):
    """No disk changes, and nothing on one is assembled, activated, resumed, used as swap or mounted."""
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
        files = disks_with_everything(image, work, kit.kept('make-disks.log'))
        before = sha256(*files)
        # The initramfs looks for its medium, the CD, among all these disks; a boot loader and its time are not needed for that.
        devices = options(files) + image.cd(boots=False) + image.network_boot('', image.initrd_small)
        with Machine(kit.kept('untouched.log'), options=devices) as machine:
            machine.shell(kit.BOOT)
            machine.wait_for_wizard(kit.BOOT)
            settle(machine)
            machine.save_picture(kit.kept('untouched.png'))
            machine.check('udevadm settle -t 60', 90)
            check_contents(machine)
            check_nothing_used(machine)
            # No answer is waited for: the shell may be gone before it.
            machine.line.sendall(b' systemctl poweroff\n')
            machine.wait_for_end(120)
        after = sha256(*files)
        expect(before == after, 'changed: ' + ', '.join(f for f in files if before[f] != after[f]))
