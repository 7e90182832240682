package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakeTarget;
import org.virtp2v.core.testing.TestMachines;

class TargetPlannerTest {

    private static Planning plan(String line) throws Exception {
        var read = TargetSettings.resolve(SettingsReader.read("p2v.server=c " + line).settings(), FakeTarget.TARGETS);
        var settings = Defaults.complete(read, TestMachines.server(), List.of(), () -> "random");
        return Planner.plan(settings, TestMachines.server(), NbdServer.DEFAULT_ORDER, path -> 1, FakeTarget.TARGETS);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = { "p2v.os=, OUTPUT_STORAGE, dir", "p2v.os=relative, OUTPUT_STORAGE, dir",
            "p2v.target.how=c, TARGET, how", "p2v.target.how=b, TARGET, only-b", "p2v.oc=x, OUTPUT_CONNECTION, -",
            "p2v.oa=sparse, OUTPUT_ALLOCATION, -", "p2v.oo=compressed=perhaps, OUTPUT_MISC, small" })
    void refusesNamingTheField(String line, Key key, String field) throws Exception {
        assertThat(plan(line)).isInstanceOfSatisfying(Planning.Refused.class,
                refused -> assertThat(refused.problems()).singleElement().satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo(key);
                    assertThat(problem.targetField()).isEqualTo(field);
                    assertThat(problem.message()).isNotBlank();
                }));
    }

    @Test
    void takesOptionsThatTheTargetKnowsBesideItsFields() throws Exception {
        assertThat(plan("p2v.oo=anything p2v.of=qcow2")).isInstanceOf(Planning.Ready.class);
    }

    @Test
    void asksTheTargetItselfAndPutsItsProblemsWhereTheyBelong() throws Exception {
        assertThat(plan("p2v.target.word=bad")).isInstanceOfSatisfying(Planning.Refused.class,
                refused -> assertThat(refused.problems()).containsExactly(
                        new PlanProblem(Key.TARGET, "word", "bad word"),
                        new PlanProblem(Key.OUTPUT_FORMAT, null, "bad format")));
    }

    @Test
    void plansWhatTheTargetAdds() throws Exception {
        var ready = (Planning.Ready) plan("p2v.target.word=w p2v.target.secret=hunter2 p2v.name=g");
        PlannedTarget target = ready.plan().target();
        assertThat(target.name()).isEqualTo("Fake");
        assertThat(target.output().arguments()).containsExactly("--extra", "w");
        assertThat(target.input().guest().disks()).containsExactly("g-sda", "g-sdb");
        assertThat(target.toString()).doesNotContain("hunter2");
    }

    @Test
    void refusesAFurtherOptionThatTheTargetGives() throws Exception {
        String secret = "p2v.target.word=w p2v.target.secret=s ";
        assertThat(plan(secret + "p2v.v2v=--other=x")).isInstanceOf(Planning.Ready.class);
        assertThat(plan(secret + "p2v.v2v=--extra=x")).isInstanceOfSatisfying(Planning.Refused.class,
                refused -> assertThat(refused.problems()).singleElement().satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo(Key.VIRT_V2V);
                    assertThat(problem.message()).contains("Fake", "--extra", "p2v.v2v");
                }));
    }

    @Test
    void namesATargetThatDoesNotWork() throws Exception {
        Targets broken = () -> List.of(new TargetDescription("b", "Broken", "local", 1, null, () -> {
            throw new IllegalStateException("no class");
        }));
        var settings = Defaults.complete(SettingsReader.read("p2v.server=c").settings(), TestMachines.server(),
                List.of(), () -> "r");
        assertThat(Planner.plan(settings, TestMachines.server(), NbdServer.DEFAULT_ORDER, path -> 1, broken))
                .isInstanceOfSatisfying(Planning.Refused.class, refused -> assertThat(refused.problems())
                        .singleElement().extracting(PlanProblem::message).asString().contains("Broken", "no class"));
    }
}
