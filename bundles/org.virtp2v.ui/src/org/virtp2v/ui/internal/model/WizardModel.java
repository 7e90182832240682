package org.virtp2v.ui.internal.model;

import java.util.List;
import java.util.stream.Stream;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.source.SourceException;
import org.virtp2v.ui.WizardInput;

/** Everything the wizard knows, shared by its pages. UI thread only, where it does not say otherwise. */
public final class WizardModel {
    private final WizardInput input;
    private final ServerModel server;
    private final Session session = new Session();
    private final WritableValue<@Nullable MachineModel> machine = new WritableValue<>(null, MachineModel.class);

    public WizardModel(WizardInput input) {
        this.input = input;
        this.server = new ServerModel(input.settings().server());
    }

    /** What the wizard started from. Any thread. */
    public WizardInput input() {
        return input;
    }

    /** The conversion server. */
    public ServerModel server() {
        return server;
    }

    /** What the user has answered while logging in. Any thread. */
    public Session session() {
        return session;
    }

    /** The machine and the guest; null until the machine has been looked at. */
    public IObservableValue<@Nullable MachineModel> machine() {
        return machine;
    }

    /**
     * How to log in with what the fields say now, held to the host key that was accepted in this session.
     *
     * @throws IllegalArgumentException
     *             when there is no host or the port is no number
     */
    public ServerLogin login() {
        Settings.Server fields = server.server();
        if (fields.host() == null) {
            throw new IllegalArgumentException("no host");
        }
        Settings.Extras extras = input.settings().extras();
        ServerLogin login = new ServerLogin(fields.host(), fields.port(), fields.username(), fields.password(),
                fields.identityUrl(), extras.identityPassphrase(), fields.sudo(), extras.hostKeyPolicy(),
                extras.compress());
        HostKeyPolicy policy = session.policy(login.address(), extras.hostKeyPolicy());
        return new ServerLogin(login.host(), login.port(), login.username(), login.password(), login.identityUrl(),
                login.passphrase(), login.sudo(), policy, login.compress());
    }

    /**
     * What the settings are when only the output mode is given: what is worth saying of {@link #settings()}.
     */
    public Settings defaults() {
        Settings chosen = settings();
        return Defaults.forOutput(chosen.output().type(), machine.getValue().machine(), input.testDisks(),
                () -> chosen.guest().name());
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
        MachineModel chosen = machine.getValue();
        if (chosen == null) {
            throw new IllegalStateException("The machine is not known yet");
        }
        Settings given = input.settings();
        Settings.Extras extras = given.extras();
        HostKeyPolicy policy = session.policy(login().address(), extras.hostKeyPolicy());
        return new Settings(server.server(), chosen.guest(), chosen.devices(), chosen.output(), given.run(),
                new Settings.Extras(policy, extras.identityPassphrase(), extras.compress(), extras.bytesPerSecond(),
                        ignorePreflight || extras.ignorePreflight(), extras.allowPartialArrays(), keys(extras, chosen), extras.target()));
    }

    private static List<Secret> keys(Settings.Extras extras, MachineModel chosen) {
        return Stream.concat(extras.encryptionKeys().stream(), chosen.encryptionKeys().stream()).toList();
    }

    /** Takes over what a look at the machine has found. */
    public void probed(Probed found) {
        MachineModel known = machine.getValue();
        if (known == null) {
            machine.setValue(new MachineModel(found, !input.testDisks().isEmpty()));
        } else {
            known.refresh(found);
        }
    }

    /**
     * The plan of what is chosen now, or what is wrong with it.
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
        Settings settings = settings(ignorePreflight);
        MachineModel chosen = machine.getValue();
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
