package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.convert.ConversionEvent.DiskAway;
import org.virtp2v.core.convert.ConversionEvent.DiskBack;
import org.virtp2v.core.convert.ConversionEvent.DiskRefused;
import org.virtp2v.core.convert.ConversionEvent.DiskSilent;
import org.virtp2v.core.convert.ConversionEvent.PartUnreadable;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.convert.ReadErrorDialog.Answer;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.progress.CellMap.Cell;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.FileFinder;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.source.PartContent;
import org.virtp2v.core.source.PartContent.Unknown;
import org.virtp2v.core.source.ReadErrorPolicy;
import org.virtp2v.core.source.ReadErrorPolicy.Decision;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** A conversion of disks that cannot be read everywhere. */
@Timeout(60)
class UnreadableDisksTest {
    private static final String TWO_DISKS = "p2v.server=conv p2v.disks=/a,/b";

    /** One each: the common pool may have only one. */
    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    private final FakePorts ports = new FakePorts();
    private final List<ConversionEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final List<Decision> decisions = Collections.synchronizedList(new ArrayList<>());
    private final List<String> questions = Collections.synchronizedList(new ArrayList<>());

    private static UnreadablePart sectors(long first, long last, String partition) {
        return new UnreadablePart(new Extent(first * 512, (last - first + 1) * 512), partition);
    }

    /** While virt-v2v runs, these parts of a disk turn out to be unreadable. */
    private void unreadable(String disk, UnreadablePart... parts) {
        ports.server.afterOutput = () -> {
            for (UnreadablePart part : parts) {
                meet(disk, part);
            }
        };
    }

    private void meet(String disk, UnreadablePart part) {
        try {
            decisions.add(ports.exporter.policies.get(disk).unreadable(part));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ConversionResult run(String commandLine) {
        return ports.engine().conversion(Plans.of(commandLine), events::add).run();
    }

    private ConversionResult run(String commandLine, ReadErrorDialog dialog) {
        return ports.engine().conversion(Plans.of(commandLine), events::add, key -> {
        }, dialog).run();
    }

    private ReadErrorDialog answering(Answer... answers) {
        var left = new ArrayList<>(List.of(answers));
        return (disk, part) -> {
            questions.add(disk.name() + " " + part.firstSector());
            return left.removeFirst();
        };
    }

    private String left(String name) {
        return ports.server.left.stream().filter(file -> file.name().equals(name)).map(RemoteFile::content)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8)).findFirst().orElseThrow();
    }

    @Test
    void anUnattendedConversionStopsAndSaysWhere() {
        unreadable("/b", sectors(1024, 1031, "sdb1"));
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOf(SourceException.class).hasMessageContainingAll("/b",
                "sectors 1024 to 1031 (sdb1)", "p2v.on_read_error=zero");
        assertThat(decisions).containsExactly(Decision.STOP);
        assertThat(ports.exporter.policies.get("/a").mayGoOn()).isFalse();
        assertThat(left("unreadable-sectors.txt")).endsWith("\n/b 1024 1031 4096 sdb1\n");
    }

    @Test
    void waitsForADiskThatIsGoneAndReportsIt() {
        ports.server.tool = output -> {
            ReadErrorPolicy policy = ports.exporter.policies.get("/b");
            assertThat(policy.patience()).isEqualTo(Duration.ofHours(2));
            assertThat(ports.exporter.policies.get("/a").patience()).isEqualTo(Duration.ofHours(2));
            policy.away();
            ports.exporter.silence = AnswerWatch.LIMIT.plusSeconds(1);
            Thread.sleep(1500);
            ports.exporter.silence = Duration.ZERO;
            policy.refused("it is another one");
            policy.back(Path.of("/c"), Duration.ofSeconds(48));
            decisions.add(policy.unreadable(sectors(70, 70, null)));
            return 0;
        };
        ports.files = (disk, parts, limit) -> {
            throw new AssertionError("its names may be those of another disk");
        };

        ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=zero p2v.reconnect=2h");

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
        assertThat(events).filteredOn(DiskSilent.class::isInstance).as("told of the other disk only")
                .allMatch(e -> ((DiskSilent) e).disk().name().equals("/a"));
        assertThat(events).filteredOn(DiskAway.class::isInstance).singleElement()
                .satisfies(e -> assertThat(((DiskAway) e).until()).isBetween(
                        ports.engine().clock().instant().plus(Duration.ofMinutes(119)),
                        ports.engine().clock().instant().plus(Duration.ofHours(2))));
        assertThat(events).filteredOn(DiskRefused.class::isInstance)
                .extracting(e -> ((DiskRefused) e).text()).containsExactly("Still waiting for /b: it is another one.");
        assertThat(events).filteredOn(DiskBack.class::isInstance).extracting(e -> ((DiskBack) e).text())
                .containsExactly("/b is back after 0:48 as /c, and is read on.");
        assertThat(DiskAbsences.describe(result.report())).containsExactly("/b was gone 1 ×, for 0:48 in all.");
        JsonObject disk = JsonParser.parseString(left("p2v-report.json")).getAsJsonObject().getAsJsonObject("report")
                .getAsJsonArray("disks").get(1).getAsJsonObject();
        assertThat(disk.get("absences").getAsInt()).isEqualTo(1);
        assertThat(disk.get("secondsAway").getAsDouble()).isEqualTo(48);
    }

