package org.virtp2v.ssh.internal.inspection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final Pattern VERSION = Pattern.compile("(?m)^virt-v2v:? ((\\d{1,6})\\.(\\d{1,6})(\\.\\d{1,6})*)");
    private static final String FEATURE = "libguestfs-rewrite";
    private static final int OLDEST_MAJOR = 1;
    private static final int OLDEST_MINOR = 28;
    private static final int COMMAND_NOT_FOUND = 127;
    private static final int EXCERPT = 300;

    private final ServerLogin login;
    private final List<String> command;

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
        if (login.sudo() && features.errors().contains("sudo: ")) {
            throw failed(features.status(), features.errors());
        }
        throw new ServerException(Reason.VIRT_V2V_TOO_OLD, TEXT.get("v2v.noFeatures", login.address(), number), null);
    }

    private RemoteShell.Result ask(String option, boolean merged, RemoteShell shell, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        List<String> asked = new ArrayList<>(command);
        asked.add(option);
        return shell.run(String.join(" ", command), SCRIPT.with("command", asked).with("merged", merged), List.of(),
                limit);
    }

    private String version(String text) throws ServerException {
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

    private ServerInfo info(String version, String text) throws ServerException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<String> lines = text.lines().map(String::strip).toList();
        for (String line : lines) {
            if (line.startsWith("input:")) {
                inputs.add(line.substring("input:".length()));
            } else if (line.startsWith("output:") && !line.equals("output:vdsm")) {
                outputs.add(line.substring("output:".length()));
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

    private ServerException failed(int status, String text) {
        String user = login.username();
        if (login.sudo() && text.contains("sudo: command not found")) {
            return new ServerException(Reason.SUDO_REFUSED, TEXT.get("sudo.missing", login.address()), null);
        }
        if (text.contains("virt-v2v: command not found") || !login.sudo() && status == COMMAND_NOT_FOUND) {
            return new ServerException(Reason.NO_VIRT_V2V, TEXT.get("v2v.missing", login.address()), null);
        }
        if (login.sudo() && (text.contains("password is required") || text.contains("terminal is required"))) {
            return new ServerException(Reason.SUDO_NEEDS_PASSWORD, TEXT.get("sudo.password", login.address(), user),
                    null);
        }
        if (login.sudo() && (text.contains("not allowed") || text.contains("not in the sudoers")
                || text.contains("may not run sudo") || text.contains("sudo: "))) {
            return new ServerException(Reason.SUDO_REFUSED,
                    TEXT.get("sudo.refused", login.address(), user, excerpt(text)), null);
        }
        return new ServerException(Reason.NOT_UNDERSTOOD,
                TEXT.get("v2v.failed", login.address(), String.valueOf(status), excerpt(text)), null);
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
