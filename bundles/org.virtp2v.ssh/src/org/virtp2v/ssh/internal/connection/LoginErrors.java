package org.virtp2v.ssh.internal.connection;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.identity.Credentials;

/** Says why a server let nobody in (RFC 4252): which of what was offered it refused, and what it would take instead. */
final class LoginErrors {
    private static final Messages TEXT = Messages.beside(LoginErrors.class);
    /** What JSch says when the server went on offering other methods than those that were tried. */
    private static final Pattern METHODS = Pattern.compile("for methods '([^']*)'");

    private final ServerLogin login;
    private final Credentials credentials;
    private final boolean withIdentity;
    private final boolean withPassword;
    private final LoginPrompt prompt;

    LoginErrors(ServerLogin login, Credentials credentials, LoginPrompt prompt) {
        this.login = login;
        this.credentials = credentials;
        this.withIdentity = credentials.withIdentity();
        this.withPassword = credentials.password() != null;
        this.prompt = prompt;
    }

    /** The methods that the server went on offering, by what JSch says; empty when it did not say so. */
    static List<String> offered(@Nullable Throwable cause) {
        Matcher methods = METHODS.matcher(cause == null ? "" : Causes.text(cause));
        return methods.find() ? List.of(methods.group(1).split(",")) : List.of();
    }

    /** A person was asked and was not there; the next attempt may find one. */
    ConnectionException nobodyAnswered() {
        return error("login.nobody", null, "");
    }

    /** The log-in did not succeed. */
    ConnectionException refused(Throwable cause) {
        String answered = prompt.userAnswered();
        if (cause instanceof LoginPrompt.NoAnswerException unanswered) {
            return answered != null && unanswered.again() ? refused(cause, answered)
                    : unanswered(cause, unanswered.question());
        }
        List<String> offers = offered(cause);
        if (offers.isEmpty()) {
            return error("login.closed", cause, Causes.text(cause));
        }
        if (answered != null) {
            return refused(cause, answered);
        }
        String offered = String.join(", ", offers);
        boolean passwords = offers.contains("password") || offers.contains("keyboard-interactive");
        if (withIdentity) {
            return error(offers.contains("publickey") ? "login.identity" : !credentials.signed() ? "login.noIdentities"
                    : withPassword && passwords ? "login.furtherRefused" : "login.further", cause, offered);
        }
        if (!withPassword) {
            return error(passwords ? "login.nothing" : "login.nothingIdentity", cause, offered);
        }
        return error(passwords ? "login.password" : "login.noPasswords", cause, offered);
    }

    private ConnectionException unanswered(Throwable cause, String question) {
        if (credentials.wantsMore()) {
            return credentials.signed() ? error("login.further", cause, question.isEmpty() ? "password" : question)
                    : error(question.isEmpty() || !withPassword ? "login.noIdentities" : "login.question", cause,
                            question.isEmpty() ? "password" : question);
        }
        if (!question.isEmpty()) {
            return error("login.question", cause, question);
        }
        return error(withPassword ? "login.password" : "login.nothing", cause, "");
    }

    /** The server does not say which of the answers was wrong. */
    private ConnectionException refused(Throwable cause, String question) {
        return error(withPassword ? "login.passwordOrAnswer" : "login.answer", cause, question);
    }

    private ConnectionException error(String key, @Nullable Throwable cause, String detail) {
        boolean rootPassword = key.equals("login.password") && login.username().equals("root");
        return new ConnectionException(Reason.LOGIN_REFUSED, TEXT.get(rootPassword ? "login.rootPassword" : key,
                login.address(), login.username(), detail), cause);
    }
}
