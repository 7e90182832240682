package org.virtp2v.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A storage pool of a real libvirtd: the one that belongs to the session of a lab's user, who starts it by asking it.
 *
 * @param server
 *            has that user
 * @param name
 *            the pool's
 */
record SessionPool(LabServer server, String name) {
    /** libvirt's name for it, as the user says it. */
    static final String LIBVIRT = "qemu:///session";

    /** Makes one in the user's home, and starts it. */
    static SessionPool make(LabServer server, String name) throws Exception {
        var pool = new SessionPool(server, name);
        pool.virsh("pool-define-as", name, "dir", "--target", pool.path().toString());
        pool.virsh("pool-build", name);
        pool.virsh("pool-autostart", name);
        pool.virsh("pool-start", name);
        return pool;
    }

    /** Its directory. */
    Path path() {
        return server.dir().resolve("home").resolve(name);
    }

    /** What the user gets from virsh(1); the words pass a shell. */
    String virsh(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh", "-p", server.port(), "-i", server.identity(), "-o",
                "UserKnownHostsFile=" + server.dir().resolve("known_hosts"), server.user() + "@127.0.0.1"));
        command.add("virsh -q -c " + LIBVIRT + " " + String.join(" ", words));
        return Checkout.run(command.toArray(String[]::new));
    }

    /** The words that have a guest put there by that user. */
    String words() {
        return server.asRoot() + " p2v.username=" + server.user() + " p2v.o=libvirt p2v.oc=" + LIBVIRT + " p2v.os="
                + name;
    }
}
