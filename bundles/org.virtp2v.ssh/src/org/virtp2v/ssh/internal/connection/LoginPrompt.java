package org.virtp2v.ssh.internal.connection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerDialog;
import org.virtp2v.core.server.ServerDialog.Prompt;
import org.virtp2v.core.text.Messages;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;

/**
 * Answers prompts of the server while logging in with a password (RFC 4252, section 8, and RFC 4256). The password
 * answers the first single question whose answer is not to be shown, once: being asked the same again means that it was
 * refused, unless the user had answered other questions since. Then only the server knows which one was wrong, and all
 * of them are the user's, as other questions are from the beginning. Host keys are never a matter of asking here.
 */
public final class LoginPrompt implements UserInfo, UIKeyboardInteractive {

    /** There is no answer, so logging in ends here. JSch would go on, with wrong answers. */
    static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String question;
        private final boolean again;

        NoAnswerException(String question, boolean again) {
            this.question = question;
            this.again = again;
        }

        /** The server's prompts; empty when the password was refused, or none was given. */
        String question() {
            return question;
        }

        /** Whether the server repeats a prompt, so it refused the answer. */
        boolean again() {
            return again;
        }
    }

    private static final Messages TEXT = Messages.beside(LoginPrompt.class);
    /** What asks for a password where other things may be asked for too. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)passw|kennwort|contraseñ|mot de passe");

    private final @Nullable Secret password;
    private final boolean afterIdentity;
    private @Nullable Secret typed;
    private final ServerDialog dialog;
    private final LoginTime time;
    private final Set<String> asked = new HashSet<>();
    private boolean prompted;
    private boolean told;
    private @Nullable String answered;
    private @Nullable String userAnswered;

    /**
     * @param password
     *            the password; null when there is none
     * @param dialog
     *            answers prompts that the password does not answer
     * @param time
     *            stands still while it is asked
     */
    public LoginPrompt(@Nullable Secret password, ServerDialog dialog, LoginTime time) {
        this(password, false, dialog, time);
    }

    /**
     * @param afterIdentity
     *            whether the server asks besides an identity: then the user is asked for a password too, and the
     *            password that was given answers only what asks for one
     */
    public LoginPrompt(@Nullable Secret password, boolean afterIdentity, ServerDialog dialog, LoginTime time) {
        this.password = password;
        this.afterIdentity = afterIdentity;
        this.dialog = dialog;
        this.time = time;
    }

    @Override
    public @Nullable String getPassword() {
        Secret last = typed;
        Secret given = last == null ? password : last;
        return given == null ? null : given.reveal();
    }

    @Override
    public boolean promptPassword(String message) {
        boolean first = !prompted;
        prompted = true;
        if (first && password != null) {
            return true;
        }
        if (!afterIdentity) {
            return false;
        }
        List<Secret> answers = time
                .ask(() -> dialog.answers("", "", List.of(new Prompt(TEXT.get("prompt.password"), false))));
        if (answers == null || answers.size() != 1) {
            throw new NoAnswerException("", !first || password != null);
        }
        typed = answers.getFirst();
        return true;
    }

    @Override
    public String[] promptKeyboardInteractive(String destination, String name, String instruction, String[] prompt,
            boolean[] echo) {
        if (prompt.length == 0) {
            told |= !instruction.isBlank();
            return new String[0];
        }
        boolean single = prompt.length == 1 && !echo[0];
        if (single && userAnswered == null && prompt[0].equals(answered)) {
            throw new NoAnswerException("", true);
        }
        boolean again = !asked.addAll(List.of(prompt));
        boolean mayBeAnother = afterIdentity || prompted;
        Secret given = password;
        if (single && answered == null && given != null
                && (!mayBeAnother || PASSWORD.matcher(prompt[0]).find())) {
            answered = prompt[0];
            return new String[] { given.reveal() };
        }
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < prompt.length; i++) {
            prompts.add(new Prompt(prompt[i], echo[i]));
        }
        List<Secret> answers = time.ask(() -> dialog.answers(name, instruction, prompts));
        if (answers == null || answers.size() != prompt.length) {
            throw new NoAnswerException(single && password == null ? "" : prompt[prompt.length - 1].strip(),
                    again);
        }
        userAnswered = prompt[prompt.length - 1].strip();
        return answers.stream().map(Secret::reveal).toArray(String[]::new);
    }

    /** Whether a person had a part in the log-in: answered something, or was told something, such as to confirm it. */
    public boolean neededPerson() {
        return userAnswered != null || typed != null || told;
    }

    /** The last question that the user answered; null when there was none. */
    @Nullable
    String userAnswered() {
        return userAnswered;
    }

    @Override
    public @Nullable String getPassphrase() {
        return null;
    }

    @Override
    public boolean promptPassphrase(String message) {
        return false;
    }

    @Override
    public boolean promptYesNo(String message) {
        return false;
    }

    @Override
    public void showMessage(String message) {
        // banners are for people at a terminal
    }
}
