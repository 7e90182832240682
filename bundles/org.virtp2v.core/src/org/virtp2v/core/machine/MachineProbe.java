package org.virtp2v.core.machine;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Port: looks at the machine this program runs on. Implementations only read; they never assemble, activate or mount
 * anything. Any thread may call; calls may block for seconds.
 */
public interface MachineProbe {

    /**
     * Looks at the hardware. Information that cannot be found is left out or unknown, so a strange machine can still be
     * converted.
     *
     * @throws InterruptedException
     *             when the thread is interrupted while a command is running
     */
    Machine probe() throws InterruptedException;

    /**
     * The diagnostic reports that go to the conversion server beside {@code physical.xml}: file name to content, for
     * {@code dmesg}, {@code lscpu}, {@code lspci}, {@code lsscsi} and {@code lsusb}. A command that is not there or
     * fails leaves its report out.
     *
     * @throws InterruptedException
     *             when the thread is interrupted while a command is running
     */
    Map<String, byte[]> reports() throws InterruptedException;

    /**
     * Waits until the network is configured, where this machine has a way to tell ({@code nm-online}); returns at once
     * where it has none. Reaching the limit is not an error: the connection itself will show it.
     *
     * @param limit
     *            the longest time to wait
     * @throws InterruptedException
     *             when the thread is interrupted while waiting
     */
    void awaitNetwork(Duration limit) throws InterruptedException;

    /**
     * Whether this machine has network cards, and none of them a link: a cable is unplugged, or the switch is off. What
     * cannot be told counts as a link. Does not block.
     */
    boolean isUnplugged();

    /**
     * The hardware addresses that this system answers with at this moment: those of all its network interfaces that are
     * up, in lower case. They may have been changed since the cards were made. Does not block.
     */
    Set<String> hardwareAddresses();

    /**
     * Gives the network ports of this system hardware addresses of its own, where it is this project's live system;
     * connections that are open break by that. Whatever is not possible stays as it is: a port with an address that was
     * given to it and not leased, and everything on any other system. {@link #hardwareAddresses} tells what has come of
     * it. May take two minutes a port.
     *
     * @throws InterruptedException
     *             when the thread is interrupted while waiting
     */
    void takeOwnAddresses() throws InterruptedException;
}
