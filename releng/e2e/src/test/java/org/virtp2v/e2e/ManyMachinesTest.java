package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;

/** Many machines that begin at one moment, two servers, and a limit of what may run on each. */
class ManyMachinesTest {
    private static final int MACHINES = Checkout.isFullRun() ? 50 : 4;
    private static final int LIMIT = Checkout.isFullRun() ? 4 : 2;
    /** So that conversions of others on this machine are not taken for these. */
    private static final String NAMES = "many" + ProcessHandle.current().pid() + "-";
    private static final Duration SOON = Duration.ofMinutes(Checkout.isFullRun() ? 60 : 4);
    private static final String OTHER_HOST = "127.0.0.2";
    private static final Pattern CHOSEN = Pattern.compile("Server (\\S+) chosen");
    /** Two servers on one machine must not share the directory with the slots. */
    private static final List<String> OWN_RUN = List.of("unshare", "-m", "sh", "-c",
            "mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/sshd && exec \"$@\"", "sh");
    @TempDir(factory = VarTmp.class)
    Path work;

    @Test
    void allEndAndNoServerHasMoreThanItMay() throws Exception {
        var copying = new Copying(work);
        copying.addDisk(1 << 20);
        copying.pauseBeforeTheCopy(1);
        try (LabServer one = copying.server(OWN_RUN);
                LabServer other = copying.server(OWN_RUN, "--sshd",
                        "AuthorizedKeysFile " + one.dir().resolve("authorized_keys"), "--sshd",
                        "ListenAddress " + OTHER_HOST + ":" + one.port())) {
            Figures.prove(MACHINES + " machines at one moment on two servers, " + LIMIT + " at a time on each",
                    "all end, on both servers, never more at a time", () -> {
                        long began = System.nanoTime();
                        List<Product> machines = new ArrayList<>();
                        for (int i = 0; i < MACHINES; i++) {
                            machines.add(copying.start(List.of(), "127.0.0.1," + OTHER_HOST, one, one.port(), NAMES + i,
                                    " p2v.max_running=" + LIMIT));
                        }
                        int most = watch(machines, copying.output());
                        for (int i = 0; i < MACHINES; i++) {
                            copying.assertCopied(machines.get(i), NAMES + i);
                        }
                        Map<String, JsonObject> told = FleetStatus.of(one);
                        for (int i = 0; i < MACHINES; i++) {
                            assertThat(told.get(NAMES + i)).as(NAMES + i + " in " + told.keySet())
                                    .satisfies(run -> assertThat(run.get("state").getAsString()).isEqualTo("finished"));
                        }
                        assertThat(most).isBetween(1, 2 * LIMIT);
                        assertThat(chosen(machines)).containsExactlyInAnyOrder("127.0.0.1", OTHER_HOST);
                        return Figures.seconds(Duration.ofNanos(System.nanoTime() - began)) + " in all, " + most
                                + " at a time";
                    });
        }
    }

    /** Until all have ended; returns how many virt-v2v ran at one moment at most. */
    private static int watch(List<Product> machines, Path output) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        int most = 0;
        while (machines.stream().anyMatch(Product::isAlive)) {
            assertThat(System.nanoTime()).as("nobody waits for ever").isLessThan(end);
            most = Math.max(most, running(output));
            Thread.sleep(200);
        }
        return most;
    }

    /** Each run has a directory of its own; shells of one may look like two for a moment. */
    private static int running(Path output) {
        Set<Path> directories = ProcessHandle.allProcesses()
                .filter(process -> command(process.pid())
                        .matches("(?s).*/virt-v2v\0.*" + Pattern.quote(output + "\0") + ".*"))
                .map(process -> directory(process.pid())).collect(Collectors.toSet());
        directories.remove(Path.of(""));
        return directories.size();
    }

    private static String command(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private static Path directory(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd"));
        } catch (IOException e) {
            return Path.of("");
        }
    }

    private static Set<String> chosen(List<Product> machines) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Product machine : machines) {
            all.append(machine.output());
        }
        return CHOSEN.matcher(all).results().map((MatchResult found) -> found.group(1)).collect(Collectors.toSet());
    }
}