    @Test
    void waitsForNoDiskWhereNothingIsToBeWaitedFor() {
        run(TWO_DISKS + " p2v.reconnect=0");
        assertThat(ports.exporter.policies.get("/a").patience()).isZero();
    }

    /** Also where parts become zeros, and whatever virt-v2v makes of the errors that it reads. */
    @Test
    void stopsAtADiskThatIsGone() {
        ports.server.afterOutput = () -> ports.exporter.policies.get("/b").gone(new SourceException("/b is gone"));

        ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=zero");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOf(SourceException.class).hasMessage("/b is gone");
    }

    @Test
    void goesOnWithZerosAndListsWhatIsLost() {
        unreadable("/a", sectors(70, 70, null), sectors(1024, 1031, "sda1"), sectors(1032, 1033, "sda1"),
                sectors(1034, 1034, "sda2"));
        ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=zero");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
        assertThat(result.failure()).isNull();
        assertThat(decisions).hasSize(4).containsOnly(Decision.ZERO);
        assertThat(result.losses()).singleElement().satisfies(loss -> {
            assertThat(loss.disk().name()).isEqualTo("/a");
            assertThat(loss.bytes()).isEqualTo(12 * 512);
            assertThat(loss.parts()).containsExactly(sectors(70, 70, null), sectors(1024, 1033, "sda1"),
                    sectors(1034, 1034, "sda2"));
            assertThat(loss.describe()).endsWith(
                    " of /a: sector 70, sectors 1024 to 1033 (sda1), sector 1034 (sda2)");
        });
        assertThat(events.stream().filter(PartUnreadable.class::isInstance).map(PartUnreadable.class::cast))
                .extracting(PartUnreadable::bytesUnreadable).containsExactly(512L, 9 * 512L, 11 * 512L, 12 * 512L);
        assertThat(events.stream().filter(ConversionEvent.DiskMap.class::isInstance)
                .map(ConversionEvent.DiskMap.class::cast).filter(map -> map.disk().name().equals("/a")).toList()
                .getLast()
                .map().at(1024 * 512 / (64 << 10))).isEqualTo(Cell.LOST);
        assertThat(left("unreadable-sectors.txt").lines()).startsWith(left("unreadable-sectors.txt").lines().findFirst()
                .orElseThrow()).endsWith("/a 70 70 512 -", "/a 1024 1033 5120 sda1", "/a 1034 1034 512 sda2");
        JsonObject report = JsonParser.parseString(left("p2v-report.json")).getAsJsonObject();
        assertThat(report.get("outcome").getAsString()).isEqualTo("succeeded_with_losses");
        assertThat(report.getAsJsonArray("losses").get(0).getAsJsonObject()).satisfies(loss -> {
            assertThat(loss.get("name").getAsString()).isEqualTo("/a");
            assertThat(loss.get("bytes").getAsLong()).isEqualTo(6144);
            assertThat(loss.getAsJsonArray("parts").get(1)).hasToString(
                    "{\"firstSector\":1024,\"lastSector\":1033,\"bytes\":5120,\"partition\":\"sda1\"}");
        });
    }

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

    @Test
    void onlyAServerThatCanGoOnIsUsedForIt() {
        run(TWO_DISKS + " p2v.on_read_error=zero");
        assertThat(ports.exporter.orders).hasSize(2).containsOnly(List.of(NbdServer.BUILTIN));
        ports.exporter.orders.clear();
        run(TWO_DISKS + " p2v.on_read_error=stop");
        assertThat(ports.exporter.orders).hasSize(2).containsOnly(NbdServer.DEFAULT_ORDER);
    }

