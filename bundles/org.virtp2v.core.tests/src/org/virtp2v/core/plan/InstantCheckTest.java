package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.testing.FakeTarget;
import org.virtp2v.core.testing.Plans;

class InstantCheckTest {
    private static final String LINE = "p2v.server=conv p2v.name=web1 p2v.disks=/a,/b ";

    private static Planning planning(String more, Targets targets) {
        return Plans.planning(LINE + more, Plans.MACHINE, targets,
                settings -> settings.withRun(settings.run().withInstant(true)));
    }

    private static List<PlanProblem> problems(String more) {
        return ((Planning.Refused) planning(more, Targets.NONE)).problems();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "p2v.o=libvirt p2v.of=qcow2", "p2v.o=qemu", "p2v.o=disk p2v.of=raw",
            "p2v.o=libvirt p2v.oc=qemu:///session p2v.oa=preallocated", "p2v.v2v=--install=vim" })
    void isPossibleWhereTheServerRunsTheGuest(String more) {
        assertThat(planning(more, Targets.NONE)).isInstanceOf(Planning.Ready.class);
        assertThat(Plans.instant(LINE + more).instant()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "p2v.o=null, OUTPUT_TYPE", "p2v.o=openstack, OUTPUT_TYPE", "p2v.o=kubevirt, OUTPUT_TYPE",
            "p2v.of=vmdk, OUTPUT_FORMAT", "p2v.oo=compressed, OUTPUT_MISC", "p2v.v2v=--parallel=2, VIRT_V2V",
            "p2v.reconnect=0, RECONNECT" })
    void isRefusedWhereItCannotWork(String more, Key field) {
        assertThat(problems(more)).anySatisfy(problem -> {
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.message()).contains("p2v.instant");
        });
        assertThat(Plans.planning(LINE + more, Plans.MACHINE, Targets.NONE, settings -> settings).warnings())
                .noneMatch(warning -> warning.message().contains("p2v.instant"));
    }

    @Test
    void aTargetThatDoesMoreWithTheFinishedGuestIsRefused() {
        String more = "p2v.target=fake p2v.target.word=x p2v.target.checked= ";
        assertThat(planning(more + "p2v.target.secret=y", FakeTarget.TARGETS))
                .isInstanceOfSatisfying(Planning.Refused.class, refused -> assertThat(refused.problems())
                        .anyMatch(problem -> problem.field() == Key.OUTPUT_TYPE && problem.message().contains("Fake")));
    }

    @Test
    void makesTheGuestNoTestBootAndSaysSo() {
        Planning planning = planning("p2v.test_boot", Targets.NONE);
        assertThat(((Planning.Ready) planning).plan().testBoot()).isFalse();
        assertThat(planning.warnings()).anyMatch(warning -> warning.field() == Key.TEST_BOOT);
    }

    @Test
    void namesTheOverlaysAmongTheFilesThatAreMade() {
        assertThat(Plans.instant(LINE).fileNames()).containsExactly("web1-sda", "web1-sdb", "web1.xml",
                "web1-sda.overlay", "web1-sdb.overlay");
        assertThat(Plans.instant(LINE + "p2v.of=qcow2").fileNames()).containsExactly("web1-sda", "web1-sdb",
                "web1.xml");
        assertThat(Plans.of(LINE).fileNames()).containsExactly("web1-sda", "web1-sdb", "web1.xml");
    }

    @Test
    void findsTheAddressesThatTheGuestSharesWithThisSystem() {
        List<GuestInterface> cards = List.of(new GuestInterface("em1", "02:FC:00:00:00:01", "default"),
                new GuestInterface("em2", null, "default"));
        assertThat(GuestLink.shared(cards, Set.of("02:fc:00:00:00:01", "02:fc:00:00:00:02")))
                .containsExactly("02:fc:00:00:00:01");
        assertThat(GuestLink.shared(cards, Set.of("02:fc:00:00:00:02"))).isEmpty();
        assertThat(GuestLink.shared(List.of(), Set.of("02:fc:00:00:00:01"))).isEmpty();
    }
}
