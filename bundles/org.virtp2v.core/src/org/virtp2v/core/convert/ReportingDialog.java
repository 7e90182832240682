package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;

/**
 * Lets the conversion know of an accepted host key, of pauses and of lost connections, and leaves every question to
 * another dialog.
 */
record ReportingDialog(ServerDialog user, Consumer<ConversionEvent> listener) implements ServerDialog {

    @Override
    public void accepted(HostKey key) {
        user.accepted(key);
        listener.accept(new ConversionEvent.HostKeyAccepted(key));
    }

    @Override
    public void retrying(ConnectionException why, int pauseSeconds, int secondsLeft) {
        user.retrying(why, pauseSeconds, secondsLeft);
        listener.accept(new ConversionEvent.Retrying(String.valueOf(why.getMessage()), pauseSeconds, secondsLeft));
    }

    @Override
    public void outage(Link link, Outage outage) {
        user.outage(link, outage);
        listener.accept(new ConversionEvent.ConnectionLost(link, outage));
    }

    @Override
    public void back(Link link, Duration gap) {
        user.back(link, gap);
        listener.accept(new ConversionEvent.ConnectionBack(link, gap));
    }

    @Override
    public boolean trusts(HostKey key) {
        return user.trusts(key);
    }

    @Override
    public @Nullable Secret passphrase(String identityUrl, boolean wasWrong) {
        return user.passphrase(identityUrl, wasWrong);
    }

    @Override
    public @Nullable List<Secret> answers(String name, String instruction, List<Prompt> prompts) {
        return user.answers(name, instruction, prompts);
    }
}
