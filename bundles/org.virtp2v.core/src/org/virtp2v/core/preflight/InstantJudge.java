package org.virtp2v.core.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestInterface;
import org.virtp2v.core.plan.LibvirtPool;
import org.virtp2v.core.plan.Overlays;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.LinkSpeed;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerQuestions;
import org.virtp2v.core.server.Virsh;
import org.virtp2v.core.server.VirtV2vOptions;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.settings.ToolOption;
import org.virtp2v.core.text.Messages;

/**
 * Judges whether the guest can be started before its disks are copied: the programs for that and how old they are, KVM,
 * sudo, libvirt's networks, room, and a line that is fast enough for a guest to work with. One result is made of all of
 * it.
 */
final class InstantJudge {
    /** The program that converts what is there. */
    private static final String IN_PLACE = "virt-v2v-in-place";
    private static final int NO_SUCH_PROGRAM = 127;
    /** Bytes a second, 100 Mbit/s: below it a guest waits for its disks more than it works. */
    static final double LEAST_RATE = 12.5e6;
    private static final String QEMU = "QEMU";
    private static final String LIBVIRT = "libvirt";
    /** The last one is what runs, where {@code virsh version} names what it was made for, too. */
    private static final Pattern VERSION = Pattern.compile("(qemu-img|QEMU|libvirt)(?: version)? ([0-9]{1,4})\\.");
    /**
     * QEMU 5.0 has all that {@code instant.py} asks of its monitor; libvirt 6.0 is the first that knows such a QEMU.
     */
    private static final Map<String, Integer> OLDEST = Map.of(QEMU, 5, LIBVIRT, 6);
    /** Options of virt-v2v-in-place that put network cards elsewhere than the plan does. */
    private static final Set<String> OF_CARDS = Set.of("--network", "--bridge", "--mac");
    /** What the profiles of all guests of the system's libvirt include, and its rule that libvirt brings. */
    private static final String APPARMOR = "/etc/apparmor.d/abstractions/libvirt-qemu";
    /** End of the URI of a user's own libvirt, whose guests have no profile. */
    private static final String SESSION = "/session";
    private static final String NETWORK_RULE = "^ *network( inet( stream)?)?,";
    /** grep's exit code where the file is there without; it has another one where the file is not. */
    private static final int NOT_FOUND = 1;
    private static final Set<Kvm> NO_KVM = Set.of(Kvm.CLOSED, Kvm.MISSING, Kvm.UNSUPPORTED);
    private static final Messages TEXT = Messages.beside(InstantJudge.class);

    private final ConversionPlan plan;
    private final List<String> seen = new ArrayList<>();
    private final List<String> advice = new ArrayList<>();
    private boolean problem;

    InstantJudge(ConversionPlan plan) {
        this.plan = plan;
    }

    /** The programs to look for, but for virt-v2v-in-place and Python. */
    static List<String> tools(ConversionPlan plan) {
        Stream<String> needed = LibvirtPool.of(plan) == null ? Stream.of("qemu-img") : Stream.of("qemu-img", "virsh");
        return Stream.concat(needed, TestBootJudge.QEMUS.stream()).toList();
    }

    /**
     * The judgement; asks the server.
     *
     * @param facts
     *            of a survey for {@link #tools}
     * @param speed
     *            of the line; null: not measured
     */
    CheckResult judge(ServerQuestions server, ServerFacts facts, @Nullable LinkSpeed speed)
            throws ConnectionException, ServerException, InterruptedException {
        program(server.ask(List.of(IN_PLACE, VirtV2vOptions.HELP)));
        python(facts.python());
        tools(facts.missingTools());
        versions(server);
        kvm(facts.guestfs().kvm());
        if (plan.login().sudo()) {
            sudo(server);
        }
        networks(server);
        profile(server);
        room(facts.storage().freeBytes());
        rate(speed);
        if (seen.isEmpty()) {
            return CheckResult.ok(Check.INSTANT, TEXT.get("instant.ok"));
        }
        String all = String.join("; ", seen);
        String help = String.join(" ", advice);
        return problem ? CheckResult.problem(Check.INSTANT, all, help) : CheckResult.warning(Check.INSTANT, all, help);
    }

    private void program(ServerQuestions.Answer help) {
        if (help.status() == NO_SUCH_PROGRAM) {
            add(true, "instant.noProgram");
            return;
        }
        Optional<VirtV2vOptions> options = VirtV2vOptions.parse(help.output());
        if (help.status() != 0 || options.isEmpty()) {
            add(false, "instant.silent");
            return;
        }
        List<String> missing = plan.virtV2v().options().stream().map(ToolOption::name)
                .filter(name -> !options.get().arguments().containsKey(name)).distinct().toList();
        if (!missing.isEmpty()) {
            add(true, "instant.options", String.join(", ", missing));
        }
    }

