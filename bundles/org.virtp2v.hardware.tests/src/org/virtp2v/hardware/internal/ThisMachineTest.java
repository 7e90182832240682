package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looks at the machine the tests run on, with its real commands. */
@Timeout(180)
class ThisMachineTest {
    @Test
    void findsSaneValues() throws InterruptedException {
        var machine = new LinuxMachineProbe().probe();

        assertThat(machine.cpu().logicalCpus()).isBetween(1, 8192);
        assertThat(machine.memoryBytes()).isBetween(1L << 26, 1L << 50);
        assertThat(machine.hostName()).isNotEmpty();
        assertThat(machine.disks()).allSatisfy(disk -> {
            assertThat(disk.sizeBytes()).isPositive();
            assertThat(disk.device()).isEqualTo(Path.of("/dev/" + disk.name()));
        });
    }

    @Test
    void reportsWithinTheTimeLimit() throws InterruptedException {
        assertThat(new LinuxMachineProbe().reports()).containsKey("lscpu")
                .allSatisfy((name, content) -> assertThat(content).as(name).hasSizeLessThanOrEqualTo(8 << 20));
    }

    @Test
    void doesNotWaitForTheNetworkLongerThanTold() throws InterruptedException {
        new LinuxMachineProbe().awaitNetwork(Duration.ofSeconds(1));
    }
}
