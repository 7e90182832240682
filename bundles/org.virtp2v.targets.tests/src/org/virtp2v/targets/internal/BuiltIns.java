package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;

/**
 * The targets that come with the program, and plans with them, made as the program makes them of a kernel command line.
 */
final class BuiltIns {
    static final Machine MACHINE = new Machine("host", new Cpu("AMD", null, 1, 1, 1, 1, true, true), 1L << 30, true,
            Rtc.UNKNOWN, Firmware.BIOS, List.of(), List.of(), List.of());
    private static final Map<String, OutputTarget> BY_ID = Map.of("local", new LocalTarget(), "libvirt",
            new LibvirtTarget(), "qemu", new QemuTarget(), "openstack", new OpenStackTarget(), "glance",
            new GlanceTarget(), "rhv-upload", new RhvUploadTarget(), "rhv", new RhvTarget(), "kubevirt",
            new KubevirtTarget(), "null", new NullTarget());
    static final Targets TARGETS = () -> BY_ID.entrySet().stream()
            .map(e -> new TargetDescription(e.getKey(), e.getKey(), e.getKey(), 10, null, e::getValue)).toList();

    private BuiltIns() {
    }

    static OutputTarget of(String id) {
        return BY_ID.get(id);
    }

    /** A plan of one disk, or why there is none. */
    static Planning planning(String line) {
        return planning(line, 1);
    }

    static Planning planning(String line, int disks) {
        try {
            String images = IntStream.range(0, disks).mapToObj(i -> "/disk" + i).collect(Collectors.joining(","));
            var read = SettingsReader.read("p2v.server=c " + (line.contains("p2v.name=") ? "" : "p2v.name=g ")
                    + "p2v.skip_test_connection p2v.disks=" + images + " "
                    + line).settings();
            var settings = Defaults.complete(TargetSettings.resolve(read, TARGETS), MACHINE, List.of(), () -> "x");
            return Planner.plan(settings, MACHINE, NbdServer.DEFAULT_ORDER, path -> 1 << 20, TARGETS);
        } catch (SettingsException e) {
            return new Planning.Refused(List.of(new PlanProblem(Key.TARGET, e.getMessage())),
                    List.of());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static ConversionPlan plan(String line) {
        return plan(line, 1);
    }

    static ConversionPlan plan(String line, int disks) {
        return planning(line, disks) instanceof Planning.Ready ready ? ready.plan() : fail(line, disks);
    }

    private static ConversionPlan fail(String line, int disks) {
        throw new AssertionError(line + ": " + problems(line, disks));
    }

    /** The problems' texts; none when there is a plan. */
    static List<String> problems(String line, int disks) {
        return planning(line, disks) instanceof Planning.Refused refused
                ? refused.problems().stream().map(PlanProblem::message).toList()
                : List.of();
    }

    static TargetInput input(String line) {
        return plan(line).target().input();
    }

    /** What a target finds, with answers by the beginning of the command; a program without an answer is not there. */
    static List<TargetFinding> inspect(String line, Map<String, ServerQuestions.Answer> answers, List<String> asked) {
        var plan = plan(line);
        try {
            return plan.target().target().inspect(plan.target().input(), questions(answers, asked));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static ServerQuestions questions(Map<String, ServerQuestions.Answer> answers, List<String> asked) {
        return command -> {
            String line = String.join(" ", command);
            asked.add(line);
            return answers.entrySet().stream().filter(e -> line.startsWith(e.getKey())).map(Map.Entry::getValue)
                    .findFirst().orElse(new ServerQuestions.Answer(127, "", ""));
        };
    }

    static List<TargetFinding> inspect(String line, Map<String, ServerQuestions.Answer> answers) {
        return inspect(line, answers, new ArrayList<>());
    }

    static ServerQuestions.Answer says(String output) {
        return new ServerQuestions.Answer(0, output, "");
    }

    static ServerQuestions.Answer fails(String errors) {
        return new ServerQuestions.Answer(1, "", errors);
    }
}
