package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.GuestCheck;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.GuestfsTry;
import org.virtp2v.core.server.LeftFiles;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.testing.FakePorts;
import org.virtp2v.core.testing.FakeTarget;
import org.virtp2v.core.testing.Plans;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

@Timeout(60)
class ConversionTest {
    private static final List<Stage> WITHOUT_TEST_BOOT = Stream.of(Stage.values()).filter(s -> s != Stage.TEST_BOOT)
            .toList();
    private static final String TWO_DISKS = "p2v.server=conv p2v.disks=/a,/b";
    private final FakePorts ports = new FakePorts();
    private final List<ConversionEvent> events = new ArrayList<>();

    ConversionTest() {
        ports.machine.reports = Map.of("dmesg", new byte[] { 1 });
        ports.server.missingFiles = List.of("lsusb");
    }

    private ConversionResult run(String commandLine) {
        return ports.engine().conversion(Plans.of(commandLine), events::add).run();
    }

    private <E extends ConversionEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void goesThroughTheStagesAndClosesEverythingInReverseOrder() {
        assertThat(run(TWO_DISKS).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.journal.lines).containsExactly("await network", "access", "list waiting", "test", "inspect",
                "forward",
                "survey", "try libguestfs",
                "speed", "close inspection", "export /a", "export /b", "connect", "connect", "prepare", "start",
                "follow", "verify", "leave p2v-report.json", "leave progress.json", "close run", "close connection",
                "close connection", "close export /b", "close export /a", "close access");
        assertThat(events(ConversionEvent.StageEnded.class)).extracting(ConversionEvent.StageEnded::stage)
                .containsExactlyElementsOf(WITHOUT_TEST_BOOT);
        assertThat(events.getLast()).isInstanceOf(ConversionEvent.Ended.class);
    }

    @Test
    void copiesTheFilesThatTheServerNeeds() {
        run("p2v.server=conv p2v.name=g p2v.disks=/a p2v.oc=qemu:///system");
        assertThat(ports.server.files).extracting(RemoteFile::name).containsExactly("name", "physical.xml",
                "virt-v2v-wrapper.sh", "dmesg", "p2v-version", "progress.json");
        assertThat(ports.server.files).filteredOn(RemoteFile::required).hasSize(3);
        String wrapper = new String(ports.server.files.get(2).content(), StandardCharsets.UTF_8);
        assertThat(wrapper).contains("-oc qemu:///system", "--colours");
        int port = events(ConversionEvent.DiskConnected.class).getFirst().remotePort();
        assertThat(new String(ports.server.files.get(1).content(), StandardCharsets.UTF_8))
                .contains("<host name=\"localhost\" port=\"" + port + "\"/>");
    }

    @Test
    void putsARelayBetweenWhereTheServerCanRunIt() {
        ports.server.relayInterpreters = List.of("/usr/bin/python3", "/usr/bin/python3");
        assertThat(run(TWO_DISKS + " p2v.key=all:key:s3cret p2v.reconnect=90s").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.server.files).extracting(RemoteFile::name).containsSubsequence("physical.xml",
                "virt-v2v-wrapper.sh", "relay.py", "disk-key-1", "relay.json").endsWith("relay.json");
        var settings = JsonParser.parseString(text("relay.json")).getAsJsonObject();
        // The script around virt-v2v, which removes its output, gives up first.
        assertThat(settings.get("reconnect").getAsInt()).isEqualTo(90 + 90 + 300);
        for (int i = 0; i < 2; i++) {
            var export = settings.getAsJsonArray("exports").get(i).getAsJsonObject();
            assertThat(export.get("disk").getAsInt()).isEqualTo(i + 1);
            assertThat(export.get("size").getAsLong()).isEqualTo(Plans.of(TWO_DISKS).disks().get(i).sizeBytes());
            assertThat(export.get("key").getAsString()).isEqualTo(ports.server.keys.get(i).hex());
        }
        assertThat(ports.server.keys).extracting(ExportKey::hex).doesNotHaveDuplicates();
        assertThat(text("virt-v2v-wrapper.sh")).contains("relay=/usr/bin/python3\n", "secrets=(disk-key-1 relay.json)");
        assertThat(text("physical.xml")).containsSubsequence("<host name=\"localhost\" port=\"relay-1\"/>",
                "<host name=\"localhost\" port=\"relay-2\"/>");
        String directory = ports.server.directory;
        assertThat(ports.journal.lines).containsSubsequence("prepare", "announce 1 " + directory,
                "announce 2 " + directory, "start", "verify", "remove disk-key-1 relay.json");
    }

