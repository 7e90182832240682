"""The case "unplugged" of releng/image/test: disks on real drivers of the kernel that go away while they are copied, and come back."""
import json
import os
import tempfile
import time
from dataclasses import dataclass

import kit
from machine import Machine, expect, sha256

MB = 1 << 20
SIZE = 8 * MB
# Bytes a second, of all disks together: there is time to unplug them, and some megabytes of each are left to be read.
RATE = '2M'
# The machine is an emulator, and each of the disks is compared with what it was.
BACK = 240
# The USB device that a disk is on. QEMU has no disk appear on UAS later, so the kernel takes the whole device away and back.
PORT = r'''
port() {
  path=$(readlink -f /sys/block/$1)
  until [ -e $path/idVendor ]; do path=${path%/*}; done
  echo $path
}
'''


@dataclass
class Disk:
    """A disk, by the properties of its device in QEMU, and those that are other ones when it is plugged in again.
    Where QEMU cannot unplug it, commands on the machine have the kernel do so.
    """
    properties: dict
    again: dict
    pull: str = ''
    plug: str = ''

    @property
    def serial(self):
        return self.properties['serial']

    def options(self):
        return ['-device', ','.join(f'{key}={value}' for key, value in self.properties.items())]

    def unplug(self, machine, name):
        if self.pull:
            machine.check(self.pull.replace('NAME', name))
        else:
            machine.command('device_del', id=self.properties['id'])

    def plug_in(self, machine):
        if self.plug:
            machine.check(self.plug, 120)
        else:
            machine.command('device_add', **{**self.properties, **self.again})


BUSES = ['-device', 'usb-uas,id=uas,bus=xhci.0,port=2', '-device', 'virtio-scsi-pci,id=vscsi',
         '-device', 'pcie-root-port,id=slot1,chassis=1,slot=1', '-device', 'pcie-root-port,id=slot2,chassis=2,slot=2']
STICK = {'driver': 'usb-storage', 'id': 'stick', 'bus': 'xhci.0', 'port': '1', 'drive': 'disk0', 'serial': 'STICK'}
DISKS = [
    Disk(STICK, {'id': 'again0', 'port': '4'}),
    Disk({'driver': 'scsi-hd', 'id': 'attached', 'bus': 'uas.0', 'drive': 'disk1', 'serial': 'ATTACHED', 'wwn': '0x5000c50015ea71ad'}, {},
         PORT + 'port NAME > /tmp/port; echo 0 > $(cat /tmp/port)/authorized', 'echo 1 > $(cat /tmp/port)/authorized'),
    Disk({'driver': 'scsi-hd', 'id': 'scsi', 'bus': 'vscsi.0', 'drive': 'disk2', 'serial': 'SCSI', 'device_id': 'SCSI'}, {'id': 'again2'}),
    Disk({'driver': 'nvme', 'id': 'nvme', 'bus': 'slot1', 'drive': 'disk3', 'serial': 'NVME'}, {'id': 'again3'}),
    Disk({'driver': 'virtio-blk-pci', 'id': 'virtio', 'bus': 'slot2', 'drive': 'disk4', 'serial': 'VIRTIO'}, {'id': 'again4'}),
    Disk({'driver': 'ide-hd', 'id': 'ahci', 'bus': 'ide.0', 'drive': 'disk5', 'serial': 'AHCI'}, {},
         'echo 1 > /sys/block/NAME/device/delete', 'for host in /sys/class/scsi_host/*/scan; do echo - - - > $host; done'),
]


def node(file, name):
    """What is behind a disk, which stays there when that is unplugged."""
    return ['-blockdev', f'driver=raw,node-name={name},file.driver=file,file.filename={file}']


def write_random(file, size):
    with open(file, 'wb') as data:
        data.write(os.urandom(size))
    return file


def names(machine):
    """The present names of the disks, in their order; None for one that is not there."""
    listed = [line.split() for line in machine.check('lsblk -d -n -r -o NAME,SERIAL').splitlines()]
    by_serial = {words[1]: words[0] for words in listed if len(words) == 2}
    return [by_serial.get(disk.serial) for disk in DISKS]


def wait_for_names(machine, limit):
    """The names of the disks, as soon as all of them are there."""
    end = time.monotonic() + limit
    while not all(found := names(machine)):
        expect(time.monotonic() < end, f'not all disks are there: {found}')
        time.sleep(0.5)
    return found


def events(machine, kind):
    return [json.loads(line) for line in machine.check(f"grep '^.\"event\":\"{kind}\"' /tmp/out || true").splitlines()]


def wait_for_events(machine, kind, count, limit):
    machine.check(f"until [ $(grep -c '\"event\":\"{kind}\"' /tmp/out) -ge {count} ] || grep '^ended' /tmp/out; do sleep 0.5; done", limit)
    found = events(machine, kind)
    expect(len(found) == count, f'{len(found)} × {kind}, not {count}: ' + machine.check("tail -n 40 /tmp/out | cut -c 1-300"))
    return found


