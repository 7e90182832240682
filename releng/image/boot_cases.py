"""Cases of releng/image/test about ways to boot."""
import functools
import http.server
import os
import re
import shutil
import ssl
import struct
import subprocess
import tempfile
import threading
import uuid

import kit
from machine import Machine, OVMF, expect, settle, sha256, usb_stick


# ---------------------------------------------------------------------------------------------------------
# The image as a file on a stick

PARTITION = 16 << 20
ISO_STICK_MB = 700
GRUB_MODULES = 'normal configfile linux loopback iso9660 fat exfat ext2 ntfs part_msdos search search_fs_file echo test serial terminal all_video minicmd'
GRUB_MENU = '''
set iso_path="{path}"
export iso_path
search --no-floppy --set=root --file "$iso_path"
loopback loop "$iso_path"
set root=(loop)
configfile /boot/grub/loopback.cfg
'''


def rotated(data, skipped=()):
    """The sum that exFAT has of entries and names."""
    result = 0
    for at, byte in enumerate(data):
        if at not in skipped:
            result = ((result << 15 | result >> 1) + byte) & 0xffff
    return result


def copy_to_exfat(name, source, file, offset):
    """Puts a file into the root directory of a new exFAT file system, at some place of another file."""
    with open(source, 'rb') as content, open(file, 'r+b') as disk:
        def read(at, size):
            disk.seek(offset + at)
            return disk.read(size)

        def write(at, data):
            disk.seek(offset + at)
            disk.write(data)

        heap, root = (int.from_bytes(read(at, 4), 'little') for at in (0x58, 0x60))
        sector, cluster = read(0x6c, 1)[0], read(0x6d, 1)[0]
        cluster = 1 << (sector + cluster)

        def place(number):
            return (heap << sector) + (number - 2) * cluster

        entries = read(place(root), cluster)
        bitmap = next(entries[at:at + 32] for at in range(0, cluster, 32) if entries[at] == 0x81)
        size = os.path.getsize(source)
        first = root + 1
        for number in range(first, first + -(-size // cluster)):
            at = place(int.from_bytes(bitmap[20:24], 'little')) + (number - 2) // 8
            write(at, bytes([read(at, 1)[0] | 1 << (number - 2) % 8]))
        disk.seek(offset + place(first))
        shutil.copyfileobj(content, disk, 1 << 20)
        encoded = name.encode('utf-16-le')
        names = [encoded[at:at + 30].ljust(30, b'\0') for at in range(0, len(encoded), 30)]
        made = bytearray(b'\x85' + bytes([1 + len(names)]) + b'\0\0\x20\0' + bytes(26))
        made += (b'\xc0\x03\0' + bytes([len(name)]) + struct.pack('<HHQIIQ', rotated(name.upper().encode('utf-16-le')), 0, size, 0, first, size))
        for part in names:
            made += b'\xc1\0' + part
        made[2:4] = struct.pack('<H', rotated(made, (2, 3)))
        write(place(root) + next(at for at in range(0, cluster, 32) if entries[at] == 0), made)


def put_on(kind, iso, name, file, work):
    """Makes a file system in a partition of a stick, with the ISO in it."""
    partition = f'{work}/partition'
    subprocess.run(['truncate', '-s', f'{ISO_STICK_MB - 16}M', partition], check=True)
    if kind == 'vfat':
        subprocess.run(['/sbin/mkfs.vfat', '-F', '32', '-n', 'STICK', partition], check=True, capture_output=True)
        subprocess.run(['mmd', '-i', partition, '::' + os.path.dirname(name)], check=True)
        subprocess.run(['mcopy', '-i', partition, iso, '::' + name], check=True)
    elif kind == 'exfat':
        subprocess.run(['mkfs.exfat', '-L', 'Ventoy', partition], check=True, capture_output=True)
        copy_to_exfat(name.strip('/'), iso, partition, 0)
    elif kind == 'ntfs':
        subprocess.run(['/sbin/mkntfs', '-q', '-F', '-f', '-L', 'STICK', partition], check=True, capture_output=True)
        subprocess.run(['ntfscp', partition, iso, name], check=True, capture_output=True)
    else:
        os.mkdir(f'{work}/tree')
        shutil.copy(iso, f'{work}/tree{name}')
        subprocess.run(['/sbin/mke2fs', '-q', '-t', 'ext4', '-d', f'{work}/tree', partition], check=True)
        shutil.rmtree(f'{work}/tree')
    with open(partition, 'rb') as source, open(file, 'r+b') as disk:
        disk.seek(PARTITION)
        shutil.copyfileobj(source, disk, 1 << 20)
    os.remove(partition)


def grub_stick(kind, iso, name, file, work):
    """A stick with GRUB for BIOS and UEFI, and the ISO as a file."""
    subprocess.run(['truncate', '-s', f'{ISO_STICK_MB}M', file], check=True)
    subprocess.run(['/sbin/sfdisk', '--quiet', file], input=f'label: dos\nstart=2048,size=12M,type=ef\nstart={PARTITION // 512},type=7,bootable\n',
                   text=True, check=True)
    with open(f'{work}/grub.cfg', 'w', encoding='utf-8') as menu:
        menu.write(GRUB_MENU.format(path=name))
    for target, made, more in (('i386-pc', 'core.img', 'biosdisk'), ('x86_64-efi', 'grub.efi', '')):
        subprocess.run(['grub-mkimage', '-O', target, '-p', '/boot/grub', '-c', f'{work}/grub.cfg', '-o', f'{work}/{made}',
                        *GRUB_MODULES.split(), *more.split()], check=True)
    esp = f'{work}/esp'
    subprocess.run(['truncate', '-s', '12M', esp], check=True)
    subprocess.run(['/sbin/mkfs.vfat', esp], check=True, capture_output=True)
    subprocess.run(['mmd', '-i', esp, '::/EFI', '::/EFI/BOOT'], check=True)
    subprocess.run(['mcopy', '-i', esp, f'{work}/grub.efi', '::/EFI/BOOT/BOOTX64.EFI'], check=True)
    with open(file, 'r+b') as disk, open('/usr/lib/grub/i386-pc/boot.img', 'rb') as boot, open(f'{work}/core.img', 'rb') as core, \
            open(esp, 'rb') as first:
        disk.write(boot.read()[:440])
        disk.seek(512)
        disk.write(core.read())
        disk.seek(1 << 20)
        disk.write(first.read())
    put_on(kind, iso, name, file, work)


@kit.case
def iso_file(image):
    """The ISO as a file on a stick with GRUB: FAT with BIOS, exFAT with UEFI, to the wizard; the stick is not offered."""
    for kind, firmware, name in (('vfat', 'bios', '/iso files/virt p2v.iso'), ('exfat', 'uefi', '/virt-p2v.iso')):
        with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
            stick = f'{work}/stick.img'
            grub_stick(kind, image.iso, name, stick, work)
            before = sha256(stick)
            subprocess.run(['truncate', '-s', '64M', f'{work}/empty.img'], check=True)
            devices = usb_stick(stick, 'stick', bootindex=0) + kit.disk(f'{work}/empty.img', 0)
            with Machine(kit.kept(f'iso-file-{kind}.log'), firmware=firmware, options=devices) as machine:
                machine.shell(kit.BOOT)
                kit.note(f'{kind}, {firmware}: wizard after {machine.wait_for_wizard(kit.BOOT):.0f} s')
                settle(machine)
                machine.save_picture(kit.kept(f'iso-file-{kind}.png'))
                mounts = machine.check('cat /proc/mounts')
                expect(re.search(rf'/run/virt-p2v/partition {kind} ro,', mounts), f'the partition is not mounted read-only: {mounts}')
                shown = machine.check('virt-p2v --cmdline=p2v.dump_config_and_exit', kit.BOOT)
                expect(re.search('disks +sda\n', shown), f'the stick is offered: {shown}')
            expect(sha256(stick) == before, 'the stick was written to')


@kit.case
def iso_file_systems(image):
    """The ISO as a file on NTFS and ext4, as findiso= and iso-scan/filename=; copied to memory, the stick is left alone."""
    for kind, word in (('ntfs', 'findiso=/virt-p2v.iso'), ('ext4', 'iso-scan/filename=(hd0,msdos2)/virt-p2v.iso toram')):
        with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
            stick = f'{work}/stick.img'
            subprocess.run(['truncate', '-s', f'{ISO_STICK_MB}M', stick], check=True)
            subprocess.run(['/sbin/sfdisk', '--quiet', stick], input=f'label: dos\nstart={PARTITION // 512},type=7\n', text=True, check=True)
            put_on(kind, image.iso, '/virt-p2v.iso', stick, work)
            before = sha256(stick)
            devices = image.network_boot(f'{word} init=/bin/bash', image.initrd_small) + usb_stick(stick, 'stick')
            with Machine(kit.kept(f'iso-file-{kind}.log'), options=devices) as machine:
                machine.shell(kit.BOOT, '@.*# ')
                mounts = machine.check('cat /proc/mounts')
                expect(('/run/virt-p2v/partition' in mounts) == ('toram' not in word), f'mounted is {mounts}')
            expect(sha256(stick) == before, 'the stick was written to')


class WebServer:
    """Serves a directory on this machine's loopback, which QEMU's network for users has as 10.0.2.2; with a certificate by HTTPS."""

    def __init__(self, directory, certificate=None):
        handler = functools.partial(QuietHandler, directory=directory)
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            # That of a firmware knows no elliptic curves, which are all that Python agrees to by itself.
            context.set_ciphers('DEFAULT')
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server.server_port

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    # A firmware's HTTPS wants its connection to be kept.
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass


@kit.case
def http_boot(image):
    """iPXE over HTTP with the sample menu, BIOS and UEFI, to the wizard."""
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
        shutil.copy(os.path.join(kit.HERE, 'pxe/boot.ipxe'), work)
        os.symlink(os.path.dirname(image.kernel), f'{work}/virt-p2v')
        with WebServer(work) as port:
            for firmware in ('bios', 'uefi'):
                # The card's own ROM is iPXE.
                devices = ['-netdev', f'user,id=boot,bootfile=http://10.0.2.2:{port}/boot.ipxe', '-device', 'virtio-net-pci,netdev=boot,bootindex=0']
                with Machine(kit.kept(f'http-{firmware}.log'), firmware=firmware, options=devices) as machine:
                    machine.wait_for('the wizard starts', kit.BOOT)
                    kit.note(f'{firmware}: wizard after {machine.wait_for_wizard(kit.BOOT):.0f} s')
                    settle(machine)
                    machine.save_picture(kit.kept(f'http-{firmware}.png'))


@kit.case
def slow_medium(image):
    """A CD that reads 2 MB/s, 60 blocks a second, as a virtual medium: to the wizard, and nothing gave up or failed."""
    devices = [option + ',throttling.bps-total=2097152,throttling.iops-total=60' if option.startswith('file=') else option for option in image.cd()]
    with Machine(kit.kept('slow-medium.log'), options=devices) as machine:
        machine.wait_for('the wizard starts', kit.SLOW)
        kit.note(f'wizard after {machine.wait_for_wizard(kit.SLOW):.0f} s')
        settle(machine)
        machine.save_picture(kit.kept('slow-medium.png'))
        machine.seen = 0
        machine.shell(kit.SLOW)
        failed = machine.check('systemctl --failed --plain --no-legend --no-pager', 300)
        expect(not failed, f'services failed: {failed}')
        late = machine.check("journalctl -b --no-pager | grep -iE 'timed out|watchdog timeout|is taking too long' || true", 300)
        expect(not late, f'something gave up: {late}')


GLOBAL_VARIABLES = uuid.UUID('8be4df61-93ca-11d2-aa0d-00e098032b8c')


def add_variables(file, variables):
    """Appends variables to those that OVMF keeps in a file, each a name and its data."""
    with open(file, 'r+b') as store:
        content = store.read()
        # After the volume's header, which tells its length: that of the store, of 28 bytes.
        at = struct.unpack_from('<H', content, 48)[0] + 28
        while content[at:at + 2] == b'\xaa\x55':
            name, size = struct.unpack_from('<II', content, at + 36)
            at += 60 + name + size + 3 & ~3
        for name, data in variables.items():
            encoded = (name + '\0').encode('utf-16-le')
            # Kept, for the boot services and the system; added and complete.
            made = struct.pack('<HBBIQ16sIII', 0x55aa, 0x3f, 0, 7, 0, b'', 0, len(encoded), len(data)) + GLOBAL_VARIABLES.bytes_le + encoded + data
            store.seek(at)
            store.write(made)
            at += len(made) + 3 & ~3


def boot_option(url):
    """What the firmware's setup makes of a URL: a load option with that as the whole device path."""
    path = struct.pack('<BBH', 3, 24, 4 + len(url)) + url.encode('ascii') + struct.pack('<BBH', 0x7f, 0xff, 4)
    return struct.pack('<IH', 1, len(path)) + 'HTTP\0'.encode('utf-16-le') + path


def certificate_for(address, file):
    """Makes a certificate that signs itself, with its key, as a file in PEM; returns the certificate in DER."""
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', file, '-out', file, '-subj', f'/CN={address}',
                    '-addext', f'subjectAltName=IP:{address}', '-days', '9'], check=True, capture_output=True)
    return subprocess.run(['openssl', 'x509', '-in', file, '-outform', 'DER'], check=True, capture_output=True).stdout


