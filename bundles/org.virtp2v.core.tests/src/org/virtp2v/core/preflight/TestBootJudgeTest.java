package org.virtp2v.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.preflight.CheckResult.Verdict;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.trial.TrialFiles;

/** Whether the finished guest can be tried: not trying it never keeps a conversion from being made. */
class TestBootJudgeTest {
    private static final List<String> BUT_THE_SECOND = List.of("qemu-system-x86_64", "qemu-kvm",
            "/usr/bin/qemu-system-x86_64");

    private static CheckResult judge(String options, @Nullable List<String> missing, @Nullable String python) {
        Place place = Place.unknown("/tmp");
        return TestBootJudge.of(Plans.of("p2v.server=conv p2v.disks=/a " + options),
                new ServerFacts(place, place, place, null, missing, null, null, python));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "p2v.o=disk", "p2v.o=qemu", "p2v.o=libvirt" })
    void canBeDoneWhereTheGuestStaysOnTheServer(String options) {
        assertThat(judge(options, BUT_THE_SECOND, "3.6.8")).isEqualTo(CheckResult.ok(Check.TEST_BOOT,
                "the guest can be started there once, with /usr/libexec/qemu-kvm"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "p2v.o=openstack", "p2v.o=rhv p2v.os=h:/e", "p2v.o=kubevirt", "p2v.o=null" })
    void cannotBeDoneWhereItDoesNot(String options) {
        assertThat(judge(options, List.of(), "3.6.8")).returns(Verdict.WARNING, CheckResult::verdict)
                .returns("not possible, as the guest does not stay on the conversion server", CheckResult::seen);
    }

    @Test
    void saysWhatToInstall() {
        assertThat(judge("", TestBootJudge.QEMUS, "3.6.8")).returns(Verdict.WARNING, CheckResult::verdict)
                .extracting(CheckResult::text).asString().contains("no QEMU", "install qemu-system-x86 or qemu-kvm");
        assertThat(judge("", List.of(), "")).returns(Verdict.WARNING, CheckResult::verdict)
                .extracting(CheckResult::text).asString().contains("no Python 3.6", "install python3");
    }

    @Test
    void isNotKnownWhenTheServerDoesNotTell() {
        assertThat(judge("", null, "3.6.8")).returns(Verdict.WARNING, CheckResult::verdict).returns("not known",
                CheckResult::seen);
        assertThat(judge("", List.of(), null)).returns("not known", CheckResult::seen);
    }

    /** The program that does it runs on the server, and has lists of its own. */
    @Test
    void looksForWhatTheProgramLooksFor() {
        String program = TrialFiles.of(Plans.of("p2v.server=conv p2v.disks=/a")).stream()
                .map(file -> new String(file.content())).collect(Collectors.joining());
        assertThat(list(program, "QEMUS")).isEqualTo(TestBootJudge.QEMUS);
        assertThat(list(program, "LOCAL_TARGETS").stream().map(name -> OutputMode.of(name).name()).distinct())
                .containsExactlyElementsOf(TestBootJudge.MODES);
    }

    private static List<String> list(String program, String name) {
        Matcher tuple = Pattern.compile("^" + name + " = \\((.*)\\)$", Pattern.MULTILINE).matcher(program);
        assertThat(tuple.find()).as(name).isTrue();
        return Pattern.compile("\"([^\"]+)\"").matcher(tuple.group(1)).results().map(word -> word.group(1)).toList();
    }
}
