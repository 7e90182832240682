package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.convert.ConversionEvent.DiskProgress;
import org.virtp2v.core.convert.ConversionEvent.InstantTold;
import org.virtp2v.core.convert.ConversionEvent.Output;
import org.virtp2v.core.convert.ConversionEvent.TotalProgress;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.instant.InstantNews;
import org.virtp2v.core.instant.InstantReport;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.text.Json;

/** From the guest's start on nothing of it may be lost, but to somebody who wants exactly that. */
class InstantRunTest {
    private static final String STARTED = "{\"event\":\"started\",\"at\":1790000000,\"accelerator\":\"kvm\","
            + "\"where\":\"libvirt domain web1\",\"display\":null}";
    private static final String COMPLETE = "{\"event\":\"complete\",\"disks\":[]}";

    private final FakePorts ports = new FakePorts();
    private final List<ConversionEvent> events = new ArrayList<>();

    @BeforeEach
    void canRunTheRelay() {
        ports.server.relayInterpreters = List.of("python3");
    }

    private Conversion conversion() {
        return ports.engine().conversion(
                Plans.instant("p2v.server=conv p2v.name=web1 p2v.disks=/a p2v.skip_test_connection"), events::add);
    }

    private static String line(String json) {
        return "\u001e" + json + "\r\n";
    }

    private void says(int status, String... lines) {
        ports.server.tool = output -> {
            output.accept("[   0.0] Opening the source\n");
            for (String json : lines) {
                output.accept(line(json));
            }
            return status;
        };
    }

