package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.ServerRun;
import org.virtp2v.core.server.ServerRun.State;
import org.virtp2v.core.server.ServerRuns;
import org.virtp2v.ssh.internal.LabServer;

/** The runs of a server, as somebody sees them who only looks. */
class RunListTest extends RemoteRunFixture {
    private static final String PROGRESS = "{\"guest\":\"é $(touch /tmp/never) 'x' \\u001b[31m\"}";
    private final List<Path> made = new ArrayList<>();

    @AfterEach
    void removeWhatWasMade() throws Exception {
        List<String> command = new ArrayList<>(List.of("rm", "-rf"));
        made.forEach(path -> command.add(path.toString()));
        LabServer.run(command.toArray(String[]::new));
    }

    private static ServerRuns.Listing list(ServerLogin login) throws Exception {
        try (ServerAccess access = server.access(login); ServerRuns runs = access.runs()) {
            return runs.list();
        }
    }

    private static Optional<ServerRun> find(ServerRuns.Listing listing, Path directory) {
        return listing.runs().stream().filter(run -> run.directory().equals(directory.toString())).findFirst();
    }

    /** A directory as a run of a user has it, with files of that content; a name that ends with a blank is a link. */
    private Path directory(String suffix, String owner, String... files) throws Exception {
        Path directory = Files.createDirectory(Path.of("/tmp/virt-p2v-20260101-" + suffix),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        made.add(directory);
        for (int i = 0; i < files.length; i += 2) {
            if (files[i].endsWith(" ")) {
                Files.createSymbolicLink(directory.resolve(files[i].strip()), Path.of(files[i + 1]));
            } else {
                Files.writeString(directory.resolve(files[i]), files[i + 1]);
            }
        }
        LabServer.run("chown", "-Rh", owner, directory.toString());
        return directory;
    }

    @Test
    void tellsHowEachRunIs() throws Exception {
        Path preparing = directory("aaaaaaa1", "root", "name", "web01\n");
        Path failed = directory("aaaaaaa2", "root", "name", "web02\n", "status", "1\n", "pid", "999999 1\n",
                "p2v-report.json", "{}", "progress.json", PROGRESS + "\n", "heartbeat", "");
        Path gaveUp = directory("aaaaaaa3", "root", "status", "98\n", "pid", "999999 1\n", "given-up", "");
        Path dead = directory("aaaaaaa4", "root", "status", "99\n", "pid", "999999 1\n");
        Files.setLastModifiedTime(failed.resolve("heartbeat"), FileTime.from(Instant.now().minusSeconds(500)));
        ServerRuns.Listing listing = list(server.root());

        assertThat(listing.everybody()).isTrue();
        ServerRun first = find(listing, preparing).orElseThrow();
        assertThat(first.state()).isEqualTo(State.PREPARING);
        assertThat(first.name()).isEqualTo("web01");
        assertThat(first.progress()).isEmpty();
        assertThat(first.heartbeatAge()).isNull();
        assertThat(first.owner()).isZero();
        ServerRun second = find(listing, failed).orElseThrow();
        assertThat(second.state()).isEqualTo(State.ENDED);
        assertThat(second.reported()).isTrue();
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.progress()).isEqualTo(PROGRESS);
        assertThat(second.heartbeatAge()).isBetween(Duration.ofSeconds(500), Duration.ofSeconds(560));
        assertThat(second.progressAge()).isLessThan(Duration.ofSeconds(60));
        assertThat(find(listing, gaveUp).orElseThrow().state()).isEqualTo(State.GAVE_UP);
        assertThat(find(listing, dead).orElseThrow().state()).isEqualTo(State.DEAD);
        assertThat(Path.of("/tmp/never")).doesNotExist();
    }

