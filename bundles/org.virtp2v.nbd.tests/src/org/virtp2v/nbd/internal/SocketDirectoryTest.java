package org.virtp2v.nbd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketDirectoryTest {
    @TempDir
    Path temp;

    /** As sudo passes on the runtime directory of whoever calls it. */
    @Test
    void isNeverMadeInAPlaceOfAnotherUser() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Path others = Files.createDirectory(temp.resolve("others"));
        Path open = Files.createDirectory(temp.resolve("open"));
        Path own = Files.createDirectory(temp.resolve("own"));
        Files.setPosixFilePermissions(others, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setAttribute(others, "unix:uid", 65534);
        SocketDirectory made = SocketDirectory.create(List.of(others, open, own));
        assertThat(made.path().getParent()).isEqualTo(own);
        assertThat(Files.getPosixFilePermissions(made.path())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        made.remove();
    }
}