def start(machine, server, work):
    """Starts a conversion of all disks in the background; its output is in /tmp/out on the machine."""
    with open(server.values['P2V_LAB_IDENTITY'], encoding='ascii') as key:
        machine.check(f"(umask 077; cat > /tmp/key <<'KEY'\n{key.read()}KEY\n)")
    words = (f'p2v.server=10.0.2.2 p2v.port={server.values["P2V_LAB_PORT"]} p2v.identity=file:///tmp/key p2v.name=unplugged '
             f'p2v.o=local p2v.os={work}/output p2v.bandwidth={RATE} p2v.post= p2v.disks={",".join(names(machine))}')
    machine.check(f"(virt-p2v --progress=json --cmdline='{words}'; echo ended $?) > /tmp/out 2>&1 < /dev/null &")
    machine.check("until grep -q '^ended\\|Copying disk' /tmp/out; do sleep 0.5; done", kit.CONVERSION)


def wait_for_copies(work, limit):
    """Waits until something of each disk has been written; returns their files."""
    copies = [f'{work}/output/unplugged-sd{chr(ord("a") + number)}' for number in range(len(DISKS))]
    end = time.monotonic() + limit
    while not all(os.path.exists(copy) and os.stat(copy).st_blocks for copy in copies):
        expect(time.monotonic() < end, f'not all disks are being copied: {os.listdir(f"{work}/output")}')
        time.sleep(0.1)
    return copies


def plug_in_all(machine, before):
    """Other sticks come first, one with the serial number that is looked for; then the disks themselves, the stick in another port."""
    machine.command('device_add', **{**STICK, 'id': 'other', 'drive': 'other', 'serial': 'OTHER'})
    machine.command('device_add', **{**STICK, 'id': 'smaller', 'drive': 'smaller', 'port': '3'})
    refused, = wait_for_events(machine, 'diskRefused', 1, BACK)
    expect(refused['name'] == before[0] and f'not {SIZE}' in refused['text'], f'refused: {refused}')
    machine.command('device_del', id='smaller')
    for disk in DISKS:
        disk.plug_in(machine)
    back = {event['name']: event['device'] for event in wait_for_events(machine, 'diskBack', len(DISKS), BACK)}
    now = names(machine)
    expect([back[name] for name in before] == [f'/dev/{name}' for name in now], f'{before} are {now} now, and {back} are read')
    expect(before[0] != now[0], f'the stick has its old name {now[0]}')
    for name in now:
        expect(machine.check(f'blockdev --getro /dev/{name}') == '1', f'{name} can be written to')
    kit.note(' '.join(f'{old}→{new}' for old, new in zip(before, now)))


@kit.case
def unplugged(image):
    """Disks on USB, SCSI, AHCI, NVMe and virtio are unplugged while they are copied, and come back under other names: byte for byte."""
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work, \
            kit.ConversionServer('--virt-v2v', f'{kit.CHECKOUT}/releng/lab/copying-virt-v2v') as server:
        os.chmod(work, 0o755)
        os.mkdir(f'{work}/output')
        sources = [write_random(f'{work}/disk{number}.img', SIZE) for number in range(len(DISKS))]
        before = sha256(*sources)
        options = BUSES + node(write_random(f'{work}/other.img', SIZE), 'other') + node(write_random(f'{work}/smaller.img', SIZE // 2), 'smaller')
        for number, disk in enumerate(DISKS):
            options += node(sources[number], f'disk{number}') + disk.options()
        with Machine(kit.kept('unplugged.log'), options=image.network_boot('') + options) as machine:
            machine.shell(kit.BOOT)
            machine.check('udevadm settle -t 60; nm-online -q -t 60', 150)
            at_first = wait_for_names(machine, 120)
            start(machine, server, work)
            copies = wait_for_copies(work, 120)
            for disk, name in zip(DISKS, at_first):
                disk.unplug(machine, name)
            wait_for_events(machine, 'diskAway', len(DISKS), BACK)
            expect(not any(names(machine)), f'still there: {names(machine)}')
            plug_in_all(machine, at_first)
            machine.check("until grep -q '^ended' /tmp/out; do sleep 0.5; done", kit.CONVERSION)
            expect(machine.check('tail -n 1 /tmp/out') == 'ended 0', machine.check("tail -n 40 /tmp/out | cut -c 1-300"))
            expect(not events(machine, 'partUnreadable'), f'unreadable: {events(machine, "partUnreadable")}')
        expect(sha256(*sources) == before, 'a source disk was changed')
        for source, copy in zip(sources, copies):
            expect(sha256(copy)[copy] == before[source], f'{copy} is not what is on its disk')