    @Test
    void knowsARunThatRunsByItsProcess() throws Exception {
        try (ServerAccess access = server.access(server.root());
                ServerRuns runs = access.runs();
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh",
                        "echo 99 > status; while [ ! -e go ]; do sleep 0.1; done; echo 0 > status\n"))) {
            Path directory = Path.of(run.directory());
            run.start();
            assertThat(find(runs.list(), directory).orElseThrow().state()).isEqualTo(State.RUNNING);
            Files.createFile(directory.resolve("go"));
            while (find(runs.list(), directory).orElseThrow().state() == State.RUNNING) {
                Thread.sleep(100);
            }
            assertThat(find(runs.list(), directory).orElseThrow().state()).isEqualTo(State.ENDED);
            assertThat(find(runs.list(), directory).orElseThrow().status()).isZero();
        }
    }

    /** Whatever another user has put there, nobody is shown what that user could not read himself. */
    @Test
    void readsTheFilesOfEachUserAsThatUser() throws Exception {
        String other = server.labUser(false).username();
        Path secret = Files.writeString(temp.resolve("secret"), "hunter2\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path theirs = directory("bbbbbbb1", other, "name ", secret.toString(), "progress.json ", secret.toString());
        Path honest = directory("bbbbbbb2", other, "name", "theirs\n", "progress.json", PROGRESS + "\n");
        Path ours = directory("bbbbbbb3", "root", "name", "ours\n");

        showsAll(list(server.root()), ours, honest, theirs);
        try (LabServer sudoers = LabServer.start("--user", "--sudoers", "USER ALL=(root) NOPASSWD: ALL", "--virt-v2v",
                v2v.toString());
                ServerAccess access = sudoers.access(sudoers.labUser(true));
                ServerRuns runs = access.runs()) {
            showsAll(runs.list(), ours, honest, theirs);
        }
        // sudo for virt-v2v alone is not enough
        assertThat(list(server.labUser(true)).everybody()).isFalse();
        ServerRuns.Listing own = list(server.labUser(false));
        assertThat(own.everybody()).isFalse();
        assertThat(find(own, honest)).isPresent();
        assertThat(find(own, ours)).isEmpty();
    }

    /** As on a server that has seen many. */
    @Test
    void hidesNobodysRunBehindManyOldOnes() throws Exception {
        Instant before = Instant.now().minusSeconds(1000);
        for (int i = 0; i < 401; i++) {
            Path old = Files.createDirectory(Path.of("/tmp/virt-p2v-20260101-dddd%04d".formatted(i)));
            made.add(old);
            Files.setLastModifiedTime(old, FileTime.from(before));
        }
        Path theirs = directory("bbbbbbb4", server.labUser(false).username(), "name", "theirs\n");

        ServerRuns.Listing all = list(server.root());
        assertThat(all.runs()).hasSize(400);
        assertThat(find(all, theirs)).isPresent();
    }

    private static void showsAll(ServerRuns.Listing all, Path ours, Path honest, Path theirs) {
        assertThat(all.everybody()).isTrue();
        assertThat(find(all, ours).orElseThrow().name()).isEqualTo("ours");
        assertThat(find(all, honest).orElseThrow().progress()).isEqualTo(PROGRESS);
        assertThat(find(all, honest).orElseThrow().owner()).isPositive();
        assertThat(find(all, theirs).orElseThrow().progress()).isEmpty();
        assertThat(all.toString()).doesNotContain("hunter2");
    }

    @Test
    void looksAtNothingElse() throws Exception {
        Path link = Path.of("/tmp/virt-p2v-20260101-ccccccc1");
        made.add(Files.createSymbolicLink(link, Files.createDirectory(temp.resolve("elsewhere"))));
        Path odd = Files.createDirectory(Path.of("/tmp/virt-p2v-20260101-ccc cc1\nrun x"));
        made.add(odd);
        assertThat(list(server.root()).runs()).extracting(ServerRun::directory)
                .allMatch(name -> name.matches("/tmp/virt-p2v-\\d{8}-[0-9a-z]{8}")).doesNotContain(link.toString());
    }

    @Test
    void saysThatTheConnectionIsLost() throws Exception {
        try (ServerAccess access = server.access(server.root()); ServerRuns runs = access.runs()) {
            runs.list();
            server.cutConnections();
            assertThatExceptionOfType(ConnectionException.class).isThrownBy(runs::list);
        }
    }
}
