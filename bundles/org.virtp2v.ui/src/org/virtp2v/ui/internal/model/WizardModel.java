package org.virtp2v.ui.internal.model;

import java.util.List;
import java.util.Objects;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.output.TargetGuest;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestFirmware;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.plan.ResumedPlan;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.GuestSettings;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.RunSettings;
import org.virtp2v.core.settings.ServerSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.ui.WizardInput;

/** Everything the wizard knows, shared by its pages. UI thread only, where it does not say otherwise. */
public final class WizardModel {
    private final WizardInput input;
    private final ServerModel server;
    private final Session session = new Session();
    private final WaitingModel waiting = new WaitingModel();
    private final TestBootChoice testBoot;
    private final InstantChoice instant;
    private final RunOptions options;
    private final WritableValue<@Nullable MachineModel> machine = new WritableValue<>(null, MachineModel.class);

    public WizardModel(WizardInput input) {
        this.input = input;
        this.server = new ServerModel(input.settings().server());
        this.testBoot = new TestBootChoice(input.settings().run().testBoot());
        this.instant = new InstantChoice(input.settings().run().instant());
        this.options = new RunOptions(input.settings());
    }

    /** The input of the wizard. Any thread. */
    public WizardInput input() {
        return input;
    }

    /** The conversion server. */
    public ServerModel server() {
        return server;
    }

    /** Whether the finished guest is tried. */
    public TestBootChoice testBoot() {
        return testBoot;
    }

    /** Whether the guest is started before its disks are copied. */
    public InstantChoice instant() {
        return instant;
    }

    /** How the disks are read and sent. */
    public RunOptions options() {
        return options;
    }

    /** The conversions of this machine that are waiting on the server. */
    public WaitingModel waiting() {
        return waiting;
    }

    /**
     * The plan of the rest of a conversion that is waiting.
     *
     * @throws SourceException
     *             when this machine does not have its disks any more, or cannot serve them as they were
     * @throws IllegalStateException
     *             when the machine has not been looked at
     */
    public ConversionPlan rest(Resumable found) throws SourceException {
        return ResumedPlan.of(found.record(), logInOnly(), known().machine(), input.engine().targets(),
                input.nbdServers());
    }

    /** The plan that names what there was of a conversion that is waiting. */
    public ConversionPlan recorded(Resumable found) {
        return ResumedPlan.recorded(found.record(), logInOnly());
    }

    /** The settings of the command line, with the log-in of the fields. */
    private Settings logInOnly() {
        return input.settings().withServer(server.server().withHostKeyPolicy(login().hostKeyPolicy()));
    }

    /** The user's answers while logging in. Any thread. */
    public Session session() {
        return session;
    }

    /** The machine and the guest; null until the machine has been looked at. */
    public IObservableValue<@Nullable MachineModel> machine() {
        return machine;
    }

    /**
     * The machine and the guest.
     *
     * @throws IllegalStateException
     *             when the machine has not been looked at
     */
    public MachineModel known() {
        MachineModel known = machine.getValue();
        if (known == null) {
            throw new IllegalStateException("The machine is not known yet");
        }
        return known;
    }

    /**
     * The log-in with the present values of the fields, held to the host key that was accepted in this session.
     *
     * @throws IllegalArgumentException
     *             when there is no host or the port is no number
     */
    public ServerLogin login() {
        ServerSettings fields = server.server();
        return fields.withHostKeyPolicy(session.policy(fields.login().address(), fields.hostKeyPolicy())).login();
    }

    /**
     * The values of the chosen target's fields, complete or not, and the guest.
     *
     * @throws IllegalStateException
     *             when the machine has not been looked at
     * @throws IllegalArgumentException
     *             when there is no host or the port is no number
     */
    public TargetInput targetInput() {
        Settings settings = settings();
        MachineModel chosen = known();
        ServerLogin login = settings.server().login();
        return new TargetInput(chosen.output().chosen().getValue().values(), settings.output(),
                targetGuest(settings, chosen), login.host(), login.sudo());
    }

