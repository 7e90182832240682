package org.virtp2v.ssh.internal;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;

/**
 * Answers what the server asks while logging in with a password (RFC 4252, section 8, and RFC 4256). The password is
 * given once in either way: being asked again means that it was refused. Host keys are never a matter of asking here.
 */
final class LoginPrompt implements UserInfo, UIKeyboardInteractive {

    /** There is no answer, so logging in ends here. JSch would go on, with wrong answers. */
    static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final @Nullable Secret password;
    private boolean prompted;
    private boolean interactive;

    LoginPrompt(@Nullable Secret password) {
        this.password = password;
    }

    @Override
    public @Nullable String getPassword() {
        return password == null ? null : password.reveal();
    }

    @Override
    public boolean promptPassword(String message) {
        boolean first = !prompted;
        prompted = true;
        return first && password != null;
    }

    @Override
    public String[] promptKeyboardInteractive(String destination, String name, String instruction, String[] prompt,
            boolean[] echo) {
        String[] answers = new String[prompt.length];
        for (int i = 0; i < prompt.length; i++) {
            if (password == null || interactive || echo[i]) {
                throw new NoAnswerException();
            }
            answers[i] = password.reveal();
        }
        interactive |= prompt.length > 0;
        return answers;
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
