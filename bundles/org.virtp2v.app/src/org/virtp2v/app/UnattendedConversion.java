package org.virtp2v.app;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.ResumedPlan;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ResumeChoice;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.text.Messages;

/**
 * An unattended conversion that has not begun: a new one, the rest of one that is waiting on the server, or its end.
 *
 * @param plan
 *            its plan
 * @param conversion
 *            makes it for a listener
 */
record UnattendedConversion(ConversionPlan plan, Function<ConversionListener, Conversion> conversion) {
    private static final Messages TEXT = Messages.beside(UnattendedConversion.class);

    /** A new one. */
    static UnattendedConversion begin(Engine engine, ConversionPlan plan) {
        return new UnattendedConversion(plan, listener -> engine.conversion(plan, listener));
    }

    /** Whether these settings want one that is waiting on the server, and no new one. */
    static boolean wantsWaiting(Settings settings) {
        ResumeChoice choice = settings.run().resume();
        return choice == ResumeChoice.ONLY || choice == ResumeChoice.END;
    }

    /**
     * The one that is waiting on the server; where there are several servers, on the one where it is.
     *
     * @param given
     *            the settings without defaults: a guest's name in them says which one is meant
     * @throws ConversionException
     *             when the server cannot be asked, there is none or more than one, or its disks are not there
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    static UnattendedConversion waiting(Engine engine, Settings given, Machine machine, List<NbdServer> servers)
            throws ConversionException, InterruptedException {
        boolean ends = given.run().resume() == ResumeChoice.END;
        Found found = choose(search(engine, given, machine), given, ends);
        Settings there = found.settings();
        if (ends) {
            ConversionPlan plan = ResumedPlan.recorded(found.run().record(), there);
            return new UnattendedConversion(plan, listener -> engine.ending(plan, found.run(), listener, null));
        }
        ConversionPlan plan = ResumedPlan.of(found.run().record(), there, machine, engine.targets(), servers);
        return new UnattendedConversion(plan, listener -> engine.resumption(plan, found.run(), listener, null, null));
    }

    /**
     * A run.
     *
     * @param settings
     *            the settings with the server where it is
     */
    private record Found(Settings settings, Resumable run) {
    }

    /** On all servers; one that cannot be asked does not matter when there is a run on another. */
    private static List<Found> search(Engine engine, Settings given, Machine machine)
            throws ConversionException, InterruptedException {
        List<Found> all = new ArrayList<>();
        ConversionException problem = null;
        for (String host : given.server().hosts()) {
            Settings there = given.withServer(given.server().withHost(host));
            try {
                engine.waiting(there.server().login(), machine, null).forEach(run -> all.add(new Found(there, run)));
            } catch (ConversionException e) {
                problem = problem == null ? e : problem;
            }
        }
        if (problem != null && all.isEmpty()) {
            throw problem;
        }
        return all;
    }

    private static Found choose(List<Found> all, Settings given, boolean ends) throws ServerException {
        String name = given.guest().name();
        List<Found> meant = all.stream().filter(one -> name == null || name.equals(one.run().record().guest()))
                .toList();
        List<Found> possible = meant.stream()
                .filter(one -> ends ? one.run().run().canEnd() : one.run().run().canGoOn()).toList();
        if (possible.size() == 1) {
            return possible.getFirst();
        }
        String which = name == null ? "" : TEXT.get("waiting.named", name);
        String addresses = given.server().logins().stream().map(ServerLogin::address).collect(joining(", "));
        String text = possible.isEmpty()
                ? TEXT.get(ends ? "waiting.none.end" : "waiting.none", addresses, given.server().username(), which)
                : TEXT.get("waiting.several", addresses, list(possible));
        if (possible.isEmpty() && !meant.isEmpty()) {
            text += " " + TEXT.get("waiting.over", list(meant));
        }
        throw new ServerException(Reason.CANNOT_RESUME, text, null);
    }

    private static String list(List<Found> all) {
        return all.stream().map(Found::run).map(one -> TEXT.get("waiting.one", one.record().guest(),
                Resumable.time(one.record().began()), one.run().directory())).collect(joining("; "));
    }
}
