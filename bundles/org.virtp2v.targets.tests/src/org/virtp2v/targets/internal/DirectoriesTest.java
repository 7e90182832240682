package org.virtp2v.targets.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.server.ServerQuestions;

class DirectoriesTest {
    private static final ServerQuestions SERVER = command -> new ServerQuestions.Answer(0,
            "Mounted on\n/\n/boot/efi\n/srv/guests\n/var/tmp\n/run/user/0\n", "");

    @Test
    void suggestsTheUsualOneAndWhereDisksAreMounted() throws Exception {
        assertThat(Directories.suggestions("directory", SERVER)).containsExactly("/var/tmp", "/srv/guests");
    }

    @Test
    void suggestsTheUsualOneWhereTheServerDoesNotTell() throws Exception {
        assertThat(Directories.suggestions("directory", command -> new ServerQuestions.Answer(1, "/data\n", "")))
                .containsExactly("/var/tmp");
    }

    @Test
    void suggestsNothingForAFieldThatIsNoDirectory() throws Exception {
        assertThat(Directories.suggestions("compressed", SERVER)).isEmpty();
    }
}
