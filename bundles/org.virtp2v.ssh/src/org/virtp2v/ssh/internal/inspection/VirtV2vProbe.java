package org.virtp2v.ssh.internal.inspection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Terminal;

/** Queries version and features of virt-v2v on the server, see virt-v2v(1), {@code --machine-readable}. */
public final class VirtV2vProbe {
    private static final Messages TEXT = Messages.beside(VirtV2vProbe.class);
    private static final BashScript SCRIPT = BashScript.beside(VirtV2vProbe.class, "virt-v2v.sh");
    private static final Pattern VERSION = Pattern
            .compile("(?m)^virt-v2v:? ((\\d{1,6})\\.(\\d{1,6})(\\.\\d{1,6}){0,4})");
    /** No other name can be an argument of virt-v2v, or is shown to people. */
    private static final Pattern MODE = Pattern.compile("(input|output):([\\w.+-]{1,64})");
    private static final String FEATURE = "libguestfs-rewrite";
    /** As in the C program, which refuses the experimental 1.27 and what was before it. All else is asked for. */
    private static final int OLDEST_MAJOR = 1;
    private static final int OLDEST_MINOR = 28;
    private static final int COMMAND_NOT_FOUND = 127;
    /** sudo's words and sudo-rs's, which has the program's name in quotes. */
    private static final Pattern NOT_FOUND = Pattern.compile("virt-v2v'?: command not found");
    private static final Pattern NO_SUDO = Pattern.compile("(?<!virt-v2v)\\bsudo: command not found");
    private static final Pattern ASKS = Pattern
            .compile("password is required|terminal is required|interactive authentication is required");
    private static final Pattern REFUSES = Pattern.compile("not allowed|not in the sudoers|may not run sudo"
            + "|you must have a tty|I'm afraid I can't do that|(?m)^sudo(-rs)?: ");
    private static final int EXCERPT = 300;
    private static final String FOUND = "found ";

    private final ServerLogin login;
    private final List<String> command;
    private final String marker = RemoteShell.randomMarker();

    public VirtV2vProbe(ServerLogin login) {
        this.login = login;
        this.command = login.sudo() ? List.of("sudo", "-n", "virt-v2v") : List.of("virt-v2v");
    }

    /**
     * Asks.
     *
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when sudo or virt-v2v does not answer as it must
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public ServerInfo run(RemoteShell shell, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        RemoteShell.Result version = ask("--version", true, shell, limit);
        String text = version.output();
        if (version.status() != 0) {
            throw failed(version.status(), text);
        }
        String number = version(text);
        RemoteShell.Result features = ask("--machine-readable", false, shell, limit);
        if (features.status() == 0) {
            return info(number, features.output());
        }
        if (login.sudo() && REFUSES.matcher(features.errors()).find()) {
            throw failed(features.status(), features.errors());
        }
        throw new ServerException(Reason.VIRT_V2V_TOO_OLD, TEXT.get("v2v.noFeatures", login.address(), number), null);
    }

    private RemoteShell.Result ask(String option, boolean merged, RemoteShell shell, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        List<String> asked = new ArrayList<>(command);
        asked.add(option);
        BashScript script = SCRIPT.with("command", asked).with("merged", merged).with("sudo", login.sudo())
                .with("marker", marker);
        return shell.forSudo().run(String.join(" ", command), script, List.of(), limit);
    }

    /** What {@code --version} said. */
    String version(String text) throws ServerException {
        Matcher version = VERSION.matcher(text);
        if (!version.find()) {
            throw notUnderstood(text);
        }
        int major = Integer.parseInt(version.group(2));
        int minor = Integer.parseInt(version.group(3));
        if (major < OLDEST_MAJOR || major == OLDEST_MAJOR && minor < OLDEST_MINOR) {
            throw new ServerException(Reason.VIRT_V2V_TOO_OLD,
                    TEXT.get("v2v.tooOld", login.address(), version.group(1)), null);
        }
        return version.group(1);
    }

