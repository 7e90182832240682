package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.hardware.internal.BlockDevices.Device;

/** The real tools on real file systems in image files, which they must not change. */
@Timeout(120)
class RealImagesTest {
    private static final List<String> PATH = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    @TempDir
    Path dir;
    private final ReadOnlyTools tools = new ReadOnlyTools(new ProcessRunner());

    @Test
    void readsTheReleaseOfALinuxWithoutMounting() throws Exception {
        Path tree = Files.createDirectories(dir.resolve("tree/usr/lib"));
        Files.writeString(tree.resolve("os-release"), "NAME=X\nPRETTY_NAME=\"Some Linux 3\"\n");
        String image = image(32, "mke2fs", "-q", "-t", "ext4", "-L", "root fs", "-d", dir.resolve("tree").toString());
        String before = sum(image);

        assertThat(tools.signatures(image)).containsEntry("TYPE", "ext4").containsEntry("LABEL", "root fs");
        assertThat(tools.extFile(image, "/usr/lib/os-release")).contains("Some Linux 3");
        assertThat(tools.extFile(image, "/etc/os-release")).isEmpty();

        assertThat(sum(image)).isEqualTo(before);
    }

    @Test
    void listsTheLoadersOfAnEfiSystemPartition() throws Exception {
        String image = image(40, "mkfs.vfat");
        for (String directory : List.of("::/EFI", "::/EFI/BOOT", "::/EFI/debian")) {
            run("mmd", "-i", image, directory);
        }
        String before = sum(image);

        assertThat(tools.fatDirectory(image, "/EFI").lines()).containsExactlyInAnyOrder("::/EFI/BOOT/",
                "::/EFI/debian/");

        assertThat(sum(image)).isEqualTo(before);
    }

    @Test
    void recognisesLuks() throws Exception {
        Path key = Files.writeString(dir.resolve("key"), "secret");
        String image = image(32, "cryptsetup", "luksFormat", "-q", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations",
                "1000", "--key-file", key.toString());
        String before = sum(image);

        assertThat(tools.signatures(image)).containsEntry("TYPE", "crypto_LUKS");

        assertThat(sum(image)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({ "ext2,64,mke2fs -q -t ext2", "ext3,64,mke2fs -q -t ext3", "ext4,64,mke2fs -q -t ext4",
            "xfs,320,mkfs.xfs -q", "ntfs,64,mkntfs -q -F -Q -s 512 -p 0 -H 255 -S 63", "btrfs,128,mkfs.btrfs -q" })
    void tellsHowMuchIsInUseAndChangesNothing(String fileSystem, int mebibytes, String command) throws Exception {
        String image = image(mebibytes, command.split(" "));
        String before = sum(image);

        Long used = used(image, fileSystem, (long) mebibytes << 20);

        assertThat(sum(image)).isEqualTo(before);
        // What an empty file system takes for itself: a journal, tables, maps.
        assertThat(used).isBetween(1L << 16, (long) mebibytes << 19);
    }

    @Test
    void tellsHowMuchFilesTake() throws Exception {
        Path tree = Files.createDirectories(dir.resolve("tree"));
        String empty = image(64, "mke2fs", "-q", "-t", "ext4", "-d", tree.toString());
        long before = used(empty, "ext4", 64 << 20);
        byte[] content = new byte[10 << 20];
        Arrays.fill(content, (byte) 1);
        Files.write(tree.resolve("file"), content);
        Files.delete(Path.of(empty));

        String filled = image(64, "mke2fs", "-q", "-t", "ext4", "-d", tree.toString());

        assertThat(used(filled, "ext4", 64 << 20) - before).isBetween(10L << 20, 11L << 20);
    }

    @Test
    void countsTheDevicesOfABtrfsFileSystem() throws Exception {
        String image = image(128, "mkfs.btrfs", "-q");

        assertThat(tools.btrfsSuperblock(image)).containsPattern("(?m)^num_devices\\s+1$");
    }

    @Test
    void findsNoSubvolumesInANewBtrfsFileSystemAndChangesNothing() throws Exception {
        String image = image(128, "mkfs.btrfs", "-q");
        String before = sum(image);

        String tree = tools.btrfsRootTree(image);

        assertThat(tree).contains("location key (FS_TREE ROOT_ITEM ");
        assertThat(Subvolumes.parse(tree)).isEqualTo(new Subvolumes(Set.of(), false));
        assertThat(sum(image)).isEqualTo(before);
    }

    @Test
    void readsTheTableOfADisk() throws Exception {
        String image = image(8, "sfdisk", "--version");
        var sfdisk = new ProcessBuilder("sfdisk", "-q", image).redirectErrorStream(true).start();
        sfdisk.getOutputStream().write("label: gpt\n,,U\n".getBytes());
        sfdisk.getOutputStream().close();
        assertThat(sfdisk.waitFor()).isZero();

        assertThat(tools.signatures(image)).containsEntry("PTTYPE", "gpt");
    }

    @Test
    void knowsNothingOfEmptyDisks() throws Exception {
        String image = image(1, "true");

        assertThat(List.of(tools.signatures(image), tools.raidMember(image))).containsOnly(Map.of());
        assertThat(List.of(tools.extFile(image, "/etc/os-release"), tools.fatDirectory(image, "/EFI"),
                tools.ntfsDirectory(image, "/Windows"), tools.btrfsSuperblock(image))).containsOnly("");
    }

    /** What is in use of a volume that is an image file. */
    private Long used(String image, String fileSystem, long sizeBytes) throws InterruptedException {
        // Its name is one below /dev.
        return new UsedSpace(tools).bytes(new Device("../" + image, "", "part", null, null, null, null, null, null,
                false, fileSystem, null, null, Set.of(), Set.of()), sizeBytes);
    }

    private String image(int mebibytes, String... command) throws Exception {
        assumeThat(PATH).anyMatch(directory -> Files.isExecutable(Path.of(directory, command[0])));
        Path image = dir.resolve("image");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
        }
        String[] line = List.of(command).contains("--version") ? command : withLast(command, image.toString());
        run(line);
        return image.toString();
    }

    private static String[] withLast(String[] words, String last) {
        String[] line = Arrays.copyOf(words, words.length + 1);
        line[words.length] = last;
        return line;
    }

    private static void run(String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", String.join(":", PATH), (old, added) -> old + ":" + added);
        var process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static String sum(String image) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var content = new DigestInputStream(Files.newInputStream(Path.of(image)), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
