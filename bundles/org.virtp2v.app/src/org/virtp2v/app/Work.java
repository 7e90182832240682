package org.virtp2v.app;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
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
record Work(ConversionPlan plan, Function<ConversionListener, Conversion> conversion) {
    private static final Messages TEXT = Messages.beside(Work.class);

    /** A new one. */
    static Work begin(Engine engine, ConversionPlan plan) {
        return new Work(plan, listener -> engine.conversion(plan, listener));
    }

    /** Whether these settings want one that is waiting on the server, and no new one. */
    static boolean wantsWaiting(Settings settings) {
        ResumeChoice choice = settings.run().resume();
        return choice == ResumeChoice.ONLY || choice == ResumeChoice.END;
    }

    /**
     * The one that is waiting on the server.
     *
     * @param given
     *            the settings without defaults: a guest's name in them says which one is meant
     * @throws ConversionException
     *             when the server cannot be asked, there is none or more than one, or its disks are not there
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    static Work waiting(Engine engine, Settings given, Machine machine, List<NbdServer> servers)
            throws ConversionException, InterruptedException {
        ServerLogin login = given.server().login();
        boolean ends = given.run().resume() == ResumeChoice.END;
        Resumable found = choose(engine.waiting(login, machine, null), given.guest().name(), login, ends);
        if (ends) {
            ConversionPlan plan = ResumedPlan.recorded(found.record(), given);
            return new Work(plan, listener -> engine.ending(plan, found, listener, null));
        }
        ConversionPlan plan = ResumedPlan.of(found.record(), given, machine, engine.targets(), servers);
        return new Work(plan, listener -> engine.resumption(plan, found, listener, null, null));
    }

    private static Resumable choose(List<Resumable> all, @Nullable String name, ServerLogin login, boolean ends)
            throws ServerException {
        List<Resumable> meant = all.stream().filter(one -> name == null || name.equals(one.record().guest())).toList();
        List<Resumable> possible = meant.stream().filter(one -> ends ? one.run().canEnd() : one.run().canGoOn())
                .toList();
        if (possible.size() == 1) {
            return possible.getFirst();
        }
        String which = name == null ? "" : TEXT.get("waiting.named", name);
        String text = possible.isEmpty()
                ? TEXT.get(ends ? "waiting.none.end" : "waiting.none", login.address(), login.username(), which)
                : TEXT.get("waiting.several", login.address(), list(possible));
        if (possible.isEmpty() && !meant.isEmpty()) {
            text += " " + TEXT.get("waiting.over", list(meant));
        }
        throw new ServerException(Reason.CANNOT_RESUME, text, null);
    }

    private static String list(List<Resumable> all) {
        return all.stream().map(one -> TEXT.get("waiting.one", one.record().guest(),
                Resumable.time(one.record().began()), one.run().directory())).collect(joining("; "));
    }
}
