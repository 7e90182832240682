package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.nbd.internal.DiskSearch.Found;
import org.virtp2v.nbd.internal.device.Devices;

/** What is looked at before a disk counts as the one that was there, with image files in the place of devices. */
class DiskSearchTest {
    private static final int SIZE = 4 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(3);

    @TempDir
    Path directory;
    private Path links;
    private Path reads;
    private TestDisk image;
    private Tools tools;

    @BeforeEach
    void makeDisk() throws IOException {
        links = Files.createDirectory(directory.resolve("by-id"));
        reads = Files.createFile(directory.resolve("reads"));
        image = TestDisk.of(SIZE, directory.resolve("image"));
        Path programs = Files.createDirectory(directory.resolve("programs"));
        Path dd = Files.writeString(programs.resolve("dd"),
                "#!/bin/sh\necho \"$@\" >> '" + reads + "'\n[ ! -e '" + slow()
                        + "' ] || sleep 1\nexec /usr/bin/dd \"$@\"\n");
        Files.setPosixFilePermissions(dd, PosixFilePermissions.fromString("rwxr-xr-x"));
        tools = new Tools(List.of(programs));
    }

    /** A file that makes each read take a second, where it is there. */
    private Path slow() {
        return directory.resolve("slow");
    }

    private DiskSearch search() {
        return new DiskSearch(image.source(), new Devices(links, directory.resolve("none"), Path.of("/dev")), tools,
                LIMIT);
    }

    /** The disk has another name now, and its serial number there. */
    private Path plugInAgain(Path link) throws IOException {
        Path again = Files.move(image.path(), directory.resolve("again"));
        Files.delete(link);
        Files.createSymbolicLink(link, again);
        return again;
    }

    private int reads() throws IOException {
        return Files.readAllLines(reads).size();
    }

    @Test
    void aDiskThatWasTooSlowForAFingerprintIsNotReadForMinutesToHaveOneNow() throws Exception {
        Path link = Files.createSymbolicLink(links.resolve("usb-Slow_Disk_4711-0:0"), image.path());
        DiskSearch search = search();
        Path again = plugInAgain(link);

        assertThat(search.look(image.path())).isInstanceOfSatisfying(Found.Itself.class, itself -> {
            assertThat(itself.file().path()).isEqualTo(again);
            itself.file().closeInBackground();
        });
        assertThat(reads()).as("its first sector").isEqualTo(1);
    }

    @Test
    void withASerialNumberAndAFingerprintItIsReadAllOver() throws Exception {
        Path link = Files.createSymbolicLink(links.resolve("usb-Disk_4711-0:0"), image.path());
        DiskSearch search = search();
        assertThat(search.takeFingerprint()).isNotNull();
        plugInAgain(link);
        int before = reads();

        assertThat(search.look(image.path())).isInstanceOfSatisfying(Found.Itself.class,
                itself -> itself.file().closeInBackground());
        assertThat(reads() - before).as("the sample").isGreaterThan(1);
    }

    @Test
    void aDiskThatCannotBeComparedInTimeIsNotTakenAndThatIsSaid() throws Exception {
        Path link = Files.createSymbolicLink(links.resolve("usb-Disk_4711-0:0"), image.path());
        DiskSearch search = search();
        assertThat(search.takeFingerprint()).isNotNull();
        plugInAgain(link);
        Files.createFile(slow());

        assertThat(search.look(image.path())).isInstanceOfSatisfying(Found.Another.class,
                another -> assertThat(another.what()).contains("so slow", "within 0:03"));
    }

    @Test
    void withoutSerialNumberAndFingerprintItIsNotTaken() throws Exception {
        DiskSearch search = search();
        Files.move(Files.copy(image.path(), directory.resolve("again")), image.path(),
                StandardCopyOption.REPLACE_EXISTING);

        assertThat(search.look(image.path())).isInstanceOfSatisfying(Found.Another.class,
                another -> assertThat(another.what()).contains("nobody knows whether it is the same"));
    }
}
