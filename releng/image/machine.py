"""A machine in QEMU without KVM, for the tests of the live image: its serial line, its screen, its disks and devices.

Every wait has a limit, and is for something that happens: a line on the serial line, a picture, the end.
"""
import hashlib
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
import zlib

OVMF = '/usr/share/OVMF/'
PROMPT = 'root@p2v:'
CONSOLE_QUESTION = r'\[Enter\] the menu .*: '
# A processor with ERMS tells the kernel to clear pages bytewise, at which the emulator is slow: where code was in a page
# before, some 0.05 s each, in all 16 s of a boot.
PROCESSOR = 'max,erms=off'


class Failure(Exception):
    """What a test expected did not happen."""


def expect(truth, what):
    if not truth:
        raise Failure(what)


def sha256(*files):
    sums = {}
    for name in files:
        with open(name, 'rb') as file:
            sums[name] = hashlib.file_digest(file, 'sha256').hexdigest()
    return sums


def settle(machine):
    before = None
    for _ in range(60):
        now = machine.picture()
        if now == before:
            return
        before = now
        time.sleep(1)


class Machine:
    """Runs from its construction to the end of the with statement. Keeps its serial line in a log file."""

    def __init__(self, log, memory=2048, firmware='bios', options=(), network='', processor=PROCESSOR, slow=False,
                 board='q35', processors=2, graphics=('-vga', 'std')):
        """network has options of QEMU's network for users, such as ',hostname=…'. board is QEMU's type of machine, with its options.

        A slow machine has one processor that takes a nanosecond for each instruction, by its own clock: with 1 GHz, one
        instruction a cycle. That clock stands still while QEMU cannot keep up.
        """
        self.directory = tempfile.mkdtemp(prefix='p2v-machine-')
        self.log = open(log, 'w', encoding='utf-8')
        self.serial = ''
        self.events = []
        self.seen = 0
        self.changed = threading.Condition()
        self.began = time.monotonic()
        # It must not outlive the tests, even if they are killed.
        command = ['setpriv', '--pdeathsig', 'KILL', 'qemu-system-x86_64', '-machine', board + (',smm=on' if firmware in ('secure', 'uefi32') else ''),
                   *(('-accel', 'tcg,thread=single', '-icount', 'shift=0', '-smp', '1') if slow else
                     ('-accel', 'tcg,thread=multi', '-smp', str(processors))), '-cpu', processor, '-m', str(memory), *graphics,
                   '-display', 'none', '-no-reboot', '-no-user-config', '-boot', 'menu=off',
                   '-chardev', f'socket,id=serial,path={self.directory}/serial,server=on,wait=off',
                   '-serial', 'chardev:serial', '-qmp', f'unix:{self.directory}/qmp,server=on,wait=off',
                   '-netdev', 'user,id=net' + network, '-device', 'e1000,netdev=net,mac=52:54:00:50:32:56,romfile=',
                   '-device', 'qemu-xhci,id=xhci']
        command += self._firmware(firmware) + list(options)
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=open(self.directory + '/qemu.log', 'w'),
                                        stderr=subprocess.STDOUT)
        try:
            self.line = self._connect('serial')
            threading.Thread(target=self._read_serial, daemon=True).start()
            self.qmp = self._connect('qmp').makefile('rw', encoding='utf-8')
            self.qmp.readline()
            self.command('qmp_capabilities')
        except OSError as problem:
            raise self._no_start() from problem
        except BaseException:
            self.__exit__()
            raise

    def _firmware(self, firmware):
        if firmware == 'bios':
            return []
        protected = ['-global', 'driver=cfi.pflash01,property=secure,value=on']
        code, variables, extra = {
            'uefi': ('OVMF_CODE_4M.fd', 'OVMF_VARS_4M.fd', []),
            'uefi32': ('OVMF32_CODE_4M.secboot.fd', 'OVMF32_VARS_4M.fd', protected),
            'secure': ('OVMF_CODE_4M.secboot.fd', 'OVMF_VARS_4M.ms.fd', protected),
        }[firmware]
        shutil.copy(OVMF + variables, self.directory + '/variables.fd')
        return extra + ['-drive', f'if=pflash,format=raw,readonly=on,file={OVMF}{code}',
                        '-drive', f'if=pflash,format=raw,file={self.directory}/variables.fd']

    def __enter__(self):
        return self

    def __exit__(self, problem=None, *_):
        if problem is not None and self.process.poll() is None:
            try:
                self.save_picture(os.path.splitext(self.log.name)[0] + '-failed.png')
            except (Failure, OSError, AttributeError, ValueError):
                pass  # It is about the problem that brought us here.
        self.process.kill()
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _connect(self, name):
        limit = time.monotonic() + 20
        while True:
            try:
                connection = socket.socket(socket.AF_UNIX)
                connection.connect(f'{self.directory}/{name}')
                return connection
            except OSError:
                if self.process.poll() is not None or time.monotonic() > limit:
                    raise
                time.sleep(0.05)

    def _no_start(self):
        with open(self.directory + '/qemu.log', encoding='utf-8') as messages:
            failure = Failure('QEMU does not start: ' + messages.read())
        self.__exit__()
        return failure

    def seconds(self):
        """Since the machine was switched on."""
        return time.monotonic() - self.began

    # The serial line

    def _read_serial(self):
        line = ''
        while True:
            try:
                data = self.line.recv(65536)
            except OSError:
                return
            if not data:
                return
            text = data.decode('utf-8', 'replace').replace('\r', '')
            with self.changed:
                self.serial += text
                self.changed.notify_all()
            line += text
            while '\n' in line and not self.log.closed:
                whole, line = line.split('\n', 1)
                self.log.write(f'[{self.seconds():7.1f}] {whole}\n')
                self.log.flush()

    def wait_for(self, pattern, limit):
        """Waits until the serial line says it, after what was waited for last; returns the match."""
        end = time.monotonic() + limit
        with self.changed:
            while True:
                found = re.compile(pattern).search(self.serial, self.seen)
                if found:
                    self.seen = found.end()
                    return found
                if time.monotonic() > end:
                    raise Failure(f'"{pattern}" did not come on the serial line within {limit} s; it ended with\n'
                                  + self.serial[-1500:])
                if '---[ end Kernel panic' in self.serial:
                    raise Failure('the kernel gave up:\n' + self.serial[-4000:])
                if self.process.poll() is not None:
                    raise Failure(f'the machine ended before "{pattern}" came on the serial line:\n' + self.serial[-1500:])
                self.changed.wait(0.5)

    def run(self, command, limit=60):
        """Runs a command in the shell on the serial line; its output, without colours, and exit code."""
        self.line.sendall(f" printf '<%s>' begin; {{ {command}\n}} 2>&1; printf '<%s:%d>' end $?\n".encode())
        found = self.wait_for(r'<begin>((?s:.)*?)<end:(\d+)>', limit)
        return re.sub(r'\x1b\[[0-9;]*m', '', found.group(1)).strip(), int(found.group(2))

    def shell(self, limit, prompt=re.escape(PROMPT)):
        """Waits for the shell on the serial line, where a question comes first on the live system."""
        if self.wait_for(f'{CONSOLE_QUESTION}|{prompt}', limit).group().startswith('['):
            self.line.sendall(b's\n')
            self.wait_for(prompt, limit)
        self.run('stty cols 1000; PS1=; bind "set enable-bracketed-paste off"')

    def check(self, command, limit=60):
        """As run, but it must succeed; its output."""
        output, code = self.run(command, limit)
        if code:
            raise Failure(f'{command} on the machine ended with {code}: {output}')
        return output

    # The monitor

    def command(self, name, **arguments):
        self.qmp.write(json.dumps({'execute': name, 'arguments': arguments}) + '\n')
        self.qmp.flush()
        while True:
            line = self.qmp.readline()
            if not line:
                raise Failure('QEMU has ended: ' + self.serial[-1500:])
            answer = json.loads(line)
            if 'error' in answer:
                raise Failure(f'{name}: {answer["error"]["desc"]}')
            if 'return' in answer:
                return answer['return']

    def keys(self, *names):
        """Presses and releases keys, one after the other."""
        for name in names:
            self.command('send-key', keys=[{'type': 'qcode', 'data': part} for part in name.split('-')])

    def wait_for_end(self, limit):
        """Waits until the machine has powered itself off."""
        try:
            self.process.wait(limit)
        except subprocess.TimeoutExpired:
            raise Failure(f'the machine was not switched off within {limit} s; the serial line ended with\n'
                          + self.serial[-1500:]) from None

    # The screen

    def picture(self):
        """Width, height, and the colours red, green, blue of each point."""
        file = self.directory + '/screen'
        self.command('screendump', filename=file)
        with open(file, 'rb') as data:
            kind, size, _, points = data.read().split(b'\n', 3)
        width, height = map(int, size.split())
        if kind != b'P6':
            raise Failure(f'QEMU wrote a picture of the unknown kind {kind}')
        return width, height, points

    def save_picture(self, png):
        width, height, points = self.picture()
        rows = b''.join(b'\0' + points[y * width * 3:(y + 1) * width * 3] for y in range(height))

        def chunk(kind, data):
            return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

        with open(png, 'wb') as file:
            file.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0))
                       + chunk(b'IDAT', zlib.compress(rows, 6)) + chunk(b'IEND', b''))

    def wizard_is_there(self):
        """Whether most of the screen is bright: firmware, boot menu, texts and the empty desktop are dark."""
        points = self.picture()[2]
        sample = points[1::3 * 37]
        return sum(value > 180 for value in sample) > len(sample) * 0.5

    def wait_for_wizard(self, limit):
        """Returns how many seconds after the switching on it was there."""
        end = time.monotonic() + limit
        while not self.wizard_is_there():
            if time.monotonic() > end:
                raise Failure(f'the wizard was not on the screen within {limit} s; the serial line ended with\n'
                              + self.serial[-1500:])
            if self.process.poll() is not None:
                raise Failure('the machine ended before the wizard came:\n' + self.serial[-1500:])
            # Taking the picture is work for the emulator, too.
            time.sleep(1)
        return self.seconds()


def usb_stick(file, name, **properties):
    """Options for a USB stick that keeps what is written to it; its device is called dev-NAME."""
    more = ''.join(f',{key}={value}' for key, value in properties.items())
    return ['-drive', f'file={file},format=raw,if=none,id={name}',
            '-device', f'usb-storage,drive={name},bus=xhci.0,removable=on,id=dev-{name}{more}']
