package org.virtp2v.core.convert;

import org.virtp2v.core.text.Messages;

/** The stages of a conversion, in order. */
public enum Stage {
    /** Waiting for the network, fetching the identity, the test connection and the preflight. */
    CONTACT_SERVER,
    /** Starting and checking an NBD server for each disk. */
    SERVE_DISKS,
    /** Opening a data connection for each disk. */
    CONNECT_DISKS,
    /** Making the remote directory and copying files there. */
    PREPARE_SERVER,
    /** virt-v2v is running. */
    CONVERT,
    /** The finished guest is started once on the server; only where that is wanted. */
    TEST_BOOT,
    /** Closing everything that was opened. */
    CLEAN_UP;

    private static final Messages TEXT = Messages.beside(Stage.class);

    /** The name for people. */
    public String title() {
        return TEXT.get("stage." + name());
    }
}
