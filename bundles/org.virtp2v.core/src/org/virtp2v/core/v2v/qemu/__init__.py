"""What trial.py and instant.py know of QEMU, of the guests that it runs, and of the conversion server.

machine is the guest as libvirt's XML describes it; host, firmware and devices are what it can run with here; monitor is
the way to a QEMU that runs, screen, picture and stop_screen what is seen of the guest. text, failure and limits are below
all of them.
"""
