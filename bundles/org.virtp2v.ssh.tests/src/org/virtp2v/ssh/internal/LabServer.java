package org.virtp2v.ssh.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.Dialer;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.Link;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.ssh.internal.connection.CipherChoice;
import org.virtp2v.ssh.internal.connection.Connector;

/** A real conversion server on this machine, made by {@code releng/lab/conversion-server}; gone when it is closed. */
public record LabServer(Map<String, String> values) implements AutoCloseable {

    public static LabServer start(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script().toString(), "start", "--kvm", "no", "--supervise",
                String.valueOf(ProcessHandle.current().pid())));
        command.addAll(Arrays.asList(options));
        Map<String, String> values = new HashMap<>();
        for (String line : run(command).lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1).replaceAll("^'|'$", ""));
            }
        }
        return new LabServer(values);
    }

    /** Runs a command on this machine and returns what it prints to standard output. */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("lab", ".err");
        try {
            Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed: " + Files.readString(errors) + output);
            }
            return output;
        } finally {
            Files.delete(errors);
        }
    }

    public static String run(String... command) throws IOException, InterruptedException {
        return run(List.of(command));
    }

    private static Path script() {
        return checkout().resolve("releng/lab/conversion-server");
    }

    /** The checkout. */
    public static Path checkout() {
        for (Path dir = Path.of(System.getProperty("user.dir")); dir != null; dir = dir.getParent()) {
            if (Files.exists(dir.resolve("releng/lab/conversion-server"))) {
                return dir;
            }
        }
        throw new IllegalStateException("no releng/lab above " + System.getProperty("user.dir"));
    }

    public String host() {
        return values.get("P2V_LAB_HOST");
    }

    public int port() {
        return Integer.parseInt(values.get("P2V_LAB_PORT"));
    }

    public Path dir() {
        return Path.of(values.get("P2V_LAB_DIR"));
    }

    public String identity() {
        return values.get("P2V_LAB_IDENTITY");
    }

    public Path knownHosts() {
        return Path.of(values.get("P2V_LAB_KNOWN_HOSTS"));
    }

    public String user() {
        return values.get("P2V_LAB_USER");
    }

    public Secret password() {
        return new Secret(values.get("P2V_LAB_PASSWORD"));
    }

    public String fingerprint() {
        return values.get("P2V_LAB_HOST_FINGERPRINT");
    }

    public ServerLogin root() {
        return new ServerLogin(host(), port(), "root", null, "file://" + identity(), false);
    }

    public ServerLogin labUser(boolean sudo) {
        return new ServerLogin(host(), port(), user(), null, identity(), sudo);
    }

    public ServerLogin withPassword() {
        return new ServerLogin(host(), port(), user(), password(), null, false);
    }

    public ServerAccess access(ServerLogin login) throws Exception {
        return new SshConversionServer(options()).access(login, key -> {
        });
    }

    /** With a relay, which these programs may run. */
    public ServerAccess access(ServerLogin login, List<String> interpreters) throws Exception {
        return new SshConversionServer(options().with(interpreters)).access(login, key -> {
        });
    }

    /** As on a processor for which this is the choice. */
    public ServerAccess access(ServerLogin login, CipherChoice ciphers) throws Exception {
        return new SshConversionServer(options(), () -> ciphers).access(login, key -> {
        });
    }

    /** What a survey finds, over a connection of its own. */
    public ServerFacts survey(ServerLogin login, SurveyRequest request) throws Exception {
        try (ServerAccess access = access(login); ServerInspection inspection = access.inspect()) {
            return inspection.survey(request);
        }
    }

    /** The product's options, but the lab's known_hosts and shorter limits. */
    public SshOptions options() {
        return options(List.of(knownHosts()), Duration.ofSeconds(30));
    }

    public static SshOptions options(List<Path> knownHosts, Duration limit) {
        return new SshOptions(knownHosts, limit, limit, limit, Duration.ofSeconds(20), 3, Clock.systemUTC(),
                RandomGenerator.getDefault());
    }

    /** Without known host keys, and with these pauses, in seconds, before further tries. */
    public static SshOptions retrying(Integer... pauses) {
        SshOptions normal = options(List.of(), Duration.ofSeconds(20));
        return new SshOptions(normal.knownHosts(), normal.connectLimit(), normal.fetchLimit(), normal.scriptLimit(),
                normal.aliveInterval(), normal.aliveCount(),
                List.of(pauses).stream().map(Duration::ofSeconds).toList(), List.of(), normal.clock(),
                normal.random());
    }

    /** Leads to nothing: of a disk that nobody reads. */
    public static Dialer unused() {
        return () -> {
            throw new IOException("unused");
        };
    }

    /**
     * Ends the sshd processes of all connections, as if the network had gone; what runs in them stays. From OpenSSH 9.8
     * on they are other programs than the one that listens.
     */
    public void cutConnections() {
        try {
            run("bash", "-c", """
                    for p in $(pgrep -P %s); do cut+=" $(pgrep -x -P $p 'sshd(-session|-auth)?' | xargs) $p"; done
                    kill -KILL $cut
                    # They close their files some time after they were told to end.
                    for p in $cut; do while [ -e /proc/$p/fd/0 ]; do sleep 0.01; done; done
                    """.formatted(values.get("P2V_LAB_PID")));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends the server and everything that runs in it. */
    public void stop() throws IOException {
        try {
            run(script().toString(), "stop", "--dir", dir().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // --supervise stops it in the end
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    /** What makes the connections of an access. */
    public static Connector connector(ServerAccess access) {
        return ((SshServerAccess) access).connector();
    }

    /** A data connection to anything, of a disk that does not matter. */
    public static DataConnection data(ServerAccess access, Dialer dialer)
            throws ConnectionException, ServerException, InterruptedException {
        return access.openDataConnection(Link.disk(1), dialer, ExportKey.random());
    }
}
