package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Which files of a stopped run the wrapper script removes. */
class WrapperCleanupTest extends RecordedWrapperFixture {
    /** What is printed when a stopped run is tidied up; the run ended without a status of its own. */
    private String discard() throws Exception {
        Files.writeString(dir.resolve("status"), "99\n");
        return bash(0, WrapperScript.FILE_NAME, "discard").output();
    }

    @Test
    void removesOnlyWhatTheStoppedRunMade() throws Exception {
        Path out = Files.createDirectory(dir.resolve("o’ut $x"));
        Files.writeString(out.resolve("my guest-sda"), "somebody else’s");
        String options = "p2v.disks=/a,/b p2v.name=\"my guest\" p2v.os=\"" + out + "\"";
        run(options, false, 1);
        for (String name : List.of("my guest-sdb", "my guest-sdc", "my guest.xml", "my guest.sh", "other-sda")) {
            Files.writeString(out.resolve(name), "new");
        }
        assertThat(discard()).isEqualTo("done\n");
        assertThat(out).isDirectoryNotContaining("glob:**my guest-sdb").isDirectoryNotContaining("glob:**.xml");
        assertThat(out.toFile().list()).containsExactlyInAnyOrder("my guest-sda", "my guest-sdc", "my guest.sh",
                "other-sda");
    }

    @Test
    void keepsACompleteGuestAndTouchesNothingBeforeTheRun() throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        String options = "p2v.o=qemu p2v.name=g p2v.os=" + out;
        run(options, false, 0);
        Files.writeString(out.resolve("g-sda"), "complete");
        assertThat(bash(0, WrapperScript.FILE_NAME, "discard").output()).isEqualTo("complete\n");
        Files.delete(dir.resolve("status"));
        Files.delete(dir.resolve("output-before"));
        assertThat(bash(0, WrapperScript.FILE_NAME, "discard").output()).endsWith("done\n");
        assertThat(out.resolve("g-sda")).exists();
    }

    @Test
    void namesWhatItMayNotRemove() throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        run("p2v.sudo p2v.name=g p2v.os=" + out, false, 1);
        Files.createDirectory(out.resolve("g-sda")); // rm does not remove directories
        program(dir.resolve("bin/sudo"), "#!/bin/bash\n[ \"$2\" = -l ] && exit 1\ntouch abused\n");
        assertThat(discard()).isEqualTo("left " + out.resolve("g-sda") + "\ndone\n");
        assertThat(dir.resolve("abused")).doesNotExist();
        program(dir.resolve("bin/sudo"), "#!/bin/bash\n[ \"$2\" = -l ] || rmdir \"${@: -1}\"\n");
        assertThat(discard()).isEqualTo("done\n");
        assertThat(out).isEmptyDirectory();
    }
}
