package org.virtp2v.core.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The NBD servers that {@code --nbd} can name: our own, and programs of the operating system; {@code no-sa} means:
 * without socket activation.
 */
public enum NbdServer {
    BUILTIN("builtin"),
    QEMU_NBD("qemu-nbd"),
    QEMU_NBD_NO_SA("qemu-nbd-no-sa"),
    NBDKIT("nbdkit"),
    NBDKIT_NO_SA("nbdkit-no-sa");

    /** The servers to try when {@code --nbd} is not given: all, in this order. */
    public static final List<NbdServer> DEFAULT_ORDER = List.of(values());

    private final String optionName;

    NbdServer(String optionName) {
        this.optionName = optionName;
    }

    /** The name used with {@code --nbd}. */
    public String optionName() {
        return optionName;
    }

    /** Whether it can leave parts of a disk out; others serve all of it. */
    public boolean canExclude() {
        return this == BUILTIN;
    }

    /** Whether it can be told what to answer where a disk cannot be read; others answer with an error. */
    public boolean canGoOn() {
        return this == BUILTIN;
    }

    /** The server with that {@code --nbd} name. */
    public static Optional<NbdServer> named(String name) {
        return Arrays.stream(values()).filter(s -> s.optionName.equals(name)).findFirst();
    }
}
