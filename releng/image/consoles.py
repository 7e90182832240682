"""Cases of the live image's test about machines that nobody sits in front of: the menu on serial consoles."""
import contextlib
import os
import re
import subprocess
import tempfile

from machine import Machine


def answer(machine, question, line, limit=300):
    """Waits for a question of the menu, and types the answer."""
    machine.wait_for(question, limit)
    machine.line.sendall(line.encode() + b'\n')


def cases(test):
    """The cases by name; test is the module that runs them."""

    def serial_menu(image):
        """No graphics at all: the menu on the serial line, from which a machine is converted and switched off."""
        with contextlib.ExitStack() as stack:
            work = stack.enter_context(tempfile.TemporaryDirectory(dir='/var/tmp'))
            server = stack.enter_context(test.ConversionServer())
            os.chmod(work, 0o755)
            os.mkdir(f'{work}/output')
            guest = subprocess.run([f'{test.CHECKOUT}/releng/lab/guest', 'phony', '--output', f'{work}/guests'], check=True,
                                   capture_output=True, text=True).stdout
            source = re.search('P2V_GUEST_DISKS=(.*)', guest).group(1)
            before = test.sha256(source)
            # An administrator's key would come from a web server; here it is the address of a file in the initramfs.
            subprocess.run(['sh', '-c', f'mkdir -p {work}/add/live/add/var/tmp && install -m 600 "$1" {work}/add/live/add/var/tmp/key && '
                            f'cat "$2" > {work}/initrd.img && cd {work}/add && find . -mindepth 1 | cpio --quiet -o -H newc -R 0:0 >> {work}/initrd.img',
                            'sh', server.values['P2V_LAB_IDENTITY'], image.initrd], check=True)
            options = image.network_boot('', f'{work}/initrd.img') + ['-vga', 'none'] + test.disk(source, 0)
            with Machine(test.kept('serial-menu.log'), options=options) as machine:
                answer(machine, r'Number \[1\]: ', '', test.BOOT)
                test.note(f'menu after {machine.seconds():.0f} s')
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
                answer(machine, 'Start the guest once .*(?s:.)*?: ', 'n', test.CONVERSION)
                answer(machine, r'Start the conversion\? \[y/N\]: ', 'y')
                machine.wait_for('SUCCESS', test.CONVERSION)
                answer(machine, r'Number \[9\]: ', '')
                found = machine.wait_for(r'(\d)  Switch this machine off', 60)
                answer(machine, 'Number: ', found.group(1))
                machine.wait_for_end(300)
                test.note(f'converted and switched off after {machine.seconds():.0f} s')
                test.expect('\x1b[1' not in machine.serial, 'there are colours on the serial line')
            test.expect(test.sha256(source) == before, 'the source disk was changed')
            test.check_guest(f'{work}/output/image.xml')

    return {'serial-menu': serial_menu}
