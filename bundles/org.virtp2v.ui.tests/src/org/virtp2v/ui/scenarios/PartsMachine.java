package org.virtp2v.ui.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.virtp2v.core.machine.BootSigns;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DiskContent;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.DiskHardware;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.machine.Volume;
import org.virtp2v.core.machine.VolumeUse;
import org.virtp2v.core.machine.VolumeUse.Role;

/** The machine of {@code releng/lab/guest parts}: its disk is the image, with a system, swap space and data. */
final class PartsMachine {
    private static final long MIB = 1 << 20;
    /** Where the image ends, in bytes. */
    static final long END = 592 * MIB;
    /** The partition table, in bytes. */
    static final Part TABLE = new Part(446, 512);
    static final Part SWAP = new Part(400 * MIB, 464 * MIB);
    /** What of the swap space is copied. */
    static final Part SWAP_HEADER = new Part(SWAP.from, SWAP.from + (64 << 10));
    /** What is not. */
    static final Part SWAP_PAGES = new Part(SWAP_HEADER.to, SWAP.to);
    static final Part DATA = new Part(SWAP.to, END);
    private static final Part ROOT = new Part(MIB, SWAP.from);

    /** A part of the image, from its first byte to that after its last. */
    record Part(long from, long to) {

        /** Its content in an image. */
        byte[] of(Path image) {
            ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
            try (FileChannel channel = FileChannel.open(image)) {
                while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
                    // until all is there
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.array();
        }

        /** Whether nothing but zeros is there in an image. */
        boolean isZeroIn(Path image) {
            return Arrays.equals(of(image), new byte[(int) (to - from)]);
        }
    }

    private PartsMachine() {
    }

    /** With this image. */
    static Machine of(Path image) {
        DiskContent content = new DiskContent(PartitionTable.DOS,
                List.of(volume("sda1", ROOT, "ext4", VolumeUse.of("Debian", Role.SYSTEM)),
                        volume("sda2", SWAP, "swap", VolumeUse.of("Linux swap", Role.OTHER)),
                        volume("sda3", DATA, "ext4", new VolumeUse(null, Role.OTHER, List.of("/data"), List.of()))),
                new BootSigns(true, false, false, true));
        return new Machine("parts", new Cpu(null, null, 2, 1, 2, 1, true, true), 1L << 30, true,
                new Rtc(Rtc.Basis.UTC, 0), Firmware.BIOS,
                List.of(new Disk("sda", image, END, null, null, false, DiskHardware.UNKNOWN, content)), List.of(),
                List.of());
    }

    private static Volume volume(String name, Part part, String content, VolumeUse use) {
        return new Volume(name, part.from, part.to - part.from, null, "0x83", null, content, null, null,
                Volume.Encryption.NONE, use);
    }
}
