package org.virtp2v.ui.internal.menu;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.DiskLoss;
import org.virtp2v.core.convert.ReadErrorDialog;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.HostKey;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.source.UnreadablePart;
import org.virtp2v.core.text.Labels;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.login.UserDialog;

/**
 * The questions of a log-in, and about parts of a disk that cannot be read, on the terminal. Called on the thread that
 * waits for the answer.
 *
 * @param questions
 *            asks
 * @param address
 *            the server's host and port
 */
record TerminalDialog(Questions questions, String address) implements ServerDialog, ReadErrorDialog {
    private static final Messages TEXT = Messages.beside(TerminalDialog.class);
    /** The same words as in the wizard. */
    private static final Messages WORDS = Messages.beside(UserDialog.class);

    @Override
    public void accepted(HostKey key) {
        // The user has accepted it here.
    }

    @Override
    public void retrying(ConnectionException why, int pauseSeconds, int secondsLeft) {
        if (secondsLeft == pauseSeconds) {
            questions.say(TEXT.get("retrying", String.valueOf(why.getMessage()), Integer.toString(pauseSeconds)));
        }
        questions.terminal().status(TEXT.get("retryingLeft", Integer.toString(secondsLeft)));
    }

    @Override
    public boolean trusts(HostKey key) {
        questions.heading(WORDS.get("hostkey.heading", address));
        questions.say(WORDS.get("hostkey.explanation"));
        questions.say(WORDS.get("hostkey.type", key.type(), Integer.toString(key.bits())));
        questions.say(WORDS.get("hostkey.named", key.fingerprint()));
        return questions.isSure(Labels.plain(WORDS.get("hostkey.trust")));
    }

    @Override
    public @Nullable Secret passphrase(String identityUrl, boolean wasWrong) {
        questions.say(WORDS.get(wasWrong ? "passphrase.wrong" : "passphrase.heading"));
        return questions.secret(TEXT.get("passphrase", identityUrl), false);
    }

    @Override
    public @Nullable List<Secret> answers(String name, String instruction, List<Prompt> prompts) {
        questions.heading(WORDS.get("questions.heading", address));
        for (String words : List.of(name, instruction)) {
            if (!words.isBlank()) {
                questions.say(words);
            }
        }
        List<Secret> answers = new ArrayList<>();
        for (Prompt prompt : prompts) {
            String label = prompt.text().strip().replaceFirst(":$", "");
            Secret answer = prompt.echo() ? shown(questions.text(label, "", any -> null))
                    : questions.secret(label, false);
            if (answer == null) {
                return null;
            }
            answers.add(answer);
        }
        return answers;
    }

    private static @Nullable Secret shown(@Nullable String answer) {
        return answer == null ? null : new Secret(answer);
    }

    /** {@inheritDoc} No answer is to stop. */
    @Override
    public Answer decide(SourceDisk disk, UnreadablePart part) {
        questions.heading(WORDS.get("readerror.heading", disk.name()));
        questions.say(WORDS.get("readerror.explanation", disk.name(), DiskLoss.describe(part)));
        for (String choice : List.of("stop", "zero", "always")) {
            questions.say(WORDS.get("readerror.meaning." + choice));
        }
        int chosen = questions.choose(TEXT.get("number"), List.of(Labels.plain(WORDS.get("readerror.stop")),
                Labels.plain(WORDS.get("readerror.zero")), Labels.plain(WORDS.get("readerror.always"))), 0);
        return switch (chosen) {
            case 1 -> Answer.ZERO;
            case 2 -> Answer.ALWAYS_ZERO;
            default -> Answer.STOP;
        };
    }
}
