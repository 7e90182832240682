package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.convert.ConversionResult.Outcome;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.GuestfsStart;
import org.virtp2v.core.server.GuestfsTry;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerInfo;

/** The preflight as the first stage of a conversion. */
class ConversionPreflightTest extends ConversionFixture {
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
