package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;

class FailureDiagnosisTest extends ConversionFixture {
    @Test
    void showsVirtV2vsOwnErrorWhenItFails() {
        ports.server.status = 1;
        ports.server.errors = List.of("no operating system was found");
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.failure()).isInstanceOf(ServerException.class)
                .hasMessageContaining("no operating system was found").hasMessageContaining("exit code 1")
                .hasMessageContaining("/tmp/virt-p2v-20261123-abcdefgh/virt-v2v-conversion-log.txt");
        assertThat(ports.journal.lines).containsSubsequence("stop", "remove output");
    }

    @ParameterizedTest
    @CsvSource({ "true,true", "false,true" })
    void blamesTheSourceBeforeTheConnectionAndTheServer(boolean sourceBroken, boolean connectionBroken) {
        ports.server.status = 1;
        ports.exporter.broken = sourceBroken;
        ports.server.dataConnectionsOpen = !connectionBroken;
        assertThat(run(TWO_DISKS).failure())
                .isInstanceOf(sourceBroken ? SourceException.class : ConnectionException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "nbdcopy: write at offset 0 failed: No space left on device|has run out of space",
            "nbdcopy: read at offset 512 failed: Input/output error|disk /b cannot be read" })
    void saysTheCauseFirstThatStandsFurtherAboveInTheLog(String line, String cause) {
        ports.server.output = List.of("[  60.0] Copying disk 1/2\n[  61.0] Copying disk 2/2\n");
        ports.server.status = 1;
        ports.server.errors = List.of("nbdcopy command failed: see earlier error messages");
        ports.server.causes = List.of(line);
        ConversionException failure = run(TWO_DISKS).failure();
        assertThat(failure).message().containsSubsequence(cause, line, "see earlier error messages");
        assertThat(Objects.requireNonNull(failure).advice()).contains(cause).doesNotContain("see earlier");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "98|virt-p2v: gave up waiting for the machine",
            "1|virt-p2v: the relay gave up: given up: no channel for 60 s" })
    void whoHasGivenUpWaitingHasLostAConnection(int status, String line) {
        ports.server.status = status;
        ports.server.causes = List.of(line);
        assertThat(run(TWO_DISKS).failure())
                .isInstanceOfSatisfying(ConnectionException.class,
                        e -> assertThat(e.reason()).isEqualTo(ConnectionException.Reason.LOST))
                .hasMessageContaining("conversion-log.txt");
    }

    @Test
    void aSectorThatCannotBeReadIsAFaultOfTheSource() {
        ports.server.status = 1;
        ports.server.causes = List.of("nbdcopy: read at offset 512 failed: Input/output error");
        assertThat(run(TWO_DISKS).failure()).isInstanceOf(SourceException.class).hasMessageContaining("/a, /b");
    }
}