    /** All of it is chosen, or was filled in when the machine had been looked at. */
    private static TargetGuest targetGuest(Settings complete, MachineModel chosen) {
        Machine found = chosen.machine();
        GuestSettings guest = complete.guest();
        String name = Objects.requireNonNull(guest.name(), "name");
        List<String> copied = Objects.requireNonNull(complete.devices().disks(), "disks");
        List<Disk> known = found.disks().stream().filter(disk -> copied.contains(disk.name())).toList();
        List<TargetGuest.Nic> nics = Objects.requireNonNull(complete.devices().interfaces(), "interfaces").stream()
                .map(i -> new TargetGuest.Nic(macAddress(found, i), chosen.networks().of(i))).toList();
        return new TargetGuest(name, Objects.requireNonNull(guest.memoryBytes(), "memory"),
                Objects.requireNonNull(guest.vcpus(), "vcpus"),
                GuestFirmware.of(guest.firmware(), found.firmware(), known),
                known.stream().anyMatch(disk -> disk.content().boot().windows()),
                Planner.diskNames(name, copied.size()), nics);
    }

    private static @Nullable String macAddress(Machine machine, String name) {
        return machine.interfaces().stream().filter(i -> i.name().equals(name)).findFirst()
                .map(NetworkInterface::macAddress).orElse(null);
    }

    /**
     * Everything that is chosen now, complete.
     *
     * @throws IllegalStateException
     *             when the machine has not been looked at
     */
    public Settings settings() {
        return settings(false);
    }

    private Settings settings(boolean ignorePreflight) {
        MachineModel chosen = known();
        Settings given = input.settings();
        RunSettings run = options.in(given.run()).withInstant(instant.isWanted())
                .withTestBoot(instant.isWanted() ? null : testBoot.setting());
        return given.withServer(options.in(server.server()).withHostKeyPolicy(login().hostKeyPolicy()))
                .withGuest(chosen.guestSettings())
                .withDevices(chosen.deviceSettings()).withOutput(chosen.outputSettings(server.tested().getValue()))
                .withTarget(chosen.output().choice())
                .withVirtV2v(given.virtV2v().withRoot(chosen.system().chosen())
                        .withOptions(chosen.options().chosen()).withAddresses(chosen.addresses().all()))
                .withRun(ignorePreflight ? run.withIgnorePreflight(true) : run);
    }

    /** Takes over the result of a probe of the machine. */
    public void probed(Probed found) {
        MachineModel known = machine.getValue();
        if (known == null) {
            machine.setValue(new MachineModel(found, !input.testDisks().isEmpty(), input.engine().targets(),
                    input.nbdServers()));
        } else {
            known.refresh(found);
        }
    }

    /**
     * The plan of the present choices, or their problems.
     *
     * @throws IllegalStateException
     *             when the machine has not been looked at
     * @throws IllegalArgumentException
     *             when there is no host or the port is no number
     */
    public Planning plan() {
        return plan(false);
    }

    /**
     * The same, also although a check of the preflight finds a problem.
     *
     * @param ignorePreflight
     *            whether to convert in spite of problems, also when the settings do not say so
     */
    public Planning plan(boolean ignorePreflight) {
        return plan(settings(ignorePreflight));
    }

    /**
     * Why the guest cannot be started before its disks are copied, with everything else as it is chosen.
     *
     * @return empty when it can, or when the present choices have problems of their own
     */
    public String whyNotInstant() {
        Settings settings = settings();
        RunSettings run = settings.run();
        return plan(settings.withRun(run.withInstant(true))) instanceof Planning.Refused refused
                && plan(settings.withRun(run.withInstant(false))) instanceof Planning.Ready
                        ? refused.problems().getFirst().message()
                        : "";
    }

    private Planning plan(Settings settings) {
        MachineModel chosen = known();
        Planning planning;
        try {
            planning = Planner.plan(settings, chosen.machine(), input.nbdServers(), chosen.sizes(),
                    input.engine().targets(), chosen.keyFiles());
        } catch (SourceException e) {
            planning = new Planning.Refused(List.of(new PlanProblem(Key.DISKS, e.getMessage())), List.of());
        }
        return chosen.judge(planning, server.tested().getValue());
    }
}
