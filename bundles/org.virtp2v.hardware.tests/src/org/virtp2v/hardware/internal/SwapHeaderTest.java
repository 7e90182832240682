package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.machine.Volume;

/** A partition is swap space when nothing speaks against it; else the guest would lose what else is there. */
class SwapHeaderTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path dir;

    private static byte[] header(int page, long swapMib, boolean bigEndian, String table) {
        var bytes = ByteBuffer.allocate(SwapHeader.SIZE)
                .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(1024, 1).putInt(1028, (int) (swapMib * MIB / page - 1));
        bytes.put(page - 10, "SWAPSPACE2".getBytes(StandardCharsets.US_ASCII));
        switch (table) {
            case "dos" -> bytes.put(510, (byte) 0x55).put(511, (byte) 0xAA);
            case "gpt" -> bytes.put(512, "EFI PART".getBytes(StandardCharsets.US_ASCII));
            default -> {
            }
        }
        return bytes.array();
    }

    @ParameterizedTest
    @CsvSource({ "4096,1024,1024,false,none,false", "65536,1024,1024,false,none,false",
            "4096,1024,1024,true,none,false",
            "8192,1023,1024,true,none,false", "4096,16000000,16000000,false,none,false",
            // A clone on a larger disk, or a volume that came into the place of a smaller one.
            "4096,1024,2048,false,none,true", "4096,1022,1024,false,none,true",
            // The kernel does not swap there.
            "4096,1024,1023,false,none,true", "65536,16000000,1024,false,none,true",
            // A disk of a virtual machine.
            "4096,1024,1024,false,dos,true", "4096,1024,1024,false,gpt,true" })
    void doubtsWhatIsMoreThanSwapSpace(int page, long swapMib, long partitionMib, boolean bigEndian, String table,
            boolean doubtful) {
        assertThat(new SwapHeader(header(page, swapMib, bigEndian, table)).isDoubtful(partitionMib * MIB))
                .isEqualTo(doubtful);
    }

    /** blkid has seen the signature; of an old kind, or a disk that is broken there, nothing else is known. */
    @ParameterizedTest
    @CsvSource({ "0", "512", "4096", "65536" })
    void believesBlkidWhereItSeesNothing(int length) {
        assertThat(new SwapHeader(new byte[length]).isDoubtful(MIB)).isFalse();
    }

    @Test
    void believesWhatMkswapWrites() throws Exception {
        Path image = Files.write(dir.resolve("image"), new byte[(int) (20 * MIB + 512)]);
        var made = new ProcessRunner().run(LostFilesFixture.LONG, "mkswap", image.toString());
        assumeThat(made).isPresent();
        var read = new ReadOnlyTools(new ProcessRunner()).firstBytes(image.toString(), SwapHeader.SIZE);

        assertThat(new SwapHeader(read).isDoubtful(20 * MIB + 512)).isFalse();
        assertThat(new SwapHeader(read).isDoubtful(22 * MIB)).isTrue();
    }

    /** Not every tool takes away the table that was there before it makes a file system of the whole disk. */
    @ParameterizedTest
    @CsvSource({ "none,null,true", "dos,null,false", "none,\"ext4\",false",
            "none,\"mpath_member\",true" })
    void knowsSwapSpaceThatIsAllOfItsPartition(String table, String wholeDisk, boolean swap) throws Exception {
        var hexadecimal = HexFormat.of().formatHex(header(4096, 512, false, table));
        var volumes = MachineFixture.load("vm", dir).with("""
                block pci0000:00/0000:00:07.0/block/sda 8:0 2097152
                block pci0000:00/0000:00:07.0/block/sda/sda1 8:1 1048576
                sys/block/sda/sda1/start: 2048
                """ + MachineFixture.LSBLK + """
                    {"blockdevices": [{"name": "sda", "type": "disk", "pttype": "dos", "fstype": %s, "children": [
                    {"name": "sda1", "type": "part", "parttype": "0x82", "fstype": "swap", "label": "s"}]}]}
                $hex dd if=/dev/sda1 bs=65536 count=1 status=none
                    %s
                """.formatted(wholeDisk, hexadecimal)).machine().disks().getFirst().content().volumes();

        assertThat(volumes).singleElement().satisfies(volume -> {
            assertThat(volume.isSwap()).isEqualTo(swap);
            assertThat(volume.usedBytes()).isEqualTo(swap ? Long.valueOf(0) : null);
            assertThat(volume.hint()).isEqualTo(swap ? "Linux swap" : null);
        }).extracting(Volume::partitionType).isEqualTo("0x82");
    }
}
