package org.virtp2v.core.server;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;

/**
 * Port: asks the user what only the user can know while logging in. What is not overridden is what an unattended run
 * does: accept an unknown key once, and know no secrets. Called on the thread that connects; may block.
 */
@FunctionalInterface
public interface ServerDialog {

    /** A key that no known_hosts file has was accepted for this run; called once. */
    void accepted(HostKey key);

    /**
     * A connection failed for a reason that may pass, and is tried again; told every second of the pause before that.
     *
     * @param why
     *            what failed
     * @param pauseSeconds
     *            how long the pause is
     * @param secondsLeft
     *            how much is left of it; the same at its beginning
     */
    default void retrying(ConnectionException why, int pauseSeconds, int secondsLeft) {
        // nobody looks
    }

    /**
     * A connection that the run needs is lost, and is being made again; told when that begins, every second while it
     * lasts, and before each attempt. Called on a thread of its own; must not block.
     */
    default void outage(Link link, Outage outage) {
        // nobody looks
    }

    /**
     * A connection that was lost is back; told once an outage. Called on a thread of its own; must not block.
     *
     * @param gap
     *            how long it was away
     */
    default void back(Link link, Duration gap) {
        // nobody looks
    }

    /**
     * Whether a key that no known_hosts file has may be accepted for this run; asked only with
     * {@link HostKeyPolicy.AcceptOnce}.
     */
    default boolean trusts(HostKey key) {
        return true;
    }

    /**
     * The passphrase of the private key, when there is none in the settings or it was wrong.
     *
     * @param identityUrl
     *            where the key is from
     * @param wasWrong
     *            whether the last one given was wrong
     * @return the passphrase; null to give up
     */
    default @Nullable Secret passphrase(String identityUrl, boolean wasWrong) {
        return null;
    }

    /**
     * Answers to prompts of the server (RFC 4256), when the password alone is no answer.
     *
     * @param name
     *            the name of the request, may be empty
     * @param instruction
     *            the server's explanation, may be empty
     * @param prompts
     *            its questions, at least one
     * @return as many answers; null to give up
     */
    default @Nullable List<Secret> answers(String name, String instruction, List<Prompt> prompts) {
        return null;
    }

    /**
     * A question.
     *
     * @param text
     *            its words
     * @param echo
     *            whether the answer may be shown while it is typed
     */
    record Prompt(String text, boolean echo) {
    }
}
