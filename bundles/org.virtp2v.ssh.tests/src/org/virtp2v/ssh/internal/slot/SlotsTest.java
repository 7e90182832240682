package org.virtp2v.ssh.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.RunSlot;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.SlotRequest;
import org.virtp2v.ssh.internal.LabServer;
import org.virtp2v.ssh.internal.OutageLog;

/** Slots on a real server. */
@Timeout(120)
class SlotsTest {
    @AutoClose
    private static LabServer server;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void startServer() throws Exception {
        server = LabServer.start("--user");
    }

    @AfterEach
    void giveBack() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        OutageLog.await(() -> load(null).slots() == 0, 10);
        if (Files.isDirectory(directory())) {
            for (Path queued : waiting()) {
                Files.delete(queued);
            }
        }
    }

    private static ServerLogin login() {
        return server.labUser(false);
    }

    private static ServerLoad load(SlotRequest request) {
        try (ServerAccess access = server.access(login())) {
            return access.load(request, "/tmp", false);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** As another machine. */
    private Optional<RunSlot> take(SlotRequest request) throws Exception {
        ServerAccess access = server.access(login());
        RunSlot slot = access.slot(request);
        open.add(access);
        if (slot != null) {
            open.add(slot);
        }
        return Optional.ofNullable(slot);
    }

    private static SlotRequest request(int limit) {
        return new SlotRequest(limit, "web '$(touch /tmp/never)");
    }

    private static Path directory() throws Exception {
        String home = LabServer.run("getent", "passwd", server.user()).split(":")[5];
        String name = LabServer.run("hostname", "-s").strip();
        return Path.of(home, ".virt-p2v-slots-" + name + "-" + LabServer.run("id", "-u", server.user()).strip());
    }

    @Test
    void tellsHowBusyTheServerIs() throws Exception {
        ServerLoad load = load(null);
        assertThat(load.processors()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(load.load()).isBetween(0.0, 1000.0);
        assertThat(load.freeBytes()).isGreaterThan(1L << 20);
        assertThat(load.conversions()).isNotNegative();
        assertThat(load.ahead()).isZero();
    }

    @Test
    void givesAsManySlotsAsThereMayBe() throws Exception {
        assertThat(take(request(2))).isPresent();
        RunSlot second = take(request(2)).orElseThrow();
        assertThat(take(request(2))).isEmpty();
        assertThat(load(request(2)).slots()).isEqualTo(2);
        assertThat(load(request(2)).hasSlot(2)).isFalse();
        assertThat(take(request(9))).as("of a machine with another limit").isPresent();
        assertThat(Path.of(second.file())).hasParent(directory());
        assertThat(Files.getPosixFilePermissions(directory())).hasSize(3);
    }

    private static List<Path> waiting() throws Exception {
        try (var files = Files.newDirectoryStream(directory(), "wait.*")) {
            List<Path> all = new ArrayList<>();
            files.forEach(all::add);
            return all.stream().sorted().toList();
        }
    }

    @Test
    void neverGivesTheLastOneTwice() throws Exception {
        int machines = 8;
        List<SlotRequest> requests = new ArrayList<>();
        for (int i = 0; i < machines; i++) {
            requests.add(request(3));
        }
        List<Callable<Optional<RunSlot>>> all = requests.stream()
                .map(each -> (Callable<Optional<RunSlot>>) () -> takeAlone(each)).toList();
        int given = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<RunSlot>> slot : threads.invokeAll(all)) {
                given += slot.get().isPresent() ? 1 : 0;
            }
        }
        assertThat(given).isEqualTo(3);
        assertThat(waiting()).hasSize(machines - 3);
        for (SlotRequest each : requests) {
            try (ServerAccess access = server.access(login())) {
                access.leaveQueue(each);
            }
        }
        assertThat(waiting()).isEmpty();
    }

    private Optional<RunSlot> takeAlone(SlotRequest request) throws Exception {
        ServerAccess access = server.access(login());
        RunSlot slot = access.slot(request);
        synchronized (open) {
            open.add(access);
            if (slot != null) {
                open.add(slot);
            }
        }
        return Optional.ofNullable(slot);
    }

    @Test
    void aSlotThatIsFreeAgainBelongsToWhoHasWaitedLongest() throws Exception {
        RunSlot only = take(request(1)).orElseThrow();
        SlotRequest first = request(1);
        SlotRequest second = request(1);
        assertThat(load(first).ahead()).isZero();
        assertThat(load(second).ahead()).isEqualTo(1);
        only.close();
        OutageLog.await(() -> load(first).slots() == 0, 10);
        assertThat(load(second).hasSlot(1)).isFalse();
        assertThat(take(second)).isEmpty();
        RunSlot next = take(first).orElseThrow();
        next.close();
        OutageLog.await(() -> load(second).hasSlot(1), 10);
        assertThat(take(second)).isPresent();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void forgetsAMachineThatAsksNoMore() throws Exception {
        SlotRequest gone = request(1);
        load(gone);
        Path entry = waiting().getFirst();
        LabServer.run("touch", "-d", "-" + (ServerAccess.QUEUE_SECONDS + 5) + " seconds", entry.toString());
        assertThat(take(request(1))).isPresent();
        assertThat(entry).doesNotExist();
    }

    @Test
    void aRunKeepsItsSlotWhenItsMachineIsGone() throws Exception {
        RunSlot slot = take(request(1)).orElseThrow();
        Process run = new ProcessBuilder("flock", "-s", slot.file(), "sleep", "1000").start();
        try {
            OutageLog.await(() -> run.descendants().findAny().isPresent(), 10);
            slot.close();
            Thread.sleep(1000);
            assertThat(load(null).slots()).isEqualTo(1);
        } finally {
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly().waitFor();
        }
    }

    @Test
    void doesNotUseWhatIsNotTheUsersOwn() throws Exception {
        Path directory = directory();
        LabServer.run("rm", "-rf", directory.toString());
        LabServer.run("mkdir", "-m", "0777", directory.toString());
        try {
            ServerException e = catchThrowableOfType(ServerException.class, () -> take(request(1)));
            assertThat(e).hasMessageContaining(directory + " is not a directory of this user with mode 0700");
            LabServer.run("rmdir", directory.toString());
            LabServer.run("ln", "-s", "/tmp", directory.toString());
            assertThat(catchThrowableOfType(ServerException.class, () -> take(request(1)))).isNotNull();
        } finally {
            LabServer.run("rm", "-f", "-d", directory.toString());
        }
    }
}
