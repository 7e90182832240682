package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.ssh.internal.LabServer;

/** What is put on the server for a run, and how it is started. */
class RemoteRunStartTest extends RunStartFixture {
    @Test
    void nothingHasToBeStoppedWhereNothingHasStarted() throws Exception {
        try (ServerAccess access = server.access(server.root()); RemoteRun run = prepare(access)) {
            LabServer.run("rm", run.directory() + "/launch.sh");
            assertThatThrownBy(run::start).isInstanceOf(ServerException.class);
            assertThat(run.stop(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void saysWhenItDoesNotStart() throws Exception {
        try (ServerAccess access = server.access(server.root()); RemoteRun run = prepare(access)) {
            LabServer.run("rm", "-rf", run.directory());
            ServerException e = catchThrowableOfType(ServerException.class, run::start);
            assertThat(e).hasMessageContaining("did not start").hasMessageContaining("No such file or directory");
        }
    }

    @Test
    void runsTheWrapperInAPlainEnvironment() throws Exception {
        try (LabServer noisy = LabServer.start("--noisy", "--shell", "/bin/bash")) {
            Run run = run(noisy, noisy.labUser(false),
                    "echo $LANG ${LC_ALL-none}; umask; type -t sudo; echo 0 > status");
            assertThat(run.output).isEqualTo("C none\n0022\nfile\n");
        }
    }

    @Test
    void tellsWhetherAFileIsThereAlsoOverAnotherConnection() throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access,
                        file("virt-v2v-wrapper.sh", "touch guest-started\necho 0 > status\n"))) {
            assertThat(run.hasFile("guest-started")).isFalse();
            run.start();
            run.follow(text -> {
            }, () -> "{}");
            server.cutConnections();
            assertThat(run.hasFile("guest-started")).isTrue();
            assertThat(run.hasFile("another")).isFalse();
        }
    }
}
