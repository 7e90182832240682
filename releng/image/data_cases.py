"""Cases of releng/image/test about the data of a site on a stick."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile

import kit
from machine import Machine, expect, settle, sha256, usb_stick

STICK_MB = 64


def data_stick(file, files, folders=('logs',)):
    """A file with a FAT file system labelled P2VDATA, as Windows makes it on a stick without partitions."""
    subprocess.run(['truncate', '-s', f'{STICK_MB}M', file], check=True)
    subprocess.run(['/sbin/mkfs.vfat', '-F', '32', '-n', 'P2VDATA', file], check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as work:
        for name, content in files.items():
            with open(f'{work}/{name}', 'wb') as out:
                out.write(content)
            subprocess.run(['mcopy', '-i', file, f'{work}/{name}', f'::{name}'], check=True)
    for folder in folders:
        subprocess.run(['mmd', '-i', file, f'::{folder}'], check=True)


def host_key():
    """A public key, as a line of known_hosts has it, and its private key."""
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', f'{work}/key'], check=True)
        with open(f'{work}/key', 'rb') as private, open(f'{work}/key.pub', encoding='ascii') as public:
            return public.read().strip(), private.read()


def saved_logs(file, work):
    """The folders with logs on a stick, each with its files and their text."""
    subprocess.run(['mcopy', '-s', '-n', '-i', file, '::logs', work], check=True)
    found = {}
    for folder in os.listdir(f'{work}/logs'):
        found[folder] = {}
        for name in os.listdir(f'{work}/logs/{folder}'):
            with open(f'{work}/logs/{folder}/{name}', encoding='utf-8', errors='replace') as text:
                found[folder][name] = text.read()
    shutil.rmtree(f'{work}/logs')
    return found


def check_no_secret(logs):
    for folder, files in logs.items():
        for name, text in files.items():
            expect('hunter2' not in text, f'the password is in {folder}/{name}')


@kit.case
def data(image):
    """A stick labelled P2VDATA: settings, key, known hosts, certificate; logs on demand; a disk labelled so is left alone."""
    public, private = host_key()
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', '/dev/null', '-out', f'{work}/house.crt',
                        '-subj', '/CN=house of tests', '-days', '9'], check=True, capture_output=True)
        with open(f'{work}/house.crt', 'rb') as certificate:
            data_stick(f'{work}/stick.img', {
                'virt-p2v.conf': b'\xef\xbb\xbf# from Windows\r\np2v.name=from-stick\r\np2v.o=null\r\n',
                'id_ed25519': private.replace(b'\n', b'\r\n'), 'known_hosts': f'conv.example.com {public}\r\n'.encode(),
                'house.crt': certificate.read()})
        data_stick(f'{work}/source.img', {'virt-p2v.conf': b'p2v.name=from-source\n'})
        before = sha256(f'{work}/stick.img', f'{work}/source.img')
        devices = image.network_boot('p2v.password=hunter2') + kit.disk(f'{work}/source.img', 0) + usb_stick(f'{work}/stick.img', 'stick')
        with Machine(kit.kept('data.log'), options=devices) as machine:
            machine.wait_for('/dev/sda is labelled P2VDATA, but its disk is neither', kit.BOOT)
            machine.wait_for('P2VDATA: /dev/sdb has .*virt-p2v.conf', 60)
            machine.seen = 0
            machine.shell(kit.BOOT)
            machine.wait_for_wizard(kit.BOOT)
            settle(machine)
            machine.save_picture(kit.kept('data.png'))
            expect('P2VDATA' not in machine.check('cat /proc/mounts'), 'the stick is still mounted')
            expect(machine.check('blockdev --getro /dev/sdb') == '1', 'the stick is not read-only')
            expect('conv.example.com' in machine.check('cat /etc/ssh/ssh_known_hosts'), 'the known hosts are not there')
            machine.check('ssh-keygen -y -f /run/virt-p2v/P2VDATA/identity')
            machine.check('openssl verify -CAfile /etc/ssl/certs/ca-certificates.crt /run/virt-p2v/P2VDATA/house.crt')
            denied = machine.run('setpriv --reuid nobody --clear-groups cat /run/virt-p2v/P2VDATA/identity')
            expect(denied[1] != 0, 'the user nobody can read the key')
            shown = machine.check('virt-p2v --data=/run/virt-p2v/P2VDATA --cmdline="p2v.dump_config_and_exit"', kit.BOOT)
            for line in ('guestname +from-stick', 'disks +sda\n', 'identity.url +file:///run/virt-p2v/P2VDATA/identity'):
                expect(re.search(line, shown), f'there is no {line} in {shown}')
            expect(sha256(f'{work}/stick.img', f'{work}/source.img') == before, 'something was written unasked')
            said = machine.check('/usr/lib/virt-p2v-live/data save "web 01" /etc/hosts', 120)
            expect(said.startswith('logs/web_01-') and said.endswith('on /dev/sdb (P2VDATA)'), said)
            expect(machine.check('blockdev --getro /dev/sdb') == '1', 'the stick is not read-only again')
            expect('P2VDATA' not in machine.check('cat /proc/mounts'), 'the stick is still mounted after saving')
        logs = saved_logs(f'{work}/stick.img', work)
        expect(len(logs) == 1, f'there are the logs {list(logs)}')
        expect({'hosts', 'virt-p2v.txt', 'dmesg.txt', 'journal.txt', 'machine.txt'} <= set(*logs.values()), f'there are the logs {logs.values()}')
        check_no_secret(logs)
        expect(sha256(f'{work}/source.img')[f'{work}/source.img'] == before[f'{work}/source.img'], 'the source disk was changed')


@kit.case
def data_on_image(image):
    """An image made with --data, on a stick: a conversion that fails, its logs on the partition, the rest as it was."""
    del image
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
        os.makedirs(f'{work}/site/logs')
        with open(f'{work}/site/virt-p2v.conf', 'w', encoding='utf-8') as settings:
            settings.write('p2v.server=10.0.2.2\np2v.port=9\np2v.password=hunter2\np2v.name=web01\n')
        kit.build('--output', f'{work}/virt-p2v.iso', '--data', f'{work}/site')
        stick = f'{work}/virt-p2v.iso'
        expect(os.stat(stick).st_mode & 0o777 == 0o600, 'the image, with a password in it, is not 0600')
        partitions = json.loads(subprocess.run(['/sbin/sfdisk', '--json', stick], check=True, capture_output=True, text=True).stdout)['partitiontable']['partitions']
        place, size = (partitions[2][key] * 512 for key in ('start', 'size'))
        subprocess.run(['truncate', '-s', '64M', f'{work}/empty.img'], check=True)

        def parts():
            with open(stick, 'rb') as file:
                first = hashlib.sha256(file.read(place)).hexdigest()
                data_partition = file.read(size)
                return first, data_partition, file.read()

        before = parts()
        with Machine(kit.kept('data-on-image.log'), firmware='uefi', options=usb_stick(stick, 'stick', bootindex=0) + kit.disk(f'{work}/empty.img', 0)) as machine:
            machine.wait_for(r'virt-p2v: the logs are in logs/\S+ on /dev/sd[a-z]3 .P2VDATA.', kit.BOOT)
            expect('exit code 2' in machine.serial, 'it did not end with exit code 2')
            machine.keys('l', 'ret')
            machine.wait_for(r'virt-p2v: the logs are in logs/', 120)
            settle(machine)
            machine.save_picture(kit.kept('data-on-image.png'))
        after = parts()
        expect((before[0], before[2]) == (after[0], after[2]), 'more than the partition was written to')
        with open(f'{work}/partition', 'wb') as file:
            file.write(after[1])
        logs = saved_logs(f'{work}/partition', work)
        expect(len(logs) == 2, f'there are the logs {list(logs)}')
        expect(all('10.0.2.2' in files['virt-p2v.txt'] for files in logs.values()), 'virt-p2v.txt does not tell of the server')
        check_no_secret(logs)


@kit.case
def data_wrong(image):
    """Files on a stick that are wrong: file and line on the screen; without the stick, the wizard."""
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
        data_stick(f'{work}/stick.img', {'virt-p2v.conf': b'p2v.server=conv\r\n', 'id_rsa': b'ssh-ed25519 AAAA\n',
                                         'known_hosts': b'# ours\r\nconv.example.com\r\n'})
        devices = image.network_boot('') + usb_stick(f'{work}/stick.img', 'stick')
        with Machine(kit.kept('data-wrong.log'), options=devices) as machine:
            for text in ('known_hosts, line 2: this is no host key', 'id_rsa, line 1: this is not a private key', 'exit code 1'):
                machine.seen = 0
                machine.wait_for(text, kit.BOOT)
            settle(machine)
            machine.save_picture(kit.kept('data-wrong.png'))
            machine.command('device_del', id='dev-stick')
            machine.seen = 0  # the console may have asked before or after these
            machine.shell(kit.BOOT)
            machine.check('while ls /dev/sda; do sleep 1; done > /dev/null 2>&1', 60)
            machine.keys('ret')
            machine.wait_for('the wizard starts', kit.BOOT)
            machine.wait_for_wizard(kit.BOOT)
