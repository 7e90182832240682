package org.virtp2v.ssh.internal.further;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdleTest {
    @TempDir
    Path temp;

    @Test
    void isTheTimeWithoutWorkSinceTheLastLook() throws Exception {
        Path stat = temp.resolve("stat");
        Idle idle = new Idle(stat);
        Files.writeString(stat, "cpu  100 0 50 800 40 0 5 5 70 0\ncpu0 1 2 3\n");
        assertThat(idle.share()).isEqualTo(0.84);
        Files.writeString(stat, "cpu  160 0 60 820 50 0 5 5 90 0\ncpu0 1 2 3\n");
        assertThat(idle.share()).isEqualTo(0.3);
        assertThat(idle.share()).as("no time has passed").isEqualTo(1);
    }

    @Test
    void nothingIsKnownToBeBusyWhereThatCannotBeRead() throws Exception {
        assertThat(new Idle(temp.resolve("none")).share()).isEqualTo(1);
        assertThat(new Idle(Files.writeString(temp.resolve("empty"), "")).share()).isEqualTo(1);
        assertThat(new Idle(Files.writeString(temp.resolve("other"), "cpu  a b\n")).share()).isEqualTo(1);
    }

    @Test
    void isAShareOnThisMachine() {
        assertThat(Idle.ofThisMachine().share()).isBetween(0.0, 1.0);
    }
}
