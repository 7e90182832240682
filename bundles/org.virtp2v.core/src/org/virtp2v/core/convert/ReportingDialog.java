package org.virtp2v.core.convert;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Outage;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.text.Messages;

/**
 * Lets the conversion know of an accepted host key, of pauses and of lost connections, and leaves every question to
 * another dialog.
 *
 * @param unplugged
 *            whether this machine has no link to a network, which explains a lost connection better than TCP can
 */
record ReportingDialog(ServerDialog user, Consumer<ConversionEvent> listener,
        BooleanSupplier unplugged) implements ServerDialog {
    private static final Messages TEXT = Messages.beside(ReportingDialog.class);

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
        Outage explained = unplugged.getAsBoolean()
                ? new Outage(outage.lasted(), outage.attempt(), outage.untilNext(), TEXT.get("unplugged"))
                : outage;
        user.outage(link, explained);
        listener.accept(new ConversionEvent.ConnectionLost(link, explained));
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
