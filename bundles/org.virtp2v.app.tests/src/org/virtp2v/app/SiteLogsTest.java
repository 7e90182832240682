package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteLogsTest {
    @TempDir
    Path files;

    private SiteLogs script(String text) throws Exception {
        Path script = Files.writeString(files.resolve("data"), "#!/bin/bash\n" + text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new SiteLogs(script);
    }

    @Test
    void saysWhereTheLogIs() throws Exception {
        var logs = script("[ $1 = save ] || exit 0; cp \"$3\" " + files + "; echo \"logs/$2 on /dev/sdb3\"");

        assertThat(logs.keep("web 01", "all of it")).isEqualTo("logs/web 01 on /dev/sdb3");
        assertThat(files.resolve("conversion.log")).hasContent("all of it");
    }

    @Test
    void knowsThatThereIsNoStick() throws Exception {
        assertThat(new SiteLogs(files.resolve("none")).keep("web", "")).isNull();
        assertThat(script("[ $1 != is-writable ]").keep("web", "")).isNull();
    }

    @Test
    void saysWhyItCannotBeSaved() throws Exception {
        var logs = script("[ $1 = is-writable ] || { echo 'it is full'; exit 1; }");

        assertThatThrownBy(() -> logs.keep("web", "")).isInstanceOf(IOException.class).hasMessage("it is full");
    }
}