    private void python(@Nullable String version) {
        if (version == null || version.isEmpty()) {
            add(version != null, "instant.noPython");
        }
    }

    private void tools(@Nullable List<String> missing) {
        if (missing == null) {
            add(false, "instant.toolsUnknown");
            return;
        }
        if (missing.containsAll(TestBootJudge.QEMUS)) {
            add(true, "instant.noQemu");
        }
        List<String> others = tools(plan).stream()
                .filter(name -> missing.contains(name) && !TestBootJudge.QEMUS.contains(name)).toList();
        if (!others.isEmpty()) {
            add(true, "instant.noTool", String.join(", ", others));
        }
    }

    /** Of libvirt and of the QEMU that it runs, or of QEMU; one that is not told is none. */
    private void versions(ServerQuestions server) throws ConnectionException, ServerException, InterruptedException {
        LibvirtPool pool = LibvirtPool.of(plan);
        List<String> command = pool == null ? List.of("qemu-img", "--version") : Virsh.command(pool.uri(), "version");
        Map<String, Integer> found = new TreeMap<>();
        VERSION.matcher(server.ask(command).output()).results()
                .forEach(
                        m -> found.put("qemu-img".equals(m.group(1)) ? QEMU : m.group(1), Integer.valueOf(m.group(2))));
        found.forEach((name, version) -> {
            int oldest = OLDEST.get(name);
            if (version < oldest) {
                add(true, "instant.old", name, Integer.toString(version), Integer.toString(oldest));
            }
        });
    }

    /**
     * libvirt defines a guest with a network that it has not, or has not started; but it does not start such a guest.
     */
    private void networks(ServerQuestions server) throws ConnectionException, ServerException, InterruptedException {
        LibvirtPool pool = LibvirtPool.of(plan);
        List<String> wanted = plan.interfaces().stream()
                .filter(card -> !plan.virtV2v().bridges().containsKey(card.name())).map(GuestInterface::network)
                .distinct().toList();
        if (pool == null || wanted.isEmpty()
                || plan.virtV2v().options().stream().map(ToolOption::name).anyMatch(OF_CARDS::contains)) {
            return;
        }
        ServerQuestions.Answer active = server.ask(Virsh.command(pool.uri(), "net-list", "--name"));
        List<String> missing = wanted.stream().filter(name -> !active.lines().contains(name)).toList();
        if (active.status() == 0 && !missing.isEmpty()) {
            add(true, "instant.noNetwork", String.join(", ", missing));
        }
    }

    /** Whether AppArmor, where it is installed, lets the QEMUs of the system's libvirt reach the relay. */
    private void profile(ServerQuestions server) throws ConnectionException, ServerException, InterruptedException {
        LibvirtPool pool = LibvirtPool.of(plan);
        boolean confined = pool != null && !String.valueOf(pool.uri()).endsWith(SESSION);
        if (confined && server.ask(List.of("grep", "-E", NETWORK_RULE, APPARMOR)).status() == NOT_FOUND) {
            add(false, "instant.apparmor", APPARMOR);
        }
    }

    private void kvm(Kvm kvm) {
        if (NO_KVM.contains(kvm)) {
            add(true, "instant.noKvm");
        } else if (kvm == Kvm.OFF) {
            add(false, "instant.kvmOff");
        }
    }

    /** Whether sudo runs Python: the guest's disks and its QEMU need the same user. */
    private void sudo(ServerQuestions server) throws ConnectionException, ServerException, InterruptedException {
        ServerQuestions.Answer answer = server.ask(List.of("sudo", "-n", "-l", "python3", "-I", "instant.py"));
        if (answer.status() != 0) {
            add(true, "instant.sudo", plan.login().username());
        }
    }

    /** Where the final files have another format than what the guest begins with, both are there for a while. */
    private void room(@Nullable Long free) {
        long used = DiskBytes.of(plan.disks()).used();
        long needed = Overlays.FORMAT.equals(plan.output().format()) ? used : 2 * used;
        if (free != null && free < needed) {
            add(false, "instant.room", ByteSize.format(free), ByteSize.format(needed));
        }
    }

    /** What the guest reads comes over the line too, and the plan's limit holds for both. */
    private void rate(@Nullable LinkSpeed speed) {
        double measured = speed == null ? 0 : speed.bytesPerSecond();
        Long limit = plan.bytesPerSecond();
        if (measured > 0 && measured < LEAST_RATE) {
            add(false, "instant.slow", LinkJudge.megabytes(measured), LinkJudge.megabytes(LEAST_RATE));
        } else if (limit != null && limit < LEAST_RATE) {
            add(false, "instant.limited", LinkJudge.megabytes(limit), LinkJudge.megabytes(LEAST_RATE));
        }
    }

    private void add(boolean fails, String key, Object... arguments) {
        seen.add(TEXT.get(key, arguments));
        advice.add(TEXT.get(key + ".advice", arguments));
        problem |= fails;
    }
}
