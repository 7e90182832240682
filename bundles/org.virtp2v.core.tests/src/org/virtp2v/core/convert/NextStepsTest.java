package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.testing.FakeTargets;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.testing.TestMachines;

class NextStepsTest {
    private static final String LINE = "p2v.server=conv1 p2v.name=web1 ";

    private static List<String> texts(ConversionPlan plan) {
        return NextSteps.of(plan).stream().map(NextStep::text).toList();
    }

    private static ConversionPlan plan(String line) {
        return Plans.of(LINE + line, new FakeTargets());
    }

    @Test
    void tellsFirstHowTheGuestIsStartedAndLastThatTheMachineStaysOff() {
        List<String> texts = texts(plan("p2v.disks=/a p2v.network=eth0:lab p2v.o=local"));
        assertThat(texts.getFirst()).isEqualTo("Define the guest and start it. On conv1:");
        assertThat(texts.get(1)).contains("eth0 to lab");
        assertThat(texts.getLast()).startsWith("Keep this machine switched off");
        assertThat(texts).noneMatch(text -> text.contains("Windows"));
    }

    @Test
    void saysNothingWhereTheTargetHasNothingToStart() {
        assertThat(texts(plan("p2v.disks=/a p2v.o=libvirt"))).isEmpty();
    }

    @Test
    void warnsThatWindowsForgetsItsAddresses() {
        Machine machine = TestMachines.windows();
        assertThat(texts(Plans.of(LINE + "p2v.o=local", machine, new FakeTargets())))
                .anyMatch(text -> text.contains("static addresses"));
    }
}
