package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.convert.ConnectionReport.LinkReport;
import org.virtp2v.core.convert.ConversionEvent.ConnectionBack;
import org.virtp2v.core.convert.ConversionEvent.ConnectionLost;
import org.virtp2v.core.convert.Outages.News;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.source.SourceDisk;

class OutagesTest {
    private static final Link SDA = Link.disk(1);
    private static final Link SDB = Link.disk(2);
    private long now = Duration.ofDays(-9).toNanos();
    private final Outages outages = outages(2);

    private Outages outages(int disks) {
        List<SourceDisk> all = IntStream.range(0, disks).mapToObj(i -> "sd" + (char) ('a' + i))
                .map(name -> new SourceDisk(name, Path.of("/dev", name), 1000, name)).toList();
        return new Outages(all, () -> now);
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    /** While these connections are lost, which they say every second. */
    private void pass(int seconds, Link... lost) {
        for (int second = 1; second <= seconds; second++) {
            pass(1);
            for (Link link : lost) {
                outages.lost(lost(link, second, 1, 0));
            }
        }
    }

    private static ConnectionLost lost(Link link, int seconds, int attempt, int untilNext) {
        return new ConnectionLost(link,
                new Outage(Duration.ofSeconds(seconds), attempt, Duration.ofSeconds(untilNext), "Gone."));
    }

    private static ConnectionBack back(Link link, int seconds) {
        return new ConnectionBack(link, Duration.ofSeconds(seconds));
    }

    @Test
    void tellsAnOutageOnceEachAttemptOnceAndThePassingOfTime() {
        assertThat(outages.lost(lost(SDA, 0, 1, 0)).news()).isEqualTo(News.LOST);
        assertThat(outages.lost(lost(SDA, 1, 2, 2)).news()).isEqualTo(News.ATTEMPT);
        assertThat(outages.lost(lost(SDA, 2, 2, 1)).news()).isEqualTo(News.TIME);
        assertThat(outages.lost(lost(SDA, 3, 2, 0)).news()).isEqualTo(News.TIME);
        assertThat(outages.lost(lost(SDA, 3, 3, 5)).news()).isEqualTo(News.ATTEMPT);
        assertThat(outages.back(back(SDA, 4))).isPresent();
        assertThat(outages.lost(lost(SDA, 0, 1, 0)).news()).isEqualTo(News.LOST);
    }

    @Test
    void makesOneOutageOfAllConnectionsThatAreLostTogether() {
        assertThat(outages.lost(lost(SDB, 0, 1, 0)).news()).isEqualTo(News.LOST);
        assertThat(outages.lost(lost(Link.CONTROL, 0, 1, 0)).news()).isEqualTo(News.TIME);
        assertThat(outages.lost(lost(SDA, 0, 7, 3)).news()).isEqualTo(News.TIME);
        pass(60, SDA, SDB, Link.CONTROL);
        assertThat(outages.back(back(SDB, 60))).isEmpty();
        assertThat(outages.isLost()).isTrue();
        assertThat(outages.isLost(SDB)).isFalse();
        pass(10, SDA, Link.CONTROL);
        assertThat(outages.back(back(SDA, 70))).isEmpty();
        pass(30, Link.CONTROL);
        assertThat(outages.back(back(Link.CONTROL, 100))).contains(Duration.ofSeconds(100));
        assertThat(outages.isLost()).isFalse();
        assertThat(outages.report().outages()).isEqualTo(1);
        assertThat(outages.report().away()).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void goesOnWithTheNextAttemptOfAConnectionThatIsStillLost() {
        outages.lost(lost(SDA, 5, 3, 5));
        pass(2);
        outages.lost(lost(SDB, 1, 1, 0));
        assertThat(outages.lost(lost(SDA, 7, 3, 3)).outage().lasted()).isEqualTo(Duration.ofSeconds(7));
        outages.back(back(SDA, 8));
        pass(1);
        var present = outages.lost(lost(SDB, 2, 2, 2));
        assertThat(present.outage()).isEqualTo(
                new Outage(Duration.ofSeconds(8), 2, Duration.ofSeconds(2), "Gone."));
        assertThat(present.connections()).isEqualTo("disk sdb");
    }

    @Test
    void namesConnectionsInFewWords() {
        assertThat(outages.lost(lost(SDB, 0, 1, 0)).connections()).isEqualTo("disk sdb");
        assertThat(outages.lost(lost(SDA, 0, 1, 0)).connections()).isEqualTo("disks sda, sdb");
        assertThat(outages.lost(lost(Link.CONTROL, 0, 1, 0)).connections()).isEqualTo("all connections");
        outages.back(back(SDB, 0));
        assertThat(outages.lost(lost(SDA, 0, 1, 0)).connections()).isEqualTo("control connection, disk sda");
        outages.back(back(SDA, 0));
        assertThat(outages.lost(lost(Link.CONTROL, 0, 1, 0)).connections()).isEqualTo("control connection");
        Outages many = outages(16);
        for (int disk = 1; disk <= 3; disk++) {
            many.lost(lost(Link.disk(disk), 0, 1, 0));
        }
        assertThat(many.lost(lost(Link.disk(4), 0, 1, 0)).connections()).isEqualTo("4 of 16 disks");
    }

    @Test
    void countsGapsAndAttemptsByConnectionAndAgainstTheClockOnce() {
        outages.lost(lost(SDA, 0, 1, 0));
        outages.lost(lost(Link.CONTROL, 0, 1, 0));
        pass(10, SDA, Link.CONTROL);
        outages.lost(lost(SDA, 10, 4, 0));
        outages.back(back(SDA, 10));
        outages.back(back(Link.CONTROL, 10));
        pass(1000);
        outages.lost(lost(SDA, 0, 1, 0));
        outages.lost(lost(SDA, 5, 3, 5));
        pass(5);
        assertThat(outages.report()).as("the last one goes on").isEqualTo(new ConnectionReport(2,
                Duration.ofSeconds(15), List.of(new LinkReport(0, null, 1, Duration.ofSeconds(10), 1),
                        new LinkReport(1, "sda", 2, Duration.ofSeconds(15), 6))));
        assertThat(outages.report().attempts()).isEqualTo(7);
    }

    @Test
    void forgetsAConnectionThatWasGivenUp() {
        outages.lost(lost(SDA, 0, 1, 0));
        outages.lost(lost(SDB, 0, 1, 0));
        pass(20, SDA, SDB);
        pass(5, SDB);
        assertThat(outages.isLost(SDA)).isTrue();
        pass(1);
        assertThat(outages.lost(lost(SDB, 26, 1, 0)).connections()).isEqualTo("disk sdb");
        assertThat(outages.isLost(SDA)).isFalse();
        assertThat(outages.back(back(SDB, 26))).contains(Duration.ofSeconds(26));
        pass(100);
        outages.lost(lost(SDA, 0, 1, 0));
        pass(3, SDA);
        pass(6);
        assertThat(outages.isLost()).isFalse();
        assertThat(outages.back(back(SDA, 9))).isEmpty();
        assertThat(outages.report()).isEqualTo(new ConnectionReport(2, Duration.ofSeconds(29),
                List.of(new LinkReport(1, "sda", 2, Duration.ofSeconds(23), 2),
                        new LinkReport(2, "sdb", 1, Duration.ofSeconds(26), 1))));
    }

    @Test
    void nothingComesBackThatWasNotLost() {
        assertThat(outages.back(back(SDA, 3))).isEmpty();
        assertThat(outages.report()).isEqualTo(ConnectionReport.NONE);
    }
}
