package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;

/**
 * A guest that is one boot sector, for a real QEMU: it starts in a second, and writes 18 times a second from then on. A
 * stand-in of virt-v2v-in-place converts it, which changes a sector and says what the real one says.
 */
final class SmallGuest {
    /** {@code sti; hlt} until the next tick of the clock, then INT 13h, AH=43h: sector 64, from where the code is. */
    private static final byte[] CODE = HexFormat.of().parseHex("31c08ed8fbf4be407cb80043b280cd13ebf3");
    private static final int PACKET = 0x40;
    private static final byte[] PACKET_CONTENT = HexFormat.of().parseHex("10000100007c00004000000000000000");
    private static final int SECTOR = 512;
    private static final String IN_PLACE = """
            #!/bin/bash
            case $* in *--help*) ORIGINAL ;; esac
            cat >&2 <<'LOG'
            i_type = linux
            i_osinfo = debian12
            i_firmware = BIOS
            gcaps_block_bus = virtio-blk
            gcaps_net_bus = virtio-net
            gcaps_virtio_rng = true
            gcaps_virtio_balloon = true
            gcaps_isa_pvpanic = true
            gcaps_virtio_socket = false
            gcaps_machine = q35
            gcaps_arch = x86_64
            gcaps_acpi = true
            gcaps_virtio_1_0 = true
            LOG
            echo '[   0.0] Opening the source'
            HOLD
            sed -n 's|.*<source file="\\([^"]*\\)".*|\\1|p' "${@: -1}" | while read -r overlay; do
              qemu-io -f qcow2 -c 'write -P 0x2a 4096 512' "$overlay" >&2 || exit
            done
            """;

    private static final String VIRT_V2V = """
            #!/bin/bash
            HOLD
            case $* in
              *--version*) echo virt-v2v 2.2.0 ;;
              *--machine-readable*)
                printf '%s\\n' libguestfs-rewrite input:libvirtxml output:local output:qemu output:libvirt ;;
            esac
            """;

    private SmallGuest() {
    }

    /** In a program that stands in the place of another one of {@code /usr/bin}: goes on as that. */
    static String original(String name) {
        return "exec unshare --mount --propagation private sh -c 'umount \"$0\" && exec \"$0\" \"$@\"' /usr/bin/" + name
                + " \"$@\"";
    }

    /** Makes its disk: a boot sector, and random data behind it. */
    static Path disk(Path file, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        ByteBuffer sector = ByteBuffer.allocate(SECTOR);
        sector.put(0, CODE).put(PACKET, PACKET_CONTENT).put(SECTOR - 2, new byte[] { 0x55, (byte) 0xaa });
        System.arraycopy(sector.array(), 0, content, 0, SECTOR);
        return Files.write(file, content);
    }

    /**
     * Makes the stand-in of virt-v2v-in-place in a directory.
     *
     * @param hold
     *            what it does, in bash, before it converts
     */
    static void converter(Path directory, String hold) throws IOException {
        Checkout.program(directory.resolve("virt-v2v-in-place"),
                IN_PLACE.replace("ORIGINAL", original("virt-v2v-in-place")).replace("HOLD", hold));
    }

    /**
     * Makes a stand-in of virt-v2v in a directory, which only tells what it can.
     *
     * @param hold
     *            what it does, in bash, before that
     */
    static void virtV2v(Path directory, String hold) throws IOException {
        Checkout.program(directory.resolve("virt-v2v"), VIRT_V2V.replace("HOLD", hold));
    }

    /** Makes both in a new directory, neither of which holds; the directory. */
    static Path programs(Path work) throws IOException {
        Path directory = Files.createDirectory(work.resolve("programs"));
        converter(directory, "");
        virtV2v(directory, "");
        return directory;
    }

    /** The words that have it started before it is copied. */
    static String started() {
        return " p2v.instant p2v.memory=256M p2v.interfaces= p2v.env.LIBGUESTFS_BACKEND_SETTINGS=force_tcg";
    }
}