    /** What {@code --machine-readable} said. */
    ServerInfo info(String version, String text) throws ServerException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<String> lines = text.lines().map(String::strip).toList();
        for (String line : lines) {
            Matcher mode = MODE.matcher(line);
            if (mode.matches() && !mode.group(2).equals("vdsm")) {
                (mode.group(1).equals("input") ? inputs : outputs).add(mode.group(2));
            }
        }
        if (!lines.contains(FEATURE)) {
            throw new ServerException(Reason.VIRT_V2V_TOO_OLD, TEXT.get("v2v.noFeatures", login.address(), version),
                    null);
        }
        if (outputs.isEmpty()) {
            throw notUnderstood(text);
        }
        return new ServerInfo(version, lines.contains("colours-option"), inputs, outputs);
    }

    /** Why virt-v2v cannot be run. */
    ServerException failed(int status, String output) {
        List<String> hints = output.lines().filter(line -> line.startsWith(marker + " "))
                .map(line -> line.substring(marker.length() + 1)).toList();
        String text = output.lines().filter(line -> !line.startsWith(marker)).collect(Collectors.joining("\n"));
        return login.sudo() ? failedWithSudo(status, text, hints)
                : status == COMMAND_NOT_FOUND || NOT_FOUND.matcher(text).find()
                        ? failure(Reason.NO_VIRT_V2V, "v2v.missing") : failedItself(status, text);
    }

    private ServerException failedWithSudo(int status, String text, List<String> hints) {
        String user = login.username();
        if (hints.contains("no-terminal")) {
            return failure(Reason.CANNOT_STOP, "sudo.noTerminal", user);
        }
        if (NO_SUDO.matcher(text).find()) {
            return failure(Reason.SUDO_REFUSED, "sudo.missing");
        }
        Optional<String> found = hints.stream().filter(hint -> hint.startsWith(FOUND))
                .map(hint -> excerpt(hint.substring(FOUND.length()))).findFirst();
        if (NOT_FOUND.matcher(text).find()) {
            return found.map(place -> failure(Reason.NO_VIRT_V2V, "sudo.path", place,
                    place.substring(0, Math.max(1, place.lastIndexOf('/')))))
                    .orElseGet(() -> failure(Reason.NO_VIRT_V2V, "v2v.missing"));
        }
        boolean asks = ASKS.matcher(text).find();
        boolean refuses = REFUSES.matcher(text).find();
        if ((asks || refuses) && hints.contains("other-rules")) {
            return failure(Reason.SUDO_REFUSED, "sudo.otherRules", user, found.orElse("/usr/bin/virt-v2v"),
                    inSudoers(user));
        }
        if (asks) {
            return failure(Reason.SUDO_NEEDS_PASSWORD, "sudo.password", user, inSudoers(user));
        }
        return refuses ? failure(Reason.SUDO_REFUSED, "sudo.refused", user, excerpt(text))
                : failedItself(status, text);
    }

    /** A user as sudoers(5) spells it: some names of Active Directory have a backslash or blanks. */
    static String inSudoers(String user) {
        return user.replaceAll("[!=:,()\\\\\"#\\s]", "\\\\$0");
    }

    private ServerException failedItself(int status, String text) {
        return failure(Reason.NOT_UNDERSTOOD, "v2v.failed", String.valueOf(status), excerpt(text));
    }

    private ServerException failure(Reason reason, String key, String... details) {
        Object[] arguments = new Object[details.length + 1];
        arguments[0] = login.address();
        System.arraycopy(details, 0, arguments, 1, details.length);
        return new ServerException(reason, TEXT.get(key, arguments), null);
    }

    private ServerException notUnderstood(String text) {
        return new ServerException(Reason.NOT_UNDERSTOOD, TEXT.get("v2v.notUnderstood", login.address(), excerpt(text)),
                null);
    }

    private static String excerpt(String text) {
        String plain = Terminal.plain(text).strip();
        return plain.length() <= EXCERPT ? plain : plain.substring(0, EXCERPT) + "…";
    }
}
