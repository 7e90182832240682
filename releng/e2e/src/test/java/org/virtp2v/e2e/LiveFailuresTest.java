package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live image on which the screen, or Java, does not work. */
class LiveFailuresTest extends LiveScriptsFixture {
    /** Whether X fails before virt-p2v can connect to it or after that: it is X that is to blame. */
    @ParameterizedTest
    @ValueSource(strings = { "", "mkdir -p /tmp/.X11-unix; : > /tmp/.X11-unix/X0; sleep 1;" })
    void withoutAScreenTheReasonIsToldAndTheWayOut(String connections) throws Exception {
        standIns("quiet");
        file("usr/bin/xinit", "#!/bin/sh\n" + connections + "echo no screens found >&2\nexit 1\n");
        file("usr/bin/virt-p2v", "#!/bin/sh\nsleep 2\necho cannot open display >&2\nexit 1\n");
        assertThat(run(TO_THE_END))
                .contains("the screen could not be started, or ended:", "no screens found", "basic graphics")
                .doesNotContain("exit code");
    }

    @ParameterizedTest
    @ValueSource(strings = { "quiet p2v.server=conv", "quiet" })
    void whereJavaDiesAtItsStartItIsTriedOnceMoreWithoutTheRecordedStart(String cmdline) throws Exception {
        standIns(cmdline);
        file("usr/bin/virt-p2v", """
                #!/bin/sh
                echo "cache $VIRT_P2V_CACHE" >> /tmp/starts
                if [ "$VIRT_P2V_CACHE" = on ]; then kill -ILL $$; fi
                : > "$VIRT_P2V_STARTED"
                exit 4
                """);
        assertThat(run(TO_THE_END + "cat /tmp/starts\n")).contains("died at its start (signal ILL)", "trying once more",
                "ended with exit code 4: the conversion server or virt-v2v failed").endsWith("cache on\ncache off\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "kill -SEGV $$ |signal SEGV", "kill -KILL $$|for lack of memory",
            "echo Error occurred during initialization of VM; exit 1|Error occurred during initialization of VM" })
    void whereJavaDoesNotRunTheReasonIsToldInWords(String deathAndReason) throws Exception {
        String[] parts = deathAndReason.split("[|]");
        standIns("quiet");
        file("usr/bin/virt-p2v", "#!/bin/sh\necho start >> /tmp/starts\n" + parts[0] + "\n");
        assertThat(run(TO_THE_END + "cat /tmp/starts\n"))
                .contains("Java, which it runs on, does not run here", parts[1],
                        "memory or the processor")
                .doesNotContain("screen could not be started").endsWith("start\nstart\n");
    }

    @Test
    void whatHadBegunIsNotStartedAgainByItself() throws Exception {
        standIns("quiet p2v.server=conv");
        file("usr/bin/virt-p2v", "#!/bin/sh\necho start >> /tmp/starts\n: > \"$VIRT_P2V_STARTED\"\nkill -SEGV $$\n");
        assertThat(run(TO_THE_END + "cat /tmp/starts\n")).contains("Java, which it runs on, crashed (signal SEGV)")
                .doesNotContain("once more").containsOnlyOnce("start\n");
    }
}
