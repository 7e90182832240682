"""Hardware as it comes: cases of releng/image/test that boot the live image on machines of many kinds, one boot a case.

Each case leaves rows of a table in AsciiDoc with what was seen in the directory of the pictures, and all rows so far are in
hardware.adoc there: the guide's table of tested hardware is made of it.
"""
import os
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass

import kit
from machine import Failure, Machine

MB = 1 << 20
# How a device hangs on its machine: the drivers from the disk up to the bus.
DRIVERS = r'''
drivers() {
  path=$(readlink -f "$1")
  while [ "$path" != /sys/devices ] && [ "$path" != / ]; do
    [ ! -e "$path/driver" ] || basename "$(readlink "$path/driver")"
    path=${path%/*}
  done
}
'''
# Name, size, read-only flag and drivers of each disk; address, drivers and IP address of each network card.
LOOK = DRIVERS + r'''
for disk in /sys/block/*; do
  [ -e "$disk/device" ] || continue
  name=${disk##*/}
  echo disk "$name" $(( $(cat "$disk/size") * 512 )) "$(blockdev --getro "/dev/$name")" $(drivers "$disk/device")
done
for card in /sys/class/net/*; do
  [ -e "$card/device" ] || continue
  name=${card##*/}
  echo card "$name" "$(cat "$card/address")" "$(ip -4 -o address show dev "$name" | sed 's/.* inet //; s,/.*,,; s/^$/-/' | grep . || echo -)" $(drivers "$card/device")
done
'''


@dataclass
class Disk:
    """A disk on a controller. {drive} in the options is where the disk goes. A portable one is offered, but not chosen by itself."""
    label: str
    driver: str
    options: list
    portable: bool = False
    size: int = 0


@dataclass
class Card:
    """A network card, with a network of its own. What looks like the port of a service processor has no DHCP by itself.
    One that needs firmware that is not free software has no address unless that package is on the image. Another driver has it where
    that is loaded first, and does not know its hardware address.
    """
    label: str
    driver: str
    model: str
    internal: bool = False
    firmware: str = ''
    other: str = ''


DISKS = [
    Disk('AHCI', 'ahci', ['ide-hd,bus=ide.0,{drive}']),
    Disk('NVMe', 'nvme', ['nvme,serial=NVME,{drive}']),
    Disk('virtio-blk', 'virtio_blk', ['virtio-blk-pci,{drive}']),
    Disk('virtio-scsi', 'virtio_scsi', ['virtio-scsi-pci,id=vscsi', 'scsi-hd,bus=vscsi.0,{drive}']),
    Disk('LSI MegaRAID SAS 1078 (`megasas`)', 'megaraid_sas', ['megasas,id=mega', 'scsi-hd,bus=mega.0,{drive}']),
    Disk('LSI MegaRAID SAS 2108 (`megasas-gen2`)', 'megaraid_sas', ['megasas-gen2,id=mega2', 'scsi-hd,bus=mega2.0,{drive}']),
    Disk('LSI SAS 1068 (`mptsas1068`)', 'mptsas', ['mptsas1068,id=mpt', 'scsi-hd,bus=mpt.0,wwn=0x5000c50015ea71ac,{drive}']),
    Disk('LSI 53C895A', 'sym53c8xx', ['lsi53c895a,id=lsi', 'scsi-hd,bus=lsi.0,{drive}']),
    Disk('VMware PVSCSI', 'vmw_pvscsi', ['pvscsi,id=pvscsi', 'scsi-hd,bus=pvscsi.0,{drive}']),
    Disk('SD card (SDHCI)', 'sdhci-pci', ['sdhci-pci,id=sd', 'sd-card,bus=sd-bus,{drive}'], True, 64 * MB),
    Disk('USB 3, `usb-storage`', 'usb-storage', ['usb-storage,bus=xhci.0,{drive}'], True),
    Disk('USB 3, `usb-bot`', 'usb-storage', ['usb-bot,id=bot,bus=xhci.0', 'scsi-hd,bus=bot.0,{drive}'], True),
    Disk('USB 3, UAS', 'uas', ['usb-uas,id=uas,bus=xhci.0', 'scsi-hd,bus=uas.0,{drive}'], True),
    Disk('USB 2, `usb-storage`', 'usb-storage', ['usb-ehci,id=ehci', 'usb-storage,bus=ehci.0,{drive}'], True),
]
CARDS = [
    Card('Intel e1000 (82545EM)', 'e1000', 'e1000-82545em'),
    Card('Intel e1000e (82574L)', 'e1000e', 'e1000e'),
    Card('Intel igb (82576)', 'igb', 'igb'),
    Card('Intel e100 (82557B)', 'e100', 'i82557b'),
    Card('Intel e100 (82551)', 'e100', 'i82551', firmware='firmware-intel-misc'),
    Card('Realtek RTL8139', '8139cp', 'rtl8139'),
    Card('VMware vmxnet3', 'vmxnet3', 'vmxnet3'),
    Card('virtio-net', 'virtio_net', 'virtio-net-pci'),
    Card('Linux USB Ethernet (`usb-net`), as service processors have it', 'cdc_ether', 'usb-net,bus=xhci.0', True, other='cdc_subset'),
    Card('NE2000 PCI', 'ne2k-pci', 'ne2k_pci'),
    Card('AMD PCnet', 'pcnet32', 'pcnet'),
    Card('DEC Tulip', 'tulip', 'tulip'),
]