    @Test
    void aDiskWithoutLossesLeavesNoListOfThem() {
        assertThat(run(TWO_DISKS + " p2v.on_read_error=zero").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.server.left).extracting(RemoteFile::name).containsExactly("p2v-report.json", "progress.json");
    }

    @Test
    void asksTheUserAboutEachPartButNotAboutTheRestOfIt() {
        unreadable("/a", sectors(10, 17, null), sectors(18, 20, null), sectors(90, 90, null));
        ConversionResult result = run(TWO_DISKS, answering(Answer.ZERO, Answer.STOP));
        assertThat(questions).containsExactly("/a 10", "/a 90");
        assertThat(decisions).containsExactly(Decision.ZERO, Decision.ZERO, Decision.STOP);
        assertThat(result.failure()).isInstanceOf(SourceException.class).hasMessageContaining("sector 90");
        assertThat(result.losses()).hasSize(1);
    }

    @Test
    void asksNoMoreAfterAlways() {
        unreadable("/a", sectors(10, 17, null), sectors(90, 90, null));
        ConversionResult result = run(TWO_DISKS + " p2v.on_read_error=ask", answering(Answer.ALWAYS_ZERO));
        assertThat(questions).hasSize(1);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
    }

    @Test
    void asksNobodyWhenTheSettingsDecide() {
        unreadable("/a", sectors(10, 17, null));
        assertThat(run(TWO_DISKS + " p2v.on_read_error=zero", answering()).outcome())
                .isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
        assertThat(run(TWO_DISKS + " p2v.on_read_error=stop", answering()).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void asksAboutOneDiskAfterTheOther() throws Exception {
        var first = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        ports.server.tool = output -> {
            var a = CompletableFuture.runAsync(() -> meet("/a", sectors(1, 1, null)), THREADS);
            asked.await();
            var b = CompletableFuture.runAsync(() -> meet("/b", sectors(2, 2, null)), THREADS);
            Thread.sleep(100);
            assertThat(questions).containsExactly("/a");
            first.countDown();
            CompletableFuture.allOf(a, b).join();
            return 0;
        };
        ConversionResult result = run(TWO_DISKS, (disk, part) -> {
            questions.add(disk.name());
            asked.countDown();
            first.await();
            return Answer.ZERO;
        });
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED_WITH_LOSSES);
        assertThat(questions).containsExactly("/a", "/b");
    }

    @Test
    void asksNoMoreAfterStop() throws Exception {
        ports.server.tool = output -> {
            CompletableFuture.runAsync(() -> {
                meet("/a", sectors(1, 1, null));
                meet("/b", sectors(2, 2, null));
                meet("/a", sectors(2, 3, null)); // the rest of the first
            }, THREADS).join();
            return 0;
        };
        assertThat(run(TWO_DISKS, answering(Answer.STOP)).failure()).hasMessageContaining("/a");
        assertThat(questions).containsExactly("/a 1");
        assertThat(decisions).containsExactly(Decision.STOP, Decision.STOP, Decision.STOP);
    }

    @Test
    void cancellingWithdrawsTheQuestionAndWhoReadsGetsAnError() throws Exception {
        var asked = new CountDownLatch(1);
        var withdrawn = new CountDownLatch(1);
        var reader = new CompletableFuture<Void>();
        ports.server.tool = output -> {
            CompletableFuture.runAsync(() -> meet("/a", sectors(1, 1, null)), THREADS)
                    .thenRun(() -> reader.complete(null));
            new CountDownLatch(1).await();
            return 0;
        };
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add, key -> {
        }, (disk, part) -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                withdrawn.countDown();
                throw e;
            }
            return Answer.ZERO;
        });
        var result = CompletableFuture.supplyAsync(conversion::run, THREADS);
        asked.await();
        conversion.cancel(CancelCause.USER);
        assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        reader.get(5, TimeUnit.SECONDS);
        assertThat(withdrawn.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(decisions).containsExactly(Decision.STOP);
    }

    @Test
    void tellsOfADiskThatDoesNotAnswer() {
        ports.server.tool = output -> {
            ports.exporter.silence = AnswerWatch.LIMIT.plusSeconds(1);
            Thread.sleep(2500);
            ports.exporter.silence = Duration.ofSeconds(2);
            Thread.sleep(1500);
            return 0;
        };
        run("p2v.server=conv p2v.disks=/a");
        assertThat(events.stream().filter(DiskSilent.class::isInstance).map(DiskSilent.class::cast))
                .extracting(e -> e.stall().over(), e -> e.stall().lasted().toSeconds())
                .containsExactly(tuple(false, 41L),
                        tuple(true, 41L));
    }
}