    /** The guest has started, and goes on until the conversion ends for another reason. */
    private ConversionResult interrupted(String news, Consumer<Conversion> cancel) throws Exception {
        Conversion conversion = conversion();
        CountDownLatch told = new CountDownLatch(1);
        ports.server.tool = output -> {
            output.accept(line(news));
            told.countDown();
            new CountDownLatch(1).await();
            return 0;
        };
        Thread canceller = new Thread(() -> {
            try {
                told.await();
                cancel.accept(conversion);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        canceller.start();
        ConversionResult result = conversion.run();
        canceller.join();
        return result;
    }

    private String settings() {
        return ports.server.files.stream().filter(file -> file.name().equals("instant.json"))
                .map(file -> new String(file.content())).findFirst().orElseThrow();
    }

    private void isLeftAlone() {
        assertThat(ports.journal.lines).doesNotContain("stop", "remove output", "leave p2v-report.json");
        assertThat(ports.journal.lines).noneMatch(step -> step.contains("relay.json") && step.startsWith("remove"));
    }

    @Test
    void succeedsWhenTheCopyIsComplete() {
        says(0, "{\"event\":\"overlays\"}", "{\"event\":\"converted\",\"seconds\":5}", STARTED,
                "{\"event\":\"stream\",\"disk\":1,\"phase\":\"pull\",\"done\":524288,\"total\":1048576}",
                "{\"event\":\"paused\",\"why\":\"source\"}",
                "{\"event\":\"paused\",\"what\":\"stream\",\"why\":\"source\"}", "{\"event\":\"resumed\"}", COMPLETE);
        ConversionResult result = conversion().run();
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        InstantReport report = result.report().instant();
        assertThat(report).returns(true, InstantReport::complete).returns(1, InstantReport::pauses)
                .returns("libvirt domain web1", r -> r.started().where());
        assertThat(report.downtime()).isBetween(Duration.ofNanos(1), Duration.ofMinutes(1));
        assertThat(result.describe(Json.object()).toString()).contains("\"instant\":{\"started\":\"2026-09-21T");
        assertThat(events).filteredOn(Output.class::isInstance).extracting(e -> ((Output) e).text())
                .containsExactly("[   0.0] Opening the source\n");
        assertThat(events).filteredOn(DiskProgress.class::isInstance).first()
                .satisfies(e -> assertThat(((DiskProgress) e).progress().percent()).isEqualTo(25));
        assertThat(events).filteredOn(TotalProgress.class::isInstance).last()
                .satisfies(e -> assertThat(((TotalProgress) e).progress().percent()).isEqualTo(100));
        assertThat(ports.server.files).extracting(RemoteFile::name).contains("qemu/monitor.py", "instant.py",
                "instant.json");
        assertThat(ports.journal.lines).contains("verify", "leave p2v-report.json").doesNotContain("stop");
    }

    @Test
    void anOrdinaryRunDoesNotReadNews() {
        says(0, STARTED);
        ConversionResult result = ports.engine().conversion(
                Plans.of("p2v.server=conv p2v.name=web1 p2v.disks=/a p2v.skip_test_connection"), events::add).run();
        assertThat(result.report().instant()).isNull();
        assertThat(events).noneMatch(InstantTold.class::isInstance);
        assertThat(ports.server.files).extracting(RemoteFile::name).doesNotContain("instant.py");
    }

    @ParameterizedTest
    @EnumSource(value = CancelCause.class, mode = Mode.EXCLUDE, names = "USER")
    void theGuestWaitsWhenTheProgramIsEnded(CancelCause cause) throws Exception {
        ConversionResult result = interrupted(STARTED, conversion -> conversion.cancel(cause));
        assertThat(result.outcome()).isEqualTo(Outcome.LEFT);
        assertThat(result.cause()).isEqualTo(cause);
        isLeftAlone();
    }

    @Test
    void theGuestIsRemovedWhenTheUserWantsThat() throws Exception {
        List<Boolean> needed = new ArrayList<>();
        ConversionResult result = interrupted(STARTED, conversion -> {
            needed.add(conversion.guestNeedsMachine());
            conversion.cancel(CancelCause.USER);
        });
        assertThat(needed).containsExactly(true);
        assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(ports.journal.lines).containsSubsequence("stop", "remove output", "leave p2v-report.json");
    }

    /** Nobody may take it for gone then: this machine's old system would run beside it. */
    @ParameterizedTest
    @ValueSource(strings = { STARTED, "{\"event\":\"overlays\"}" })
    void aGuestThatCouldNotBeStoppedIsNotTakenForRemoved(String news) throws Exception {
        ports.server.stops = false;
        ports.server.hasFile = null;
        ConversionResult result = interrupted(news, conversion -> conversion.cancel(CancelCause.USER));
        assertThat(result.outcome()).isEqualTo(Outcome.LEFT);
        assertThat(result.warnings()).singleElement().asString().contains("The guest may still be running on conv",
                "Do not start this machine’s old system", "p2v.resume=end");
        assertThat(ports.journal.lines).contains("stop").doesNotContain("remove output", "leave p2v-report.json");
        assertThat(ports.journal.lines).noneMatch(step -> step.contains("relay.json") && step.startsWith("remove"));
    }

    @Test
    void whatIsKnownNotToHaveStartedIsNotAGuest() throws Exception {
        ports.server.stops = false;
        ports.server.hasFile = false;
        ConversionResult result = interrupted("{\"event\":\"overlays\"}",
                conversion -> conversion.cancel(CancelCause.USER));
        assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(result.warnings()).last().asString().contains("virt-v2v may still be running on conv");
    }

    /** Its machine's old system must not be started any more, so nothing may look as if all had been undone. */
    @ParameterizedTest
    @EnumSource(CancelCause.class)
    void aGuestThatHasAllOfItsDisksCannotBeCancelledAnyMore(CancelCause cause) {
        Conversion conversion = conversion();
        List<Boolean> seen = new ArrayList<>();
        ports.server.tool = output -> {
            output.accept(line(STARTED));
            seen.add(conversion.guestNeedsMachine());
            output.accept(line(COMPLETE));
            seen.addAll(List.of(conversion.guestNeedsMachine(), conversion.guestIsComplete(),
                    conversion.cancel(cause)));
            return 0;
        };
        ConversionResult result = conversion.run();
        assertThat(seen).containsExactly(true, false, true, false);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.journal.lines).doesNotContain("stop", "remove output");
    }

    @Test
    void theGuestWaitsWhenAConnectionIsLostForGood() {
        ports.server.tool = output -> {
            output.accept(line(STARTED));
            throw new ConnectionException(ConnectionException.Reason.LOST, "It is gone.", null);
        };
        ConversionResult result = conversion().run();
        assertThat(result.outcome()).isEqualTo(Outcome.LEFT);
        assertThat(result.failure()).hasMessageContaining("It is gone.");
        isLeftAlone();
    }

    @Test
    void beforeTheStartItIsCancelledAsAnyOther() throws Exception {
        ConversionResult result = interrupted("{\"event\":\"overlays\"}",
                conversion -> conversion.cancel(CancelCause.TOLD_TO_END));
        assertThat(result.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(ports.journal.lines).containsSubsequence("has guest-started", "stop", "remove output");
    }

    @ParameterizedTest
    @EnumSource(Seen.class)
    void aStartThatWasNotHeardOfCounts(Seen seen) throws Exception {
        ports.server.hasFile = seen == Seen.STARTED ? true : null;
        ConversionResult result = interrupted("{\"event\":\"overlays\"}",
                conversion -> conversion.cancel(CancelCause.TOLD_TO_END));
        assertThat(result.outcome()).isEqualTo(Outcome.LEFT);
        isLeftAlone();
    }

    /** What the server tells of the guest's start. */
    private enum Seen {
        STARTED, NOT_KNOWN
    }

    @Test
    void tellsWhyItFailedBeforeTheStartAndCleansUp() {
        says(1, "{\"event\":\"failed\",\"reason\":\"no-kvm\",\"detail\":\"/dev/kvm: not allowed\"}");
        ConversionResult result = conversion().run();
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOf(ServerException.class).hasMessageContaining("cannot use KVM there")
                .hasMessageContaining("/dev/kvm: not allowed");
        assertThat(ports.journal.lines).contains("remove output");
    }

    @Test
    void removesNothingWhenItFailedAfterTheStart() {
        says(1, STARTED, "{\"event\":\"failed\",\"reason\":\"check\",\"detail\":\"web1-sda\"}");
        ConversionResult result = conversion().run();
        assertThat(result.outcome()).isEqualTo(Outcome.LEFT);
        assertThat(result.failure()).hasMessageContaining("not complete: web1-sda")
                .hasMessageContaining("nothing of it was removed").hasMessageContaining("--resume");
        isLeftAlone();
    }

    @Test
    void aGuestThatHadToBeStartedAgainIsWarnedOf() {
        says(0, STARTED, "{\"event\":\"restarted\"}", COMPLETE);
        assertThat(conversion().run().warnings()).anyMatch(warning -> warning.contains("started again"));
    }

    /** Its name is another conversion's meanwhile: that does not end it. */
    @Test
    void isLeftWhenItsNameIsTaken() {
        ports.server.hasFile = true;
        ports.server.tool = output -> {
            throw new ServerException(ServerException.Reason.NAME_TAKEN, "web1 is taken.", null);
        };
        assertThat(conversion().run().outcome()).isEqualTo(Outcome.LEFT);
        isLeftAlone();
    }

    @Test
    void needsPythonOnTheServer() {
        ports.server.relayInterpreters = List.of();
        ConversionResult result = conversion().run();
        assertThat(result.failure()).isInstanceOfSatisfying(ServerException.class,
                failure -> assertThat(failure.reason()).isEqualTo(ServerException.Reason.CANNOT_INSTANT));
        assertThat(ports.journal.lines).doesNotContain("prepare");
    }

    @Test
    void theGuestGetsItsLinkLaterWhereThisSystemAnswersWithItsAddress() {
        says(0, STARTED, COMPLETE);
        assertThat(conversion().run().warnings()).isEmpty();
        assertThat(settings()).contains("\"link\":\"up\"");
        ports.server.files.clear();
        ports.machine.addresses = Set.of("02:fc:00:00:00:01");
        ports.server.relayInterpreters = List.of("python3", "python3");
        assertThat(conversion().run().warnings()).anyMatch(warning -> warning.contains("02:fc:00:00:00:01"));
        assertThat(settings()).contains("\"link\":\"complete\"");
        assertThat(ports.journal.lines).containsOnlyOnce("take own addresses")
                .containsSubsequence("take own addresses", "await network", "prepare");
    }

    @Test
    void theGuestHasItsLinkAtOnceWhereThisSystemTakesOtherAddresses() throws Exception {
        says(0, STARTED, COMPLETE);
        ports.machine.addresses = Set.of("02:fc:00:00:00:01");
        ports.machine.ownAddresses = Set.of("0a:fc:00:00:00:01");
        assertThat(conversion().run().warnings()).isEmpty();
        assertThat(settings()).contains("\"link\":\"up\"");
    }

    @Test
    void anOrdinaryConversionKeepsTheAddresses() throws Exception {
        ports.machine.addresses = Set.of("02:fc:00:00:00:01");
        ports.engine().conversion(Plans.of("p2v.server=conv p2v.name=web1 p2v.disks=/a p2v.skip_test_connection"),
                events::add).run();
        assertThat(ports.journal.lines).doesNotContain("take own addresses");
    }

    @Test
    void pausesAreNews() {
        says(0, STARTED, "{\"event\":\"paused\",\"why\":\"source\",\"detail\":\"\"}", COMPLETE);
        conversion().run();
        assertThat(events).contains(new InstantTold(new InstantNews.Paused(true, InstantNews.Why.SOURCE, "")));
    }
}