def known_models():
    """The devices that this QEMU has."""
    help_text = subprocess.run(['qemu-system-x86_64', '-device', 'help'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return set(re.findall(r'^name "([^"]+)"', help_text, re.MULTILINE))


class Row:
    """One boot: the machine, and what is looked at on it."""

    def __init__(self, image, name):
        self.image, self.name = image, name
        self.rows = []
        self.problems = []

    def table(self, *cells):
        self.rows.append('| ' + ' | '.join(cells))

    def expect(self, truth, what):
        """Goes on if it is not so: one boot tells about many devices."""
        if not truth:
            self.problems.append(what)

    def end(self):
        """Keeps the rows of the table, and puts all that there are together."""
        if self.problems:
            raise Failure('; '.join(self.problems))
        with open(kit.kept(self.name + '.adoc'), 'w', encoding='utf-8') as file:
            file.write('\n'.join(self.rows) + '\n')
        with open(kit.kept('hardware.adoc'), 'w', encoding='utf-8') as whole:
            for name in sorted(os.listdir(kit.KEPT)):
                if name.startswith('hardware-') and name.endswith('.adoc'):
                    with open(kit.kept(name), encoding='utf-8') as file:
                        whole.write(file.read())

    def machine(self, *options, **arguments):
        return Machine(kit.kept(self.name + '.log'), options=list(options), **arguments)

    def wizard(self, machine, name):
        """Waits for a shell and for the wizard, whose picture it keeps, and uses the keyboard; name is what the machine is called."""
        machine.shell(kit.SLOW)
        seconds = machine.wait_for_wizard(kit.SLOW)
        kit.note(f'wizard after {seconds:.0f} s')
        kit.note('Linux ' + machine.check('uname -r'))
        time.sleep(5)
        machine.save_picture(kit.kept(self.name + '.png'))
        self.keyboard(machine)
        driver = machine.check('for d in /sys/class/drm/card[0-9] /sys/class/graphics/fb0; do [ ! -e $d ] || readlink $d/device/driver; done'
                               ' | sed "s,.*/,," | sort -u | head -n 1')
        self.table('machine', name, f'`{driver}` (graphics)', 'wizard, keyboard')

    @staticmethod
    def keyboard(machine):
        """Ctrl-Alt-F2, which X sees, and a command at the text console, which the kernel sees."""
        machine.keys('ctrl-alt-f2')
        limit = time.monotonic() + 120
        while machine.wizard_is_there():
            if time.monotonic() > limit:
                raise Failure('the wizard does not see the keyboard')
            time.sleep(1)
        time.sleep(10)
        machine.keys(*'touch', 'spc', *'abc', 'ret')
        machine.check('until [ -e /root/abc ]; do sleep 0.2; done', 60)

    def devices(self, machine, disks, cards):
        """Whether the disks and network cards are there for the kernel, and which ones virt-p2v converts unless it is told otherwise."""
        machine.check(f"cat > /tmp/look <<'SCRIPT'\n{LOOK}\nSCRIPT")
        seen = [line.split() for line in machine.check('bash /tmp/look', 120).splitlines()]
        with open(kit.kept(self.name + '.dmesg'), 'w', encoding='utf-8') as file:
            file.write(machine.check('dmesg', 120))
        said = machine.check("virt-p2v --cmdline='p2v.server=x p2v.dump_config_and_exit'", 300)
        listed = re.findall(r'[^ ,]+', ' '.join(re.findall(r'^(?:disks|removable|interfaces) +(.*)', said, re.MULTILINE)))
        for disk in disks:
            self._disk(disk, [line[1:] for line in seen if line[0] == 'disk' and int(line[2]) == disk.size], listed)
        for number, card in enumerate(cards, 1):
            has_firmware = card.firmware and machine.run(f'dpkg-query -W {card.firmware}')[1] == 0
            found = [line[1:] for line in seen if line[0] == 'card' and (line[2] == address(number) or card.other in line[4:])]
            self._card(card, found, f'10.0.{100 + number}.', listed, has_firmware)

    def _disk(self, disk, found, listed):
        self.expect(found, f'{disk.label}: not seen')
        for name, _, read_only, *drivers in found:
            self.expect(read_only == '1', f'{disk.label}: not read-only')
            self.expect(disk.driver in drivers, f'{disk.label}: has the drivers {drivers}')
            self.expect((name in listed) != disk.portable, f'{disk.label}: virt-p2v chooses {" ".join(listed)}')
            self.table('disk', disk.label, f'`{disk.driver}`', 'read-only, ' + ('not chosen' if disk.portable else 'chosen'))

    def _card(self, card, found, network, listed, has_firmware):
        self.expect(found, f'{card.label}: not seen')
        for name, _, ip, *drivers in found:
            result = 'address by DHCP'
            if card.internal:
                network, result = '169.254.', 'address without DHCP'
            elif card.firmware and not has_firmware:
                network, result = '-', f'no address without `{card.firmware}`'
            driver = card.other if card.other in drivers else card.driver
            self.expect(ip.startswith(network), f'{card.label}: has the address {ip}')
            self.expect(driver in drivers, f'{card.label}: has the drivers {drivers}')
            self.expect((name in listed) != card.internal, f'{card.label}: virt-p2v chooses {" ".join(listed)}')
            self.table('network', card.label, f'`{driver}`', result + (', not chosen' if card.internal else ', chosen'))


def address(number):
    """The hardware address of a network card."""
    return f'52:54:00:00:00:{number:02x}'


def disk_options(disks, directory):
    """Makes a disk of a size of its own for each; QEMU's options."""
    options = []
    for number, disk in enumerate(disks):
        disk.size = disk.size or (16 + number) * MB
        file = f'{directory}/disk{number}.img'
        with open(file, 'wb') as data:
            data.truncate(disk.size)
        options += ['-drive', f'file={file},format=raw,if=none,id=d{number}']
        for option in disk.options:
            options += ['-device', option.replace('{drive}', f'drive=d{number}')]
    return options


def card_options(cards):
    options = []
    for number, card in enumerate(cards, 1):
        rom = '' if card.model.startswith('usb') else ',romfile='
        options += ['-netdev', f'user,id=n{number},net=10.0.{100 + number}.0/24',
                    '-device', f'{card.model},netdev=n{number},mac={address(number)}{rom}']
    return options


def row(function):
    """Makes a function of a row a case, named like it."""
    name = 'hardware-' + function.__name__.replace('_', '-')

    def run(image):
        this = Row(image, name)
        function(this)
        this.end()

    run.__name__ = name
    run.__doc__ = function.__doc__
    return kit.case(run)


@row
def devices(row):
    """Disks on controllers of many kinds, and network cards of many kinds, in one q35."""
    cards = [card for card in CARDS if card.model.split(',')[0] in known_models()]
    for card in CARDS:
        if card not in cards:
            kit.note(f'this QEMU has no {card.model}')
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
        options = disk_options(DISKS, work) + card_options(cards)
        with row.machine(*row.image.network_boot(''), *options) as machine:
            row.wizard(machine, 'q35, BIOS, two CPUs; std graphics, PS/2 keyboard; started over the network')
            machine.check('nm-online -q -t 120', 150)
            row.devices(machine, DISKS, cards)


@row
def pc(row):
    """A pc with BIOS and one CPU, from a CD on IDE, with Cirrus graphics, disks on IDE and USB 1.1, and a clock of 1970."""
    disks = [Disk('IDE', 'ata_piix', ['ide-hd,bus=ide.0,unit=0,{drive}']),
             Disk('USB 1.1, `usb-storage`', 'usb-storage', ['piix3-usb-uhci,id=uhci', 'usb-storage,bus=uhci.0,{drive}'], True)]
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
        cd = ['-drive', f'file={row.image.iso},format=raw,if=none,id=cd,media=cdrom,readonly=on',
              '-device', 'ide-cd,drive=cd,bus=ide.1,unit=0,bootindex=0']
        with row.machine(*cd, *disk_options(disks, work), '-rtc', 'base=1970-01-02T00:00:00', board='pc', processors=1,
                         graphics=['-vga', 'cirrus']) as machine:
            row.wizard(machine, 'pc, BIOS, one CPU; Cirrus, PS/2 keyboard; started from a CD (IDE); a clock of 1970')
            row.devices(machine, disks, [])
            expect_time(row, machine)


@row
def secure_qxl(row):
    """Secure Boot from a CD on AHCI, with QXL graphics."""
    with row.machine(*row.image.cd(), firmware='secure', graphics=['-vga', 'qxl']) as machine:
        row.wizard(machine, 'q35, UEFI with Secure Boot; QXL, PS/2 keyboard; started from a CD (AHCI)')
        row.expect('Secure boot enabled' in machine.check('dmesg'), 'the kernel does not say that Secure Boot is enabled')


@row
def uefi32(row):
    """UEFI of 32 bits on a 64-bit processor, from a USB 2 stick, with virtio graphics and a USB keyboard."""
    stick = ['-device', 'usb-ehci,id=ehci', '-drive', f'file={row.image.iso},format=raw,if=none,id=usb,snapshot=on',
             '-device', 'usb-storage,drive=usb,bus=ehci.0,removable=on,bootindex=0', '-device', 'usb-kbd,bus=xhci.0']
    with row.machine(*stick, firmware='uefi32', board='q35,i8042=off', graphics=['-vga', 'virtio']) as machine:
        row.wizard(machine, 'q35, UEFI of 32 bits; virtio, USB keyboard; started from a USB 2 stick')
        row.expect(machine.check('cat /sys/firmware/efi/fw_platform_size') == '32', 'the firmware has not 32 bits')
        row.expect(machine.check('uname -m') == 'x86_64', 'the kernel has not 64 bits')


@row
def bochs(row):
    """UEFI, bochs-display, and a clock of 2099."""
    with row.machine(*row.image.network_boot(''), '-rtc', 'base=2099-01-01T00:00:00', firmware='uefi',
                     graphics=['-vga', 'none', '-device', 'bochs-display']) as machine:
        row.wizard(machine, 'q35, UEFI, two CPUs; bochs-display, PS/2 keyboard; a clock of 2099')
        expect_time(row, machine)


@row
def vmware(row):
    """BIOS, VMware's graphics, and a keyboard on USB alone."""
    with row.machine(*row.image.network_boot(''), '-device', 'usb-kbd,bus=xhci.0', board='q35,i8042=off',
                     graphics=['-vga', 'vmware']) as machine:
        row.wizard(machine, 'q35, BIOS; VMware SVGA II, USB keyboard')


@row
def no_driver(row):
    """UEFI, and a graphics card that the image has no driver for: the picture of the firmware is used."""
    with row.machine(*row.image.cd(), firmware='uefi', graphics=['-vga', 'none', '-device', 'ramfb']) as machine:
        row.wizard(machine, 'q35, UEFI; ramfb, for which Linux has no driver, with the firmware\'s picture')


@row
def cpus(row):
    """64 CPUs."""
    with row.machine(*row.image.network_boot(''), processors=64, memory=4096) as machine:
        row.wizard(machine, 'q35, BIOS, 64 CPUs; std graphics, PS/2 keyboard')
        row.expect(machine.check('nproc') == '64', 'the kernel has not 64 CPUs')


def expect_time(row, machine):
    """Whether the system goes by a time in which certificates may be valid, although the clock of the hardware shows another one."""
    made = int(machine.check('stat -c %Y /usr/lib/virt-p2v-live/start'))
    now = int(machine.check('date +%s'))
    row.expect(made <= now < made + 366 * 86400, f'the system takes it for {time.ctime(now)}')
