package org.virtp2v.ssh.internal.inspection;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ConnectionException.Reason;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.HostName;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.script.Python;
import org.virtp2v.ssh.internal.script.RemoteShell;
import org.virtp2v.ssh.internal.script.Sshd;

/**
 * The server's end of a forwarded port, as the server sees it: first of all, where the port really listens. It was
 * asked to listen on localhost, but a server may be set up to listen on every address all the same (sshd_config(5),
 * {@code GatewayPorts yes}), and does not tell: then the whole network could read the disks.
 *
 * @param interpreter
 *            the Python that can run the relay there, an absolute path; null when none was looked for, or there is none
 * @param sshd
 *            the process that holds the port; null when it is not known
 */
public record Listening(@Nullable String interpreter, @Nullable Sshd sshd) {
    private static final Messages TEXT = Messages.beside(Listening.class);
    private static final BashScript SCRIPT = Python
            .functions(Sshd.functions(BashScript.beside(Listening.class, "listening.sh")));
    private static final Pattern INTERPRETER = Pattern.compile("(?m)^interpreter (/\\P{Cc}{1,4095})$");
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-F]{8}|[0-9A-F]{32}");
    private static final String LITTLE_ENDIAN = "1";

    /**
     * Refuses a port that others than the server itself can connect to.
     *
     * @param shell
     *            over the connection that has the forward
     * @param interpreters
     *            names or paths of programs, the best first, one of which may be a Python that can run the relay
     * @param stale
     *            the processes of connections that were lost, which may hold ports there still: they are ended
     * @throws ConnectionException
     *             when it listens on anything but loopback, when that cannot be seen, or when the connection is lost
     * @throws ServerException
     *             when bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public static Listening check(RemoteShell shell, int port, List<String> interpreters, List<Sshd> stale,
            ServerLogin login, Duration limit) throws ConnectionException, ServerException, InterruptedException {
        BashScript script = SCRIPT.with("port", port).with("interpreters", interpreters).with("stale",
                stale.stream().flatMap(sshd -> sshd.words().stream()).toList());
        String output = shell.run("cat /proc/net/tcp", script, List.of(), limit).output();
        List<InetAddress> all = addresses(output);
        String number = Integer.toString(port);
        if (all.isEmpty()) {
            throw refused("forward.unseen", login, number);
        }
        List<InetAddress> exposed = exposed(all);
        if (!exposed.isEmpty()) {
            throw refused("forward.exposed", login, number, exposed.stream()
                    .map(address -> HostName.normal(address.getHostAddress())).collect(Collectors.joining(", ")));
        }
        Matcher interpreter = INTERPRETER.matcher(output);
        return new Listening(interpreter.find() ? interpreter.group(1) : null, Sshd.in(output));
    }

    /** Understands what the script printed; what is no address is left out. */
    static List<InetAddress> addresses(String output) {
        Iterator<String> lines = output.lines().map(String::strip).iterator();
        boolean little = lines.hasNext() && lines.next().equals(LITTLE_ENDIAN);
        List<InetAddress> addresses = new ArrayList<>();
        while (lines.hasNext()) {
            String line = lines.next();
            if (ADDRESS.matcher(line).matches()) {
                addresses.add(address(HexFormat.of().parseHex(line), little));
            }
        }
        return addresses;
    }

    /** The kernel prints words of four bytes, each as a number. */
    private static InetAddress address(byte[] printed, boolean little) {
        byte[] address = new byte[printed.length];
        for (int i = 0; i < printed.length; i++) {
            address[i] = printed[little ? i ^ 3 : i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e); // of a length that the pattern does not let through
        }
    }

    /**
     * Those that are not loopback. Another program may listen on the same port of one other address; it is not sshd's
     * where sshd has loopback of that kind, for nobody can have that beside the address that stands for all.
     */
    static List<InetAddress> exposed(List<InetAddress> all) {
        return all.stream().filter(address -> !address.isLoopbackAddress()).filter(address -> all.stream()
                .noneMatch(other -> other.isLoopbackAddress() && isIpv4(other) == isIpv4(address))).toList();
    }

    private static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    private static ConnectionException refused(String key, ServerLogin login, String... details) {
        Object[] arguments = new Object[details.length + 1];
        arguments[0] = login.address();
        System.arraycopy(details, 0, arguments, 1, details.length);
        return new ConnectionException(Reason.FORWARDING_REFUSED, TEXT.get(key, arguments), null);
    }
}
