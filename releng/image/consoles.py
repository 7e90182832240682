"""Cases of the live image's test about machines that nobody sits in front of: the menu on serial consoles, SSH, VNC."""
import contextlib
import os
import re
import socket
import struct
import subprocess
import tempfile
import time

import kit
from machine import Failure, Machine, expect, settle, sha256


def answer(machine, question, line, limit=300):
    """Waits for a question of the menu, and types the answer."""
    machine.wait_for(question, limit)
    machine.line.sendall(line.encode() + b'\n')


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Screen:
    """A screen by VNC (RFC 6143), for the with statement."""

    def __init__(self, port, password):
        self.socket = socket.create_connection(('127.0.0.1', port), 60)
        self._read(12)
        self.socket.sendall(b'RFB 003.008\n')
        kinds = self._read(self._read(1)[0])
        if 2 not in kinds:
            raise Failure(f'the VNC server offers the security types {list(kinds)}, and not passwords')
        self.socket.sendall(bytes([2]))
        self.socket.sendall(self._answer(self._read(16), password))
        self.welcome = struct.unpack('>I', self._read(4))[0] == 0
        if self.welcome:
            self.socket.sendall(b'\x01')
            self.width, self.height = struct.unpack('>HH', self._read(4))
            self._read(16)
            self._read(struct.unpack('>I', self._read(4))[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def _read(self, count):
        data = b''
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise Failure('the VNC server has closed the connection')
            data += more
        return data

    @staticmethod
    def _answer(challenge, password):
        """DES under the password, each of its bytes backwards; three times the same key make DES of its successor."""
        key = bytes(int(f'{byte:08b}'[::-1], 2) for byte in password.encode()[:8].ljust(8, b'\0'))
        return subprocess.run(['openssl', 'enc', '-des-ede3', '-nopad', '-K', (key * 3).hex()], input=challenge, check=True,
                              capture_output=True).stdout

    def picture(self):
        """The colours blue, green, red, nothing of each point."""
        self.socket.sendall(struct.pack('>BxxxBBBBHHHBBBxxx', 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0))
        self.socket.sendall(struct.pack('>BxHi', 2, 1, 0))
        self.socket.sendall(struct.pack('>BBHHHH', 3, 0, 0, 0, self.width, self.height))
        points = bytearray(self.width * self.height * 4)
        seen = 0
        while seen < self.width * self.height:
            if self._read(1)[0] != 0:
                raise Failure('the VNC server sends something else than the picture')
            for _ in range(struct.unpack('>xH', self._read(3))[0]):
                x, y, width, height, _ = struct.unpack('>HHHHi', self._read(12))
                for row in range(height):
                    at = ((y + row) * self.width + x) * 4
                    points[at:at + width * 4] = self._read(width * 4)
                seen += width * height
        return bytes(points)


@kit.case
def serial_menu(image):
    """No graphics at all: the menu on the serial line, from which a machine is converted and switched off."""
    with contextlib.ExitStack() as stack:
        work = stack.enter_context(tempfile.TemporaryDirectory(dir='/var/tmp'))
        server = stack.enter_context(kit.ConversionServer())
        os.chmod(work, 0o755)
        os.mkdir(f'{work}/output')
        source = kit.phony_guest(f'{work}/guests')
        before = sha256(source)
        # An administrator's key would come from a web server; here it is the address of a file in the initramfs.
        subprocess.run(['sh', '-c', f'mkdir -p {work}/add/live/add/var/tmp && install -m 600 "$1" {work}/add/live/add/var/tmp/key && '
                        f'cat "$2" > {work}/initrd.img && cd {work}/add && find . -mindepth 1 | cpio --quiet -o -H newc -R 0:0 >> {work}/initrd.img',
                        'sh', server.values['P2V_LAB_IDENTITY'], image.initrd], check=True)
        options = image.network_boot('', f'{work}/initrd.img') + ['-vga', 'none'] + kit.disk(source, 0)
        with Machine(kit.kept('serial-menu.log'), options=options) as machine:
            answer(machine, r'1  Conversion server: (?s:.)*?Number \[1\]: ', '', kit.BOOT)
            kit.note(f'menu after {machine.seconds():.0f} s')
            answer(machine, 'of the conversion server: ', f'root@10.0.2.2:{server.values["P2V_LAB_PORT"]}')
            answer(machine, r'SSH port \[\d+\]: ', '')
            answer(machine, r'User there \[root\]: ', '')
            answer(machine, 'URL of a private key .*: ', 'file:///var/tmp/key')
            answer(machine, r'Trust this server \[y/N\]: ', 'y')
            answer(machine, r'Number \[2\]: ', '')
            answer(machine, r'\[x\] sda, (?s:.)*leave out .*: ', '')
            answer(machine, r'Number \[3\]: ', '')
            for question, line in (('Name of the guest', 'image'), ('Virtual CPUs', '2'), ('Memory in MiB', '1024'), ('Firmware', '')):
                answer(machine, question + r' \[.*\]: ', line)
            answer(machine, r'Number \[4\]: ', '')
            answer(machine, r'Number \[1\]: ', '')
            answer(machine, r'Directory \[.*\]: ', f'{work}/output')
            for question in ('Compress the disks', 'Format of the guest', 'Space for the guest'):
                answer(machine, question + '.*: ', '')
            answer(machine, r'Number \[5\]: ', '')
            answer(machine, r'Number of a port .*: ', '1')
            answer(machine, r'Does the guest get .*: ', 'y')
            answer(machine, r'Network of (?s:.)*?\]: ', 'wired')
            answer(machine, r'Number of a port .*: ', '')
            answer(machine, r'Number \[6\]: ', '7')
            answer(machine, 'Start the guest once .*(?s:.)*?: ', 'n', kit.CONVERSION)
            answer(machine, r'Start the conversion\? \[y/N\]: ', 'y')
            machine.wait_for('SUCCESS', kit.CONVERSION)
            answer(machine, r'Number \[9\]: ', '')
            found = machine.wait_for(r'(\d)  Switch this machine off', 60)
            answer(machine, 'Number: ', found.group(1))
            machine.wait_for_end(300)
            kit.note(f'converted and switched off after {machine.seconds():.0f} s')
            expect('\x1b[1' not in machine.serial, 'there are colours on the serial line')
        expect(sha256(source) == before, 'the source disk was changed')
        kit.check_guest(f'{work}/output/image.xml')


@kit.case
def remote(image):
    """p2v.ssh with a key, p2v.vnc with the one-time password: in by SSH, the wizard by VNC, and nothing else."""
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'an admin', '-f', f'{work}/key'], check=True)
        with open(f'{work}/key.pub', encoding='utf-8') as file:
            words = f'"p2v.ssh={file.read().strip()}" p2v.vnc=any'
        ssh_port, vnc_port = free_port(), free_port()
        options = ['ssh', '-p', str(ssh_port), '-i', f'{work}/key', '-o', 'StrictHostKeyChecking=no', '-o', f'UserKnownHostsFile={work}/known',
                   '-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR', 'root@127.0.0.1']

        def ssh(command):
            return subprocess.run(options + [command], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                                  check=False)

        forwards = f',hostfwd=tcp:127.0.0.1:{ssh_port}-:22,hostfwd=tcp:127.0.0.1:{vnc_port}-:5900'
        with Machine(kit.kept('remote.log'), options=image.network_boot(words), network=forwards) as machine:
            machine.wait_for('Remote control: ssh root@10.0.2.15', kit.BOOT)
            machine.wait_for_wizard(kit.BOOT)
            settle(machine)
            machine.save_picture(kit.kept('remote.png'))
            end = time.monotonic() + 300
            while ssh('true').returncode:
                expect(time.monotonic() < end, 'there is no way in by SSH: ' + ssh('true').stderr)
                time.sleep(2)
            password = ssh('cat /run/virt-p2v/remote/password').stdout
            expect(re.fullmatch('[a-z2-9]{8}', password), f'no password: {password}')
            said = ssh(f'journalctl -b --no-pager | grep -c {password}; dmesg | grep -c {password}; grep -c {password} /run/virt-p2v/output').stdout
            expect(said.split() == ['0', '0', '0'], f'the password is in logs: {said}')
            with Screen(vnc_port, 'wrong123') as screen:
                expect(not screen.welcome, 'a wrong password lets in')
            with Screen(vnc_port, password) as screen:
                expect(screen.welcome, 'the password does not let in')
                green = screen.picture()[1::4 * 37]
                expect(sum(value > 180 for value in green) > len(green) * 0.5, 'what VNC shows is not the wizard')
                kit.note(f'VNC shows {screen.width}x{screen.height}')
            denied = subprocess.run(options[:-1] + ['-W', 'localhost:22', options[-1]], stdin=subprocess.DEVNULL, capture_output=True,
                                    text=True, timeout=120, check=False)
            expect('forwarding failed' in denied.stderr and 'SSH-' not in denied.stdout, f'SSH forwards elsewhere: {denied}')
            expect(ssh('systemctl --failed --plain --no-legend').stdout == '', 'services failed')


@kit.case
def closed(image):
    """Without these words nothing listens."""
    with Machine(kit.kept('closed.log'), options=image.network_boot('')) as machine:
        machine.shell(kit.BOOT)
        machine.wait_for_wizard(kit.BOOT)
        heard = machine.check("cat /proc/net/tcp /proc/net/tcp6 | awk '$4 == \"0A\"'")
        expect(not heard, f'something listens: {heard}')
        expect(not machine.check('ls /etc/ssh/ssh_host_* 2> /dev/null || true'), 'all images have the same host keys')
