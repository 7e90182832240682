"""What the cases of releng/image/test have in common: the image, where pictures go, the conversion server, and the list of cases."""
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from machine import expect

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
TARGET = os.path.join(HERE, 'target')
KEPT = os.path.join(TARGET, 'test')
CONSOLE = 'console=tty0 console=ttyS0,115200'
# Of QEMU's machine: a boot is a minute or two when nothing else runs, and there may be much else.
BOOT = 900
SLOW = 1800
CONVERSION = 1800

cases = {}
notes = []


def case(function):
    """Makes a function a test case, named like it."""
    cases[function.__name__.replace('_', '-')] = function
    return function


def note(text):
    notes.append(text)


class Image:
    """The built files."""

    def __init__(self, directory):
        self.iso = os.path.join(directory, 'virt-p2v.iso')
        self.kernel = os.path.join(directory, 'pxe/vmlinuz')
        self.initrd = os.path.join(directory, 'pxe/initrd.img')
        self.root = os.path.join(directory, 'pxe/root.squashfs')
        self.initrd_small = os.path.join(directory, 'pxe/initrd-small.img')

    def cd(self, boots=True):
        return ['-drive', f'file={self.iso},format=raw,if=none,id=cd,media=cdrom,readonly=on',
                '-device', 'ide-cd,drive=cd,bus=ide.5' + (',bootindex=0' if boots else '')]

    def usb(self):
        return ['-drive', f'file={self.iso},format=raw,if=none,id=usb,snapshot=on',
                '-device', 'usb-storage,drive=usb,bus=xhci.0,removable=on,bootindex=0']

    def network_boot(self, parameters, initrd=None):
        """As a PXE loader does it: kernel, initramfs, command line."""
        return ['-kernel', self.kernel, '-initrd', initrd or self.initrd, '-append', f'quiet systemd.default_timeout_start_sec=900 {CONSOLE} {parameters}']


def build(*options):
    subprocess.run([os.path.join(HERE, 'build'), '--fast', '--cache', os.path.join(TARGET, 'cache'), *options], check=True)


def kept(name):
    return os.path.join(KEPT, name)


def phony_guest(directory):
    """A machine of the lab with one small disk, made new in a directory; its disk."""
    made = subprocess.run([f'{CHECKOUT}/releng/lab/guest', 'phony', '--output', directory], check=True, capture_output=True, text=True).stdout
    return re.search('P2V_GUEST_DISKS=(.*)', made).group(1)


def disk(file, number):
    return ['-drive', f'file={file},format=raw,if=none,id=disk{number}',
            '-device', f'virtio-blk-pci,drive=disk{number}' if number > 4 else
            f'ide-hd,drive=disk{number},bus=ide.{number},serial=TEST{number}']


class ConversionServer:
    """The lab's, with further options of its start, for the with statement."""

    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        started = subprocess.run([f'{CHECKOUT}/releng/lab/conversion-server', 'start', '--kvm', 'no', '--supervise', str(os.getpid()),
                                  *self.options], check=True, capture_output=True, text=True).stdout
        self.values = dict(line.split('=', 1) for line in started.splitlines() if '=' in line)
        self.values = {key: value.strip("'") for key, value in self.values.items()}
        return self

    def __exit__(self, *_):
        subprocess.run([f'{CHECKOUT}/releng/lab/conversion-server', 'stop', '--dir', self.values['P2V_LAB_DIR']], check=True)

    def known_hosts(self, file):
        """As seen from the machine, for which this host is 10.0.2.2."""
        port = self.values['P2V_LAB_PORT']
        with open(self.values['P2V_LAB_KNOWN_HOSTS'], encoding='utf-8') as known, open(file, 'w', encoding='utf-8') as out:
            for line in known:
                out.write(f'[10.0.2.2]:{port} ' + line.split(' ', 1)[1])


def check_guest(file):
    guest = ElementTree.parse(file).getroot()
    expect(guest.findtext('name') == 'image', 'the guest has another name')
    expect(guest.findtext('memory') == '1048576', f'the guest has {guest.findtext("memory")} KiB of memory')
    expect(guest.findtext('vcpu') == '2', 'the guest has not 2 CPUs')
    disks = [d.find('source').get('file') for d in guest.iter('disk') if d.get('device') == 'disk']
    expect(len(disks) == 1 and os.path.getsize(disks[0]) > 0, f'the guest has the disks {disks}')
    interface = guest.find('devices/interface')
    expect(interface.find('mac').get('address') == '52:54:00:50:32:56', 'the guest has not the MAC address of the machine')
    expect(interface.find('source').get('network') == 'wired', 'the guest is not in the network "wired"')
