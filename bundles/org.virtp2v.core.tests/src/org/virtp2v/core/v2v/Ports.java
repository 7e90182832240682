package org.virtp2v.core.v2v;

import java.util.List;
import java.util.stream.Stream;

import org.virtp2v.core.server.ExportKey;

/** Ways of virt-v2v to disks. */
final class Ports {
    /** Of one disk, without a relay. */
    static final DiskPorts DIRECT = new DiskPorts(List.of(1), null, List.of());

    private Ports() {
    }

    /** Through a relay that this program runs. */
    static DiskPorts relayed(String interpreter, Integer... ports) {
        return new DiskPorts(List.of(ports), interpreter,
                Stream.of(ports).map(port -> ExportKey.random()).toList());
    }
}
