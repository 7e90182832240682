# shellcheck shell=sh
# What somebody who gets a shell here wants to know.
case $- in *i*) cat <<'TEXT'
The live image of virt-p2v. virt-p2v is on the first terminal (Alt-F1); to start it again: systemctl restart virt-p2v
As a menu, for terminals: virt-p2v --iso --menu. On a serial console, exit leads back to it.
What it said: /run/virt-p2v/output. The network: ip address, nmcli. More shells: Alt-F2 to Alt-F6.
All disks are read-only, and nothing on them is mounted, assembled or activated.
TEXT
esac
