package org.virtp2v.core.convert;

import java.util.function.Consumer;

import org.virtp2v.core.convert.ConversionEvent.PreflightChecked;
import org.virtp2v.core.convert.ConversionEvent.PreflightStarted;
import org.virtp2v.core.convert.ConversionEvent.ServerTested;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.preflight.CheckResult;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.ServerInfo;

/**
 * Publishes the results of the preflight as events of a conversion.
 *
 * @param events
 *            receives them, on the thread of the preflight
 */
public record CheckEvents(Consumer<ConversionEvent> events) implements PreflightListener {
    @Override
    public void started(Check check) {
        events.accept(new PreflightStarted(check));
    }

    @Override
    public void checked(CheckResult result) {
        events.accept(new PreflightChecked(result));
    }

    @Override
    public void onlyLeft(Check check) {
        // It is waited for, as all others are.
    }

    @Override
    public void tested(ServerInfo server) {
        events.accept(new ServerTested(server));
    }
}