X509 = uuid.UUID('a5c059a1-94e4-4aa7-87b5-ab155c2bf072')


def signature_list(certificate):
    """What the firmware keeps of authorities: a list (UEFI, EFI_SIGNATURE_LIST) of one certificate in DER, which has no owner."""
    size = 16 + len(certificate)
    return X509.bytes_le + struct.pack('<III', 28 + size, 0, size) + bytes(16) + certificate


def to_the_wizard_by_firmware(image, scheme, work, certificate=None, options=()):
    """Boots a machine whose firmware has the URL of the ISO as its only boot option."""
    os.symlink(image.iso, f'{work}/virt-p2v.iso')
    shutil.copy(OVMF + 'OVMF_VARS_4M.fd', f'{work}/variables.fd')
    with WebServer(work, certificate) as port:
        add_variables(f'{work}/variables.fd', {'Boot0000': boot_option(f'{scheme}://10.0.2.2:{port}/virt-p2v.iso'), 'BootOrder': b'\0\0'})
        devices = ['-drive', f'if=pflash,format=raw,readonly=on,file={OVMF}OVMF_CODE_4M.fd',
                   '-drive', f'if=pflash,format=raw,file={work}/variables.fd',
                   '-netdev', 'user,id=boot', '-device', 'virtio-net-pci,netdev=boot,romfile=', *options]
        with Machine(kit.kept(f'uefi-{scheme}.log'), options=devices) as machine:
            machine.wait_for('the wizard starts', kit.BOOT)
            kit.note(f'wizard after {machine.wait_for_wizard(kit.BOOT):.0f} s')
            settle(machine)
            machine.save_picture(kit.kept(f'uefi-{scheme}.png'))


@kit.case
def uefi_http(image):
    """The firmware itself loads the ISO by HTTP, as a RAM disk, to the wizard."""
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
        to_the_wizard_by_firmware(image, 'http', work)


@kit.case
def uefi_https(image):
    """The same by HTTPS, where the firmware was told of the server's certificate."""
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work, tempfile.TemporaryDirectory() as private:
        with open(f'{private}/authorities', 'wb') as file:
            file.write(signature_list(certificate_for('10.0.2.2', f'{private}/server.pem')))
        to_the_wizard_by_firmware(image, 'https', work, f'{private}/server.pem',
                                  ['-fw_cfg', f'name=etc/edk2/https/cacerts,file={private}/authorities', '-object', 'rng-random,id=rng,filename=/dev/urandom',
                                   '-device', 'virtio-rng-pci,rng=rng'])