    @ParameterizedTest
    @CsvSource({ "false, '', Python 3.6", "true, '', could not be made again for 60 min",
            "true, p2v.reconnect=90, could not be made again for 90 s", "true, p2v.reconnect=0, p2v.reconnect=0" })
    void saysHowLongItTriedToMakeALostConnectionAgain(boolean relay, String option, String words) {
        if (relay) {
            ports.server.relayInterpreters = List.of("/usr/bin/python3", "/usr/bin/python3");
        }
        ports.server.dataConnectionsOpen = false;
        ports.server.status = 1;
        assertThat(run(TWO_DISKS + " " + option).failure()).isInstanceOf(ConnectionException.class)
                .hasMessageContainingAll("data connection of disk /a", "lost", words);
    }

    @Test
    void saysWhyAConnectionIsLostForGood() {
        ports.server.relayInterpreters = List.of("/usr/bin/python3", "/usr/bin/python3");
        ports.server.dataConnectionsOpen = false;
        ports.server.whyLost = new ConnectionException(Reason.HOST_KEY_CHANGED, "Not connecting.", null);
        ports.server.status = 1;
        assertThat(run(TWO_DISKS).failure())
                .isInstanceOfSatisfying(ConnectionException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_CHANGED))
                .hasMessage("The data connection of disk /a is lost for good. Not connecting.");
    }

    @Test
    void putsNoRelayBetweenWhenADiskCanDoWithoutItsKey() {
        ports.server.relayInterpreters = List.of("/usr/bin/python3");
        assertThat(run(TWO_DISKS).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.server.files).extracting(RemoteFile::name).noneMatch(name -> name.startsWith("relay"));
        assertThat(text("virt-v2v-wrapper.sh")).contains("relay=''\n");
        assertThat(ports.journal.lines).noneMatch(line -> line.startsWith("announce"));
    }

    @Test
    void startsNothingWhenTheRelayCannotBeToldItsPorts() {
        ports.server.relayInterpreters = List.of("/usr/bin/python3", "/usr/bin/python3");
        ports.journal.failAt = "announce 2";
        assertThat(run(TWO_DISKS).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(ports.journal.lines).doesNotContain("start").contains("remove relay.json", "close run");
    }

    @ParameterizedTest
    @CsvSource({ "'', 3690", "p2v.reconnect=8h, 28890", "p2v.reconnect=40, 80", "p2v.reconnect=5, 60",
            "p2v.reconnect=0, 900" })
    void letsTheServerWaitAsLongAsItTriesToComeBack(String option, long seconds) {
        run("p2v.server=conv p2v.disks=/a " + option);
        assertThat(text("virt-v2v-wrapper.sh")).contains("patience=" + seconds + "\n");
    }

    private String text(String file) {
        return ports.server.files.stream().filter(f -> f.name().equals(file))
                .map(f -> new String(f.content(), StandardCharsets.UTF_8)).findFirst().orElseThrow();
    }

    @Test
    void skipsOnlyTheTestAndThePreflightWhenToldTo() {
        run(TWO_DISKS + " p2v.skip_test_connection");
        assertThat(ports.journal.lines).contains("access", "export /a").doesNotContain("test", "inspect");
        assertThat(new String(ports.server.files.get(2).content(), StandardCharsets.UTF_8)).doesNotContain("--colours");
    }

    @Test
    void tellsEachCheckOfThePreflight() {
        run(TWO_DISKS + " p2v.sudo");
        assertThat(events(ConversionEvent.PreflightChecked.class)).extracting(c -> c.result().check())
                .containsExactly(Check.CONNECTION, Check.LOGIN, Check.VIRT_V2V, Check.SUDO, Check.FORWARDING,
                        Check.TEMPORARY_SPACE, Check.APPLIANCE,
                        Check.OUTPUT_STORAGE, Check.OUTPUT_TOOLS, Check.GUEST_NAME, Check.CLOCK, Check.RELAY,
                        Check.SPEED)
                .containsExactlyElementsOf(events(ConversionEvent.PreflightStarted.class).stream()
                        .map(ConversionEvent.PreflightStarted::check).toList());
        assertThat(events(ConversionEvent.PreflightChecked.class)).extracting(c -> c.result().verdict())
                .containsOnly(CheckResult.Verdict.OK);
    }

    @ParameterizedTest
    @CsvSource({ "'',false", "p2v.test_boot=no,false", "p2v.test_boot,true" })
    void checksWhetherTheGuestCanBeTriedOnlyWhenItIsToBe(String option, boolean checked) {
        run(TWO_DISKS + " " + option);
        assertThat(events(ConversionEvent.PreflightStarted.class).contains(
                new ConversionEvent.PreflightStarted(Check.TEST_BOOT))).isEqualTo(checked);
        assertThat(ports.server.surveys.getFirst().tools().contains("qemu-kvm")).isEqualTo(checked);
        assertThat(ports.server.journal.lines.contains("trial")).isEqualTo(checked);
    }

    @Test
    void tellsWhatLibguestfsHasBetweenTheOtherChecks() {
        ports.server.facts = ports.server.facts
                .with(new GuestfsFacts(Kvm.UNSUPPORTED, Appliance.BUILT, "/boot/vmlinuz-1", null));
        ConversionResult result = run(TWO_DISKS);
        assertThat(events(ConversionEvent.PreflightChecked.class)).extracting(c -> c.result().check())
                .containsSubsequence(Check.TEMPORARY_SPACE, Check.APPLIANCE, Check.KVM, Check.OUTPUT_STORAGE)
                .containsExactlyElementsOf(events(ConversionEvent.PreflightStarted.class).stream()
                        .map(ConversionEvent.PreflightStarted::check).toList());
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).first().asString().contains("the conversion will be slow",
                "nested virtualization");
    }

    @Test
    void triesLibguestfsBesideTheOtherChecksAndWaitsForItLast() {
        ports.server.guestfsKnown = new GuestfsStart(GuestfsStart.State.RUNNING, Duration.ZERO, List.of());
        run(TWO_DISKS + " p2v.sudo p2v.env.LIBGUESTFS_BACKEND_SETTINGS=force_tcg p2v.env.HTTPS_PROXY=http://a:b@c");
        assertThat(ports.journal.lines).containsSubsequence("survey", "try libguestfs", "speed",
                "await libguestfs 60", "close inspection", "export /a");
        assertThat(ports.server.guestfsTries).containsExactly(new GuestfsTry("2.2.0", true,
                Map.of("LIBGUESTFS_BACKEND_SETTINGS", new Secret("force_tcg"))));
        assertThat(events(ConversionEvent.PreflightChecked.class)).extracting(c -> c.result().check())
                .endsWith(Check.SPEED, Check.APPLIANCE)
                .containsExactlyElementsOf(events(ConversionEvent.PreflightStarted.class).stream()
                        .map(ConversionEvent.PreflightStarted::check).toList());
    }

    @Test
    void startsNothingWhenLibguestfsDoesNotWork() {
        ports.server.guestfsKnown = new GuestfsStart(GuestfsStart.State.RUNNING, Duration.ZERO, List.of());
        ports.server.guestfsStart = new GuestfsStart(GuestfsStart.State.FAILED, Duration.ofSeconds(1),
                List.of("qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69"));
        assertThat(run(TWO_DISKS).failure()).hasMessageContainingAll("its appliance does not start",
                "failed to set MSR", "p2v.env.LIBGUESTFS_BACKEND_SETTINGS=force_tcg", "p2v.ignore_preflight");
        assertThat(ports.journal.lines).doesNotContain("export /a");
    }

    @Test
    void waitsForLibguestfsOnlyWhenAllElseIsInOrder() {
        ports.server.guestfsKnown = new GuestfsStart(GuestfsStart.State.RUNNING, Duration.ZERO, List.of());
        ports.server.guestfsStart = ports.server.guestfsKnown;
        ports.server.forwardingRefused = true;
        run(TWO_DISKS);
        assertThat(ports.journal.lines).contains("await libguestfs 0");
        assertThat(events(ConversionEvent.PreflightStarted.class)).extracting(ConversionEvent.PreflightStarted::check)
                .contains(Check.FORWARDING).doesNotContain(Check.APPLIANCE);
    }

    @Test
    void goesOnWhenLibguestfsTakesLonger() {
        ports.server.guestfsKnown = new GuestfsStart(GuestfsStart.State.RUNNING, Duration.ZERO, List.of());
        ports.server.guestfsStart = ports.server.guestfsKnown;
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).first().asString().contains("still being tried, after 60 s");
    }

    @Test
    void asksVirtV2vForItsOptionsOnlyWhenSomeAreGiven() {
        ports.server.answers.put("virt-v2v --help", "  -o <x>\n  --parallel <N>\n");
        run(TWO_DISKS);
        assertThat(ports.journal.lines).doesNotContain("ask virt-v2v --help");
        assertThat(run(TWO_DISKS + " p2v.v2v=--parallel=4").outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(ports.journal.lines).contains("ask virt-v2v --help");
        assertThat(events(ConversionEvent.PreflightChecked.class)).filteredOn(
                c -> c.result().check() == Check.VIRT_V2V_OPTIONS).extracting(c -> c.result().verdict())
                .containsExactly(CheckResult.Verdict.OK);
    }

    @Test
    void startsNothingWhenVirtV2vHasNoSuchOption() {
        ports.server.answers.put("virt-v2v --help", "  -o <x>\n  --parallel <N>\n");
        ConversionResult result = run(TWO_DISKS + " p2v.v2v=--paralel=4");
        assertThat(result.failure()).isInstanceOf(ServerException.class)
                .hasMessageContaining("has no option --paralel. Did you mean --parallel?");
        assertThat(ports.journal.lines).doesNotContain("export /a");
    }

    @Test
    void stopsOnAProblemOfThePreflightBeforeAnythingIsStarted() {
        ports.server.facts = new ServerFacts(ports.server.facts.temporary(), ports.server.facts.overlays(),
                ports.server.facts.storage(),
                List.of("/var/tmp/x.xml"), List.of(), null, null, "3.11.2");
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.failure()).isInstanceOfSatisfying(ServerException.class,
                e -> assertThat(e.reason()).isEqualTo(ServerException.Reason.PREFLIGHT))
                .hasMessageContainingAll("would be overwritten: /var/tmp/x.xml", "p2v.name", "p2v.ignore_preflight",
                        "conv:22");
        assertThat(ports.journal.lines).endsWith("close inspection", "close access");
    }

    @Test
    void warnsOfAProblemThatIsToBeIgnored() {
        ports.server.facts = new ServerFacts(ports.server.facts.temporary(), ports.server.facts.overlays(),
                ports.server.facts.storage(),
                List.of("/var/tmp/x.xml"), List.of(), null, Duration.ZERO, "3.11.2");
        ConversionResult result = run(TWO_DISKS + " p2v.ignore_preflight");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).first().asString().contains("would be overwritten: /var/tmp/x.xml", "p2v.name");
    }

    /** As virt-v2v 2.10 does. */
    @ParameterizedTest
    @CsvSource({ "'',false", "p2v.o=local,false", "p2v.o=rhv p2v.os=h:/e,false", "p2v.o=ovirt p2v.os=h:/e,false",
            "p2v.o=glance,true" })
    void warnsOfAModeOnlyWhenVirtV2vListsNoneOfItsNames(String option, boolean warns) {
        ports.server.info = new ServerInfo("2.10.0", true, List.of("libvirtxml"), List.of("disk", "libvirt", "ovirt"));
        assertThat(run(TWO_DISKS + " " + option).warnings().stream().filter(w -> w.contains("does not list")))
                .hasSize(warns ? 1 : 0);
    }

    @Test
    void warnsOfAStorageWhosePathIsRelative() {
        assertThat(run(TWO_DISKS + " p2v.os=images").warnings()).first().asString()
                .contains("-os images cannot be looked at");
    }

    @Test
    void refusedForwardingIsAFailureOfTheConnection() {
        ports.server.forwardingRefused = true;
        assertThat(run(TWO_DISKS).failure()).isInstanceOf(ConnectionException.class).hasMessage("no forwarding");
        ports.server.facts = new ServerFacts(ports.server.facts.temporary(), ports.server.facts.overlays(),
                ports.server.facts.storage(),
                List.of("/var/tmp/x.xml"), List.of(), null, null, "3.11.2");
        assertThat(run(TWO_DISKS).failure()).isInstanceOf(ConnectionException.class)
                .hasMessageContainingAll("no forwarding", "would be overwritten: /var/tmp/x.xml");
        assertThat(ports.journal.lines).doesNotContain("speed");
    }

    @Test
    void warnsOfFilesThatCouldNotBeCopiedAndOfModesTheServerDoesNotList() {
        ConversionResult result = run(TWO_DISKS + " p2v.o=openstack");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).satisfiesExactly(w -> assertThat(w).contains("openstack"),
                w -> assertThat(w).contains("lsusb"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "access", "test", "inspect", "forward", "survey", "speed", "export /a", "export /b",
            "connect",
            "prepare", "start", "follow" })
    void closesWhatIsOpenWhenAStepFails(String step) {
        ports.journal.failAt = step;
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).hasMessageContaining("lost at " + step);
        assertNothingLeftOpen();
    }

    @ParameterizedTest
    @ValueSource(strings = { "access", "test", "inspect", "forward", "survey", "speed", "export /a", "export /b",
            "connect",
            "prepare", "start", "follow" })
    void closesWhatIsOpenWhenItIsCancelled(String step) throws Exception {
        ports.journal.hangAt = step;
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add);
        var result = CompletableFuture.supplyAsync(conversion::run);
        ports.journal.hanging.await();
        conversion.cancel(CancelCause.USER);
        assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        assertNothingLeftOpen();
        assertThat(ports.journal.lines.contains("stop")).isEqualTo(step.equals("start") || step.equals("follow"));
        assertThat(ports.journal.lines.contains("remove output")).isEqualTo(ports.journal.lines.contains("stop"));
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhyItWasCancelledAlsoOnTheServer(CancelCause cause) throws Exception {
        ports.journal.hangAt = "follow";
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add);
        var result = CompletableFuture.supplyAsync(conversion::run);
        ports.journal.hanging.await();
        conversion.cancel(cause);
        conversion.cancel(CancelCause.TOLD_TO_END);
        assertThat(result.get(20, TimeUnit.SECONDS).cause()).as("the first counts").isEqualTo(cause);
        assertThat(new String(ports.server.left.getFirst().content(), StandardCharsets.UTF_8))
                .contains("\"outcome\":\"cancelled\",\"cause\":\"" + cause.name().toLowerCase(Locale.ROOT) + "\"");
    }

    @Test
    void anEndThatNobodyAskedForHasNoCauseOfThisKind() {
        assertThat(run(TWO_DISKS).cause()).isNull();
        ports.journal.failAt = "follow";
        assertThat(run(TWO_DISKS).cause()).isNull();
    }

    @Test
    void doesNothingWhenItIsCancelledBeforeItBegins() {
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add);
        conversion.cancel(CancelCause.USER);
        assertThat(conversion.run().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(ports.journal.lines).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
    }

    private void assertNothingLeftOpen() {
        var journal = List.copyOf(ports.journal.lines);
        long connected = journal.stream().filter("connect"::equals).count();
        boolean failedConnecting = "connect".equals(ports.journal.failAt) || "connect".equals(ports.journal.hangAt);
        assertThat(journal.stream().filter("close connection"::equals).count())
                .isEqualTo(failedConnecting ? connected - 1 : connected);
        boolean inspected = journal.contains("inspect") && !ports.journal.failAt.equals("inspect")
                && !ports.journal.hangAt.equals("inspect");
        assertThat(journal.contains("close inspection")).isEqualTo(inspected);
        for (String disk : List.of("/a", "/b")) {
            boolean opened = journal.contains("export " + disk) && !ports.journal.failAt.equals("export " + disk)
                    && !ports.journal.hangAt.equals("export " + disk);
            assertThat(journal.contains("close export " + disk)).isEqualTo(opened);
        }
    }

    @ParameterizedTest
    @CsvSource({ "p2v.compress, false, true", "p2v.compress, true, false", "p2v.compress=false, false, false" })
    void saysOnceThatTheServerDoesNotCompress(String option, boolean compresses, boolean warns) {
        ports.server.compresses = compresses;
        assertThat(run(TWO_DISKS + " " + option).warnings().stream().filter(w -> w.contains("not compressed")))
                .hasSize(warns ? 1 : 0);
    }

    @Test
    void saysThatVirtV2vMayStillRun() {
        ports.journal.failAt = "follow";
        ports.server.stops = false;
        assertThat(run(TWO_DISKS).warnings()).last().asString().contains("may still be running", "conv:22");
        assertThat(ports.journal.lines).doesNotContain("remove output");
    }

    @ParameterizedTest
    @CsvSource({ "PARTIAL,may not remove. Remove them there: /o/g-sda", "COMPLETE,The guest is complete there",
            "UNKNOWN,is not known", "FOREIGN,may be another run’s by now" })
    void saysWhatIsLeftOfTheOutput(LeftFiles.State state, String message) {
        ports.journal.failAt = "follow";
        boolean named = state == LeftFiles.State.PARTIAL || state == LeftFiles.State.FOREIGN;
        ports.server.leftFiles = new LeftFiles(state, named ? List.of("/o/g-sda") : List.of());
        assertThat(run(TWO_DISKS).warnings()).last().asString().contains(message, named ? "/o/g-sda" : "");
    }

    private static final ClaimHolder OTHER = new ClaimHolder("host", "192.0.2.7", "root", Instant.now(),
            "/tmp/virt-p2v-y");

    @ParameterizedTest
    @ValueSource(strings = { "p2v.o=local", "p2v.o=libvirt", "p2v.o=openstack" })
    void doesNotBeginWhenThePreflightSeesThatAnotherRunHasTheName(String output) {
        ports.server.holder = Optional.of(OTHER);
        assertThat(run(TWO_DISKS + " " + output).failure()).hasMessageContainingAll(
                "Guest name: host is being converted by 192.0.2.7 (root, since ", "on conv:22", "p2v.name");
        assertThat(ports.journal.lines).endsWith("close inspection", "close access").doesNotContain("prepare");
    }

    @Test
    void touchesNothingWhenAnotherRunHasTakenTheNameMeanwhile() {
        ports.server.tool = output -> {
            throw new ServerException(ServerException.Reason.NAME_TAKEN, "taken", null);
        };
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).hasMessage("taken");
        assertThat(ports.journal.lines).doesNotContain("stop", "remove output", "verify");
        assertNothingLeftOpen();
    }

    private static List<Arguments> faults() {
        return List.of(Arguments.of(new GuestCheck.Missing("/o/g-sda"), "/o/g-sda is missing"),
                Arguments.of(new GuestCheck.Empty("/o/g.xml"), "/o/g.xml is empty"),
                Arguments.of(new GuestCheck.TooSmall("/o/g-sda", 3L << 30, 10L << 30),
                        "/o/g-sda has 3.0 GiB of 10.0 GiB"),
                Arguments.of(new GuestCheck.TooSmall("/o/g-sda", (10L << 30) - 512, 10L << 30),
                        "/o/g-sda has 10737417728 of 10737418240 bytes"),
                Arguments.of(new GuestCheck.NotNamed("g-sdb", "/o/g.xml"), "/o/g.xml does not name the disk g-sdb"),
                Arguments.of(new GuestCheck.NotDefined("g"), "libvirt has no guest g"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void failsWhenTheGuestIsNotComplete(GuestCheck.Fault fault, String message) {
        ports.server.check = new GuestCheck(List.of(fault), List.of("/o/unseen"));
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOfSatisfying(ServerException.class,
                e -> assertThat(e.reason()).isEqualTo(ServerException.Reason.GUEST_INCOMPLETE))
                .hasMessageContainingAll(message, "/tmp/virt-p2v-20261123-abcdefgh/virt-v2v-conversion-log.txt",
                        "left as they are");
        assertThat(totals()).doesNotContain(100);
        assertThat(ports.journal.lines).doesNotContain("stop", "remove output");
        assertThat(new String(ports.server.left.getFirst().content(), StandardCharsets.UTF_8))
                .contains("GUEST_INCOMPLETE");
    }

    @Test
    void warnsOfWhatCouldNotBeSeen() {
        ports.server.check = new GuestCheck(List.of(), List.of("/o/g-sda"));
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.warnings()).last().asString().contains("could not be seen", "/o/g-sda");
    }

    @Test
    void doesNotTellOfSuccessThatItCouldNotSee() {
        ports.journal.failAt = "verify";
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOf(ConnectionException.class)
                .hasMessageContainingAll("could not be seen any more", "lost at verify");
        assertThat(ports.journal.lines).doesNotContain("remove output");
    }

    @Test
    void asksWhatIsLeftWhenItIsCancelledWhileItLooksAtTheGuest() throws Exception {
        ports.journal.hangAt = "verify";
        ports.server.leftFiles = new LeftFiles(LeftFiles.State.COMPLETE, List.of());
        Conversion conversion = ports.engine().conversion(Plans.of(TWO_DISKS), events::add);
        var result = CompletableFuture.supplyAsync(conversion::run);
        ports.journal.hanging.await();
        conversion.cancel(CancelCause.USER);
        assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(result.get().warnings()).last().asString().contains("was not removed");
    }

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

    @Test
    void reportsStagesWarningsAndProgressFromVirtV2vsOutput() {
        ports.server.output = List.of("[   1.0] Opening the source\nvirt-v2v: warn", "ing: careful\n",
                "[  60.0] Copying disk 1/2\n", "[  61.0] Copying disk 2/2\n", "[  62.0] Finishing off\n");
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.warnings()).contains("careful");
        assertThat(events(ConversionEvent.ToolStage.class)).hasSize(4);
        assertThat(events(ConversionEvent.Output.class)).hasSize(5);
        var progress = events(ConversionEvent.DiskProgress.class);
        assertThat(progress).extracting(ConversionEvent.DiskProgress::number).containsSubsequence(1, 1, 2, 2);
        assertThat(progress.getLast().progress().percent()).isEqualTo(100);
    }

    @Test
    void reportsTheLastDiskAsDoneWhenNothingFollowsIt() {
        ports.server.output = List.of("[  60.0] Copying disk 1/1\n");
        run("p2v.server=conv p2v.disks=/a");
        assertThat(events(ConversionEvent.DiskProgress.class).getLast().progress().percent()).isEqualTo(100);
    }

    @Test
    void nothingReaches100WhenTheEndOfTheLogIsShownAgain() {
        String began = "[  60.0] Copying disk 1/1\n";
        ports.server.output = List.of(began, "*** virt-v2v command failed ***\n" + began + "[  60.1] Finishing off\n");
        ports.server.status = 1;
        run("p2v.server=conv p2v.disks=/a");
        assertThat(totals()).isNotEmpty().doesNotContain(100);
        assertThat(events(ConversionEvent.DiskProgress.class)).noneMatch(p -> p.progress().percent() == 100);
    }

    @Test
    void doesNotReportWhatIsReadWhileItCleansUp() {
        ports.server.output = List.of("[  60.0] Copying disk 1/1\n");
        ports.server.status = 1;
        ports.server.whileStopping = () -> ports.exporter.read("/a", 512, 1 << 20);
        ConversionResult result = run("p2v.server=conv p2v.disks=/a");
        assertThat(result.report().bytesCopied()).isEqualTo(512);
        assertThat(result.report().bytesSent()).isEqualTo(512);
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

    @Test
    void stopsAtOnceWhenADataConnectionIsLostThatVirtV2vWaitsFor() {
        ports.journal.hangAt = "follow";
        ports.server.dataConnectionsOpen = false;
        ConversionResult result = run(TWO_DISKS);
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.failure()).isInstanceOf(ConnectionException.class)
                .hasMessageContainingAll("data connection of disk /a", "lost");
        assertThat(ports.journal.lines).containsSubsequence("follow", "stop", "remove output", "close connection");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void doesNotMindADataConnectionThatIsNotNeededAnyMore() throws Exception {
        ports.server.output = List
                .of("[  60.0] Copying disk 1/2\n[  61.0] Copying disk 2/2\n[  62.0] Creating metadata\n");
        ports.server.dataConnectionsOpen = false;
        ports.server.afterOutput = () -> LockSupport.parkNanos(Duration.ofMillis(1500).toNanos());
        assertThat(run(TWO_DISKS).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    private List<Integer> totals() {
        return events(ConversionEvent.TotalProgress.class).stream().map(p -> p.progress().percent()).toList();
    }

    @Test
    void theTotalReaches100OnceAndOnlyAtTheEnd() {
        ports.server.output = List.of("[  60.0] Copying disk 1/2\n", "[  61.0] Copying disk 2/2\n",
                "[  62.0] Finishing off\n");
        run(TWO_DISKS);
        assertThat(totals()).isSorted().endsWith(100).containsOnlyOnce(100);
        assertThat(events(ConversionEvent.DiskMap.class)).extracting(ConversionEvent.DiskMap::number).contains(1, 2);
    }

    @Test
    void nothingReaches100WhenVirtV2vDiesWhileCopying() {
        ports.server.output = List.of("[  60.0] Copying disk 1/1\n");
        ports.server.afterOutput = () -> ports.exporter.read("/a", 0, Plans.DISK_SIZE);
        ports.server.status = 1;
        ports.server.errors = List.of("nbdcopy died");
        ConversionResult result = run("p2v.server=conv p2v.disks=/a");
        assertThat(totals()).isNotEmpty().doesNotContain(100);
        assertThat(events(ConversionEvent.DiskProgress.class)).noneMatch(p -> p.progress().percent() == 100);
        assertThat(result.report().errors()).containsExactly("nbdcopy died");
    }

    @Test
    void reportsWhatItTookAndMoved() {
        ports.server.output = List.of("[   1.0] Opening the source\n", "[  60.0] Copying disk 1/2\n",
                "[  61.5] Copying disk 2/2\n", "[  62.0] Finishing off\n");
        ConversionReport report = run(TWO_DISKS + " p2v.name=g p2v.os=/var/x").report();
        assertThat(report.stages()).extracting(ConversionReport.StageTime::stage)
                .containsExactlyElementsOf(WITHOUT_TEST_BOOT);
        assertThat(report.toolStages()).extracting(ConversionReport.ToolTime::text).containsExactly(
                "Opening the source",
                "Copying disk 1/2", "Copying disk 2/2", "Finishing off");
        assertThat(report.toolStages().get(1).took()).isEqualTo(Duration.ofMillis(1500));
        assertThat(report.bytesSent()).isEqualTo(2 * 4 * 512);
        assertThat(report.bytesCopied()).isEqualTo(2 * 2 * 512);
        assertThat(report.disks()).extracting(d -> d.disk().name()).containsExactly("/a", "/b");
        assertThat(report).extracting(ConversionReport::guest, ConversionReport::server,
                ConversionReport::outputStorage).containsExactly("g", "conv:22", "/var/x");
    }

    @Test
    void leavesAReportOnTheServer() {
        ports.server.status = 1;
        ports.server.errors = List.of("no \"room\"");
        run(TWO_DISKS + " p2v.password=s3cret");
        String content = new String(ports.server.left.getFirst().content(), StandardCharsets.UTF_8);
        assertThat(content).doesNotContain("s3cret").endsWith("}\n");
        JsonObject report = JsonParser.parseString(content).getAsJsonObject();
        assertThat(report.get("version").getAsInt()).isEqualTo(1);
        assertThat(report.get("outcome").getAsString()).isEqualTo("failed");
        assertThat(report.getAsJsonObject("failure").get("kind").getAsString()).isEqualTo("server");
        assertThat(report.getAsJsonObject("failure").get("reason").getAsString()).isEqualTo("CONVERSION_FAILED");
        assertThat(report.getAsJsonObject("report").getAsJsonArray("stages")).hasSize(WITHOUT_TEST_BOOT.size() - 1);
        assertThat(report.getAsJsonObject("report").getAsJsonArray("errors").get(0).getAsString())
                .isEqualTo("no \"room\"");
    }

    @Test
    void saysWhenTheReportCouldNotBeLeft() {
        ports.server.takesReports = false;
        assertThat(run(TWO_DISKS)).satisfies(r -> assertThat(r.outcome()).isEqualTo(Outcome.SUCCEEDED),
                r -> assertThat(r.warnings()).last().asString().contains("p2v-report.json"));
    }

    @Test
    void allDisksShareOneLimit() {
        run(TWO_DISKS + " p2v.bandwidth=50M");
        assertThat(ports.exporter.limiters).hasSize(2).doesNotContain(Optional.empty());
        assertThat(ports.exporter.limiters.getFirst().orElseThrow())
                .isSameAs(ports.exporter.limiters.getLast().orElseThrow());
    }

    @Test
    void thereIsNoLimitUnlessAskedFor() {
        run(TWO_DISKS);
        assertThat(ports.exporter.limiters).containsOnly(Optional.empty());
    }

    private static ConversionPlan withTarget(String options) {
        return Plans.of("p2v.server=conv p2v.disks=/a p2v.target=fake " + options, FakeTarget.TARGETS);
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

    @Test
    void asksTheServerWhatTheTargetWantsToKnowAndStopsWhereItCannotSucceed() {
        var result = ports.engine().conversion(withTarget("p2v.target.word=w"), events::add).run();
        assertThat(ports.journal.lines).contains("ask look w").doesNotContain("export /a");
        assertThat(result.outcome()).isNotEqualTo(Outcome.SUCCEEDED);
        assertThat(result.toString()).contains("Install look.");
    }

    @Test
    void goesOnWithAWarningWhenTheTargetHasAFault() {
        var result = ports.engine().conversion(withTarget("p2v.target.word=fault"), events::add).run();
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(events.toString()).contains("has a fault", "not thought of");
    }

    @Test
    void goesOnWhenTheFindingIsIgnored() {
        var result = ports.engine().conversion(withTarget("p2v.target.word=w p2v.ignore_preflight"), events::add).run();
        assertThat(ports.journal.lines).contains("ask look w", "export /a");
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    }
}
