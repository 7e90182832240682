package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.convert.ConversionEvent.ServerChosen;
import org.virtp2v.core.convert.ConversionEvent.WaitingForServer;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.Plans;

/** Which of several servers is taken, and what happens while all are full. */
@Timeout(60)
class ServerChoiceTest {
    private static final String LINE = "p2v.server=a,b,c p2v.name=web p2v.o=local p2v.os=/x p2v.disks=/a.img";
    private final FakePorts ports = new FakePorts();
    private final List<ConversionEvent> events = Collections.synchronizedList(new ArrayList<>());

    private ConversionResult convert(String line) {
        return ports.engine().conversion(Plans.of(line), events::add).run();
    }

    private <E extends ConversionEvent> List<E> events(Class<E> kind) {
        return List.copyOf(events).stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private ServerChosen chosen() {
        return events(ServerChosen.class).getFirst();
    }

    private static ServerLoad load(double load, int conversions, long freeBytes) {
        return new ServerLoad(16, load, conversions, conversions, 0, freeBytes);
    }

    @Test
    void takesTheLeastBusyServerThatCanBeReached() {
        ports.server.unreachable.add("a");
        ports.server.loads.put("b", load(9.5, 2, 1L << 40));
        ports.server.loads.put("c", load(2.1, 1, 1L << 40));
        assertThat(convert(LINE).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(chosen().server().host()).isEqualTo("c");
        assertThat(chosen().text()).isEqualTo("Server c chosen: 2.1 of 16 processors busy, conversions running: 1;"
                + " a: not usable (a cannot be reached.); b: 9.5 of 16 processors busy, conversions running: 2.");
        assertThat(events).contains(new ConversionEvent.LogDirectory("c", ports.server.directory));
        assertThat(ports.server.files).as("without a limit nobody needs a slot").extracting(RemoteFile::name)
                .doesNotContain("slot");
    }

    @Test
    void countsConversionsThatDoNotShowInTheLoadYet() {
        ports.server.loads.put("a", load(0, 6, 1L << 40));
        ports.server.loads.put("b", load(3, 1, 1L << 40));
        ports.server.loads.put("c", load(0, 5, 1L << 40));
        convert(LINE);
        assertThat(chosen().server().host()).isEqualTo("b");
    }

    @Test
    void takesAServerWithoutRoomLast() {
        ports.server.loads.put("a", load(0, 0, 1000));
        ports.server.loads.put("b", load(14, 3, 1L << 40));
        ports.server.loads.put("c", load(1, 0, 1000));
        convert(LINE);
        assertThat(chosen().server().host()).isEqualTo("b");
        assertThat(chosen().text()).contains("a: ", "only 1000 B free for the guest’s disks");
    }

    @Test
    void namesTheReasonsWhenNoServerCanBeReached() {
        ports.server.unreachable.addAll(List.of("a", "b", "c"));
        ConversionResult result = convert(LINE);
        assertThat(result.failure()).isInstanceOf(ConnectionException.class).hasMessageContaining(
                "None of the conversion servers can be used:\n  a cannot be reached.\n  b cannot be reached.");
    }

    @Test
    void aSlotIsTakenOnTheOnlyServerToo() {
        ports.server.loads.put("a", load(0, 1, 1L << 40));
        assertThat(convert(LINE.replace("a,b,c", "a") + " p2v.max_running=2").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.journal.lines).contains("slot on a").doesNotContain("leave queue of a");
        assertThat(ports.journal.lines.indexOf("close slot")).as("closed after the run")
                .isGreaterThan(ports.journal.lines.indexOf("follow"));
        assertThat(ports.server.files).filteredOn(file -> file.name().equals("slot")).singleElement()
                .satisfies(file -> assertThat(new String(file.content())).matches("/run/slots/slot\\.[0-9a-z]{20}\n"));
    }

    @Test
    void goesWhereASlotIsFreeAndLeavesTheOtherQueues() {
        ports.server.loads.put("a", load(0, 2, 1L << 40));
        ports.server.loads.put("b", load(9, 1, 1L << 40));
        ports.server.loads.put("c", new ServerLoad(16, 0, 1, 1, 1, null));
        convert(LINE + " p2v.max_running=2");
        assertThat(chosen().server().host()).isEqualTo("b");
        assertThat(ports.journal.lines).contains("slot on b", "leave queue of a", "leave queue of c");
    }

    private ServerChoice choice(ConversionPlan plan) throws Exception {
        List<ServerChoice.Candidate> candidates = new ArrayList<>();
        for (ConversionPlan candidate : plan.candidates()) {
            candidates.add(new ServerChoice.Candidate(candidate, ports.server.access(candidate.login(), key -> {
            })));
        }
        return new ServerChoice(candidates, plan.maxRunning(), events::add, Duration.ofMillis(100));
    }

    @Test
    void waitsWhileAllAreFullAndSaysSoOnce() throws Exception {
        ports.server.loads.put("a", load(1, 4, 1L << 40));
        ports.server.loads.put("b", new ServerLoad(4, 1, 3, 3, 2, null));
        ports.server.unreachable.add("c");
        ServerChoice choice = choice(Plans.of(LINE + " p2v.max_running=4"));
        var chosen = CompletableFuture.supplyAsync(() -> {
            try {
                return choice.choose(candidate -> null).candidate().plan().login().host();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(600);
        assertThat(chosen).isNotDone();
        assertThat(events(WaitingForServer.class)).singleElement().extracting(WaitingForServer::text)
                .isEqualTo(
                        "Waiting: 4 conversions are running on a; 3 conversions are running on b, and 2 machines that"
                                + " came before wait there; c: not usable (c cannot be reached.) (limit 4). Asked again every 0 s.");
        ports.server.loads.put("a", load(1, 3, 1L << 40));
        assertThat(chosen.get(10, TimeUnit.SECONDS)).isEqualTo("a");
    }

    @Test
    void doesNotWaitForEverForServersThatAreGone() throws Exception {
        ports.server.loads.put("a", load(1, 4, 1L << 40));
        ServerChoice choice = choice(Plans.of(LINE.replace("a,b,c", "a") + " p2v.max_running=4 p2v.reconnect=1"));
        var gone = CompletableFuture.supplyAsync(() -> catchThrowableOfType(ConnectionException.class,
                () -> choice.choose(candidate -> null)));
        Thread.sleep(300);
        ports.server.unreachable.add("a");
        assertThat(gone.get(10, TimeUnit.SECONDS)).hasMessageStartingWith("a cannot be reached.");
    }

    /** A slot is free: whoever is next asks soon, and the end of a long queue does not. */
    @ParameterizedTest
    @CsvSource({ "3,4,5", "3,5,30", "4,0,30" })
    void asksAgainTheSoonerTheNearerItsTurnIs(int slots, int ahead, int seconds) throws Exception {
        ports.server.loads.put("a", new ServerLoad(16, 1, slots, slots, ahead, 1L << 40));
        Conversion conversion = ports.engine().conversion(
                Plans.of(LINE.replace("a,b,c", "a") + " p2v.max_running=4"), events::add);
        var result = CompletableFuture.supplyAsync(conversion::run);
        while (events(WaitingForServer.class).isEmpty()) {
            Thread.sleep(20);
        }
        conversion.cancel(CancelCause.USER);
        result.get(10, TimeUnit.SECONDS);
        assertThat(events(WaitingForServer.class).getFirst().pause()).hasSeconds(seconds);
    }

    @Test
    void canBeCancelledWhileItWaits() throws Exception {
        ports.server.loads.put("a", load(1, 4, 1L << 40));
        Conversion conversion = ports.engine().conversion(
                Plans.of(LINE.replace("a,b,c", "a") + " p2v.max_running=4"), event -> {
                    events.add(event);
                });
        var result = CompletableFuture.supplyAsync(conversion::run);
        while (events(WaitingForServer.class).isEmpty()) {
            Thread.sleep(20);
        }
        conversion.cancel(CancelCause.USER);
        assertThat(Objects.requireNonNull(result.get(10, TimeUnit.SECONDS)).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(ports.journal.lines).contains("leave queue of a").doesNotContain("test");
    }
}
