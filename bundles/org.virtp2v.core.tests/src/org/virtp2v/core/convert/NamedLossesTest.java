package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.source.FileFinder;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;
import org.virtp2v.core.testing.Plans;

/** A conversion that names the files in the parts of its disks that cannot be read. */
class NamedLossesTest extends UnreadableDisksFixture {
    private static PartContent files(boolean structures, boolean free, boolean complete, String... paths) {
        return new PartContent("ext4", List.of(paths), structures, free, complete, null);
    }

    @Test
    void namesTheFilesThatAreLost() {
        unreadable("/a", sectors(70, 70, null), sectors(1024, 1031, "sda1"), sectors(2000, 2000, "sda1"),
                sectors(3000, 3000, "sda2"));
        ports.files = (disk, parts, limit) -> {
            assertThat(disk.name()).isEqualTo("/a");
            assertThat(parts).hasSize(4);
            assertThat(limit).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
            return List.of(PartContent.unknown(null, Unknown.NO_FILE_SYSTEM),
                    files(true, true, false, "/etc/a b", "/b", "/c", "/d", "/e"),
                    new PartContent("ext4", List.of(), List.of("/f", "/g"), false, true, true, true, null),
                    PartContent.unknown("LVM2_member", Unknown.NOT_SUPPORTED));
        };
        ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=zero");
        assertThat(result.losses()).singleElement().extracting(DiskLoss::describe).asString()
                .endsWith(" of /a: sector 70: no known file system;"
                        + " sectors 1024 to 1031 (sda1, ext4): /etc/a b, /b, /c, and 2 more files,"
                        + " structures of the file system, free space, and more that was not looked at;"
                        + " sector 2000 (sda1, ext4): perhaps of /f, /g (a list of blocks cannot be read), free space,"
                        + " probably (its journal has changes that are not known);"
                        + " sector 3000 (sda2, LVM2_member): files not known");
        assertThat(left("unreadable-sectors.txt")).endsWith("""
                /a 70 70 512 - - no known file system
                /a 1024 1031 4096 sda1 ext4 /etc/a b, /b, /c, /d, /e, structures of the file system, free space,\
                 and more that was not looked at
                /a 2000 2000 512 sda1 ext4 perhaps of /f, /g (a list of blocks cannot be read), free space,\
                 probably (its journal has changes that are not known)
                /a 3000 3000 512 sda2 LVM2_member files not known
                """);
        assertThat(left("p2v-report.json")).contains("""
                "partition":"sda1","fileSystem":"ext4","files":["/etc/a b","/b","/c","/d","/e"],"possible":[],\
                "structures":true,"free":true,"complete":false,"stale":false,"unknown":null""", """
                "fileSystem":"ext4","files":[],"possible":["/f","/g"],"structures":false,"free":true,"complete":true,\
                "stale":true,"unknown":null""", """
                "fileSystem":"LVM2_member","files":[],"possible":[],"structures":false,"free":false,"complete":false,\
                "stale":false,"unknown":"not_supported\"""");
    }

    @Test
    void namesTheFilesAlsoWhenItHasStoppedAtThem() {
        unreadable("/b", sectors(1024, 1031, "sdb1"));
        ports.files = (disk, parts, limit) -> List.of(files(false, false, true, "/var/log/messages"));
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.losses().getFirst().describe())
                .endsWith("sectors 1024 to 1031 (sdb1, ext4): /var/log/messages");
    }

    @Test
    void looksForNoFilesWithoutLosses() {
        ports.files = (disk, parts, limit) -> {
            throw new AssertionError();
        };
        assertThat(run(TWO_DISKS + " p2v.on_read_error=zero").outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void whatGoesWrongWithTheFilesChangesNoResult() {
        unreadable("/a", sectors(70, 70, null));
        for (FileFinder broken : List.<FileFinder>of((disk, parts, limit) -> {
            throw new IllegalStateException();
        }, (disk, parts, limit) -> {
            throw new InterruptedException();
        })) {
            ports.files = broken;
            ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=zero");
            assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
            assertThat(result.losses().getFirst().describe()).endsWith("sector 70");
        }
    }

    @Test
    void cancellingWhileFilesAreLookedForKeepsTheGuest() throws Exception {
        unreadable("/a", sectors(70, 70, null));
        var looking = new CountDownLatch(1);
        ports.files = (disk, parts, limit) -> {
            looking.countDown();
            Thread.sleep(60_000);
            return List.of();
        };
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS + " p2v.on_read_error=zero"),
                events::add);
        var result = CompletableFuture.supplyAsync(conversion::run, THREADS);
        looking.await();
        conversion.cancel(CancelCause.USER);
        assertThat(result.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
    }
}
