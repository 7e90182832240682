package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.server.RemoteFile;

/** Keys and passwords on the server: when they come, and that they go. */
class RunSecretsTest extends ConversionFixture {
    private static final String WITH_KEY = TWO_DISKS + " p2v.key=all:key:s3cret";

    @Test
    void copiesKeysLastAndRemovesThemInTheEnd() {
        assertThat(run(WITH_KEY).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.server.files.getLast()).satisfies(file -> {
            assertThat(file.name()).isEqualTo("disk-key-1");
            assertThat(file.content()).asString().isEqualTo("s3cret\n");
            assertThat(file.required()).isTrue();
            assertThat(file.executable()).isFalse();
        });
        assertThat(ports.server.files.subList(0, ports.server.files.size() - 1)).extracting(RemoteFile::content)
                .noneMatch(content -> new String(content, StandardCharsets.UTF_8).contains("s3cret"));
        assertThat(events.toString()).doesNotContain("s3cret");
        assertThat(ports.journal.lines).containsSubsequence("follow", "remove disk-key-1", "leave p2v-report.json",
                "close run");
    }

    @ParameterizedTest
    @ValueSource(strings = { "start", "follow" })
    void removesKeysAfterVirtV2vHasBeenStopped(String step) {
        ports.journal.failAt = step;
        run(WITH_KEY);
        assertThat(ports.journal.lines).containsSubsequence("stop", "remove disk-key-1", "close run");
    }

    @Test
    void saysThatKeysMayBeLeft() {
        ports.server.removesSecrets = false;
        assertThat(run(WITH_KEY).warnings()).last().asString().contains("disk-key-1",
                "/tmp/virt-p2v-20261123-abcdefgh", "conv:22");
    }

    @Test
    void copiesTheTargetsSecretsLastAndRemovesThemHoweverItEnds() {
        for (int status : List.of(0, 1)) {
            ports.journal.lines.clear();
            ports.server.files.clear();
            ports.server.status = status;
            ports.engine().conversion(withTarget("p2v.target.secret=hunter2"), events::add).run();
            assertThat(ports.server.files).extracting(RemoteFile::name).endsWith("p2v-version", "progress.json",
                    "secret-file", "target-environment");
            assertThat(ports.server.files).filteredOn(file -> file.name().startsWith("secret")
                    || file.name().startsWith("target")).allMatch(RemoteFile::required)
                    .noneMatch(RemoteFile::executable);
            assertThat(ports.journal.lines).containsSubsequence("follow", "remove secret-file target-environment",
                    "close run");
        }
        assertThat(ports.server.left).noneMatch(file -> new String(file.content(), StandardCharsets.UTF_8)
                .contains("hunter2"));
        assertThat(events.toString()).doesNotContain("hunter2");
    }
}
