package org.virtp2v.core.preflight;

import org.virtp2v.core.text.Messages;

/** The checks, in order. A check that means nothing for a plan is left out of its preflight. */
public enum Check {
    /** The server's name has an address, there is a way to it, and something answers on the port. */
    CONNECTION,
    /** The server lets the user in. */
    LOGIN,
    /** virt-v2v is there and has the needed features. */
    VIRT_V2V,
    /** sudo runs it without a password. */
    SUDO,
    /** virt-v2v has the further options. */
    VIRT_V2V_OPTIONS,
    /** Bytes go there and back through a remote port forward. */
    FORWARDING,
    /** Room for the logs and virt-v2v's temporary files. */
    TEMPORARY_SPACE,
    /** What libguestfs starts, in which virt-v2v changes the guest. */
    APPLIANCE,
    /** It can use KVM. */
    KVM,
    /** The drivers and programs that virt-v2v needs for Windows. */
    WINDOWS,
    /** The faults of this version of virt-v2v with guests like this one. */
    KNOWN_FAULTS,
    /** The guest can be written where it is to go, and fits in. */
    OUTPUT_STORAGE,
    /** The programs that virt-v2v needs for this output mode. */
    OUTPUT_TOOLS,
    /** There is no guest of that name yet. */
    GUEST_NAME,
    /** The output target's own check. */
    TARGET,
    /** The clocks of both machines agree. */
    CLOCK,
    /** The server can run the relay, so that connections that are lost can be made again. */
    RELAY,
    /** How fast bytes get there. */
    SPEED,
    /** The finished guest can be started on the server, to try it. */
    TEST_BOOT,
    /** The guest can be started on the server before its disks are copied. */
    INSTANT;

    private static final Messages TEXT = Messages.beside(Check.class);

    /** The name for people. */
    public String title() {
        return TEXT.get("check." + name());
    }
}
