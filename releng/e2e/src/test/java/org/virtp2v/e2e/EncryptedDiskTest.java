package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/** A guest whose root file system is in LUKS, opened by the real virt-v2v in the real libguestfs. */
class EncryptedDiskTest {
    private static final Duration LIMIT = Duration.ofMinutes(12);
    private static final String KEY = "p2v-luks-key";
    @TempDir
    Path work;
    private Path output;
    private List<Path> disks;

    @BeforeEach
    void makeAGuest() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
        disks = Checkout.guest("luks", work.resolve("guests"));
    }

    private String commandLine(LabServer server, String key) {
        return server.asRoot() + " p2v.name=luks p2v.o=local p2v.os=" + output + " p2v.post= p2v.key=" + key;
    }

    @Test
    void convertsAnEncryptedGuestAndTellsNobodyTheKey() throws Exception {
        try (LabServer server = LabServer.start()) {
            var watch = new ProcessWatch("--cmdline=", KEY);
            Product product = Product.start(work, commandLine(server, "/dev/sda1:key:" + KEY), disks);
            product.awaitOutput("Opening the source", LIMIT);
            Path remote = product.logDirectory();
            Path keyFile = remote.resolve("disk-key-1");
            assertThat(keyFile).hasContent(KEY);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile))).isEqualTo("rw-------");
            Result result = product.end(LIMIT);
            assertThat(watch.end()).isEmpty();
            assertThat(result.output()).contains("Conversion finished successfully").doesNotContain(KEY);
            assertThat(result.code()).isZero();
            assertThat(keyFile).doesNotExist();
            assertThat(remote.resolve("p2v-report.json")).isNotEmptyFile();
            assertThat(remote.resolve("virt-v2v-conversion-log.txt")).content().contains("/dev/mapper/luks-");
            assertThat(filesWithKey(remote, server.dir())).isEmpty();
        }
        List<String> files = GuestXml.read(output.resolve("luks.xml"))
                .all("/domain/devices/disk[@device='disk']/source/@file");
        assertThat(files).singleElement().satisfies(file -> assertThat(Path.of(file)).isNotEmptyFile());
    }

    @Test
    void saysThatTheKeyIsWrong() throws Exception {
        try (LabServer server = LabServer.start()) {
            Path key = Files.writeString(work.resolve("key"), "wrong-luks-key\n");
            Result result = Product.start(work, commandLine(server, "/dev/sda1:file:" + key), disks).end(LIMIT);
            assertThat(result.code()).isEqualTo(4);
            assertThat(result.output()).contains("could not find key to open LUKS encrypted /dev/sda1",
                    "No key available with this passphrase").doesNotContain("wrong-luks-key");
            assertThat(Product.logDirectory(result.output()).orElseThrow().resolve("disk-key-1")).doesNotExist();
            assertThat(output).isEmptyDirectory();
        }
    }

    private static String filesWithKey(Path... places) throws Exception {
        StringBuilder found = new StringBuilder();
        for (Path place : places) {
            found.append(Checkout.run("bash", "-c", "grep -rlaF -- '" + KEY + "' " + place + " || true"));
        }
        return found.toString();
    }
}
