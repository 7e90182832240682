package org.virtp2v.ssh.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.GuestCheck;
import org.virtp2v.core.server.GuestClaim;
import org.virtp2v.core.server.RemoteRun;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.LabServer;

/** Who has a guest's name on a real server, and what a run says that could not have it. */
class ClaimTest extends RemoteRunFixture {
    private final List<Process> holders = new ArrayList<>();
    private final List<Path> places = new ArrayList<>();
    private final GuestClaim claim = new GuestClaim("web $1 'x", temp.resolve("images").toString(), null, null, false);

    @AfterEach
    void releaseAll() throws Exception {
        for (Process holder : holders) {
            holder.destroyForcibly().waitFor();
        }
        for (Path place : places) {
            LabServer.run("bash", "-c", "rm -f -- $(sed 's/$/-*.lock/' " + place.resolve("taken") + ")");
        }
    }

    /** Takes the claim as another run does, until it is killed. */
    private Process hold(GuestClaim held, String user) throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path place = Files.createTempDirectory(temp, "holder");
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path script = Files.writeString(place.resolve("hold"),
                held.functionsFor(BashScript.beside(ClaimTest.class, "hold-claim.sh")).text());
        Path taken = place.resolve("taken");
        places.add(place);
        var builder = new ProcessBuilder("setpriv", "--reuid=" + user, "--regid=nogroup", "--clear-groups", "bash",
                script.toString(), taken.toString()).directory(place.toFile()).inheritIO();
        builder.environment().put("SSH_CONNECTION", "192.0.2.7 40000 192.0.2.1 22");
        Process holder = builder.start();
        holders.add(holder);
        while (!Files.exists(taken) || Files.size(taken) == 0) {
            assertThat(holder.isAlive()).isTrue();
            Thread.sleep(20);
        }
        return holder;
    }

    private static ClaimHolder look(ServerLogin login, GuestClaim claim) throws Exception {
        try (ServerAccess access = server.access(login); ServerInspection inspection = access.inspect()) {
            return inspection.holderOf(claim);
        }
    }

    @ParameterizedTest
    @CsvSource({ "root, root", "root, other", "daemon, root", "daemon, other" })
    void seesWhoHasTheName(String holder, String looker) throws Exception {
        ServerLogin login = looker.equals("root") ? server.root() : server.labUser(false);
        assertThat(look(login, claim)).isNull();
        Process other = hold(claim, holder);
        ClaimHolder seen = look(login, claim);
        assertThat(seen.guest()).isEqualTo("web $1 'x");
        assertThat(seen.address()).isEqualTo("192.0.2.7");
        assertThat(seen.user()).isEqualTo(holder);
        assertThat(seen.directory()).startsWith(temp.resolve("holder").toString());
        assertThat(seen.since()).isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
        assertThat(look(login, new GuestClaim("web2", claim.directory(), null, null, false))).isNull();
        other.destroyForcibly().waitFor();
        assertThat(look(login, claim)).isNull();
    }

    @Test
    void leavesNothingBehindAndHoldsNothingUp() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(look(server.root(), new GuestClaim("g" + i, claim.directory(), null, null, false))).isNull();
        }
        assertThat(LabServer.run("bash", "-c", "ls -d /tmp/.virt-p2v-claim.* 2>/dev/null || true")).isEmpty();
        hold(claim, "root").destroyForcibly().waitFor();
        assertThat(look(server.root(), claim)).isNull();
        hold(claim, "root"); // whatever lock file the first has left
    }

    @Test
    void seesAGuestOfLibvirtByWhatItIsToldOfThePool() throws Exception {
        Path node = Files.writeString(temp.resolve("node.xml"), "<node><pool type='dir'><name>vms</name><target><path>"
                + claim.directory() + "</path></target></pool></node>");
        var inPool = new GuestClaim(claim.guest(), null, new GuestClaim.Pool("test://" + node, "vms"), null, false);
        hold(inPool, "root");
        assertThat(look(server.root(), claim)).isNotNull();
        assertThat(look(server.root(), inPool)).isNotNull();
        assertThat(look(server.root(), new GuestClaim(claim.guest(), null, null, "openstack", false))).isNull();
    }

    private ServerException refused(String lines) throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access,
                        file("virt-v2v-wrapper.sh", "printf '" + lines + "' > refused; exit 1"))) {
            run.start();
            return catchThrowableOfType(ServerException.class, () -> run.follow(text -> {
            }, () -> "{}"));
        }
    }

    @Test
    void saysWhoseTheNameIs() throws Exception {
        ServerException e = refused("user root\\nnow 2000\\nguest web1\\naddress 192.0.2.7\\nsince 1400\\n"
                + "directory /tmp/virt-p2v-x\\n");
        assertThat(e.reason()).isEqualTo(Reason.NAME_TAKEN);
        assertThat(e).hasMessageMatching("web1 is being converted by 192\\.0\\.2\\.7 \\(root, since .*\\d\\d:\\d\\d,"
                + " /tmp/virt-p2v-x\\) on 127\\.0\\.0\\.1:\\d+\\. Nothing was changed\\. .*p2v\\.name=….*");
    }

    @Test
    void saysThatItCouldNotFindOut() throws Exception {
        ServerException e = refused("cannot /tmp/.virt-p2v-claim-0\\n");
        assertThat(e.reason()).isEqualTo(Reason.CANNOT_CLAIM);
        assertThat(e).hasMessageContainingAll("/tmp/.virt-p2v-claim-0 cannot be used", "Nothing was changed");
    }

    @Test
    void stillSaysThatARunEndedWithoutAResult() throws Exception {
        assertThat(refused("")).hasMessageContaining("without a result");
    }

    private static final String VERIFY = "if [ \"$1\" = verify ]; then printf '%s'; exit; fi; echo 0 > status\n";

    private GuestCheck verify(String lines, boolean cut) throws Exception {
        try (ServerAccess access = server.access(server.root());
                RemoteRun run = prepare(access, file("virt-v2v-wrapper.sh", VERIFY.formatted(lines)))) {
            run.start();
            assertThat(run.follow(text -> {
            }, () -> "{}")).isZero();
            if (cut) {
                server.cutConnections();
            }
            return run.verify();
        }
    }

    @Test
    void understandsWhatIsWrongWithTheGuest() throws Exception {
        assertThat(verify("done\\n", false)).isEqualTo(new GuestCheck(List.of(), List.of()));
        GuestCheck check = verify(
                "missing /o/a b\\nempty /o/x.xml\\nsmall 5 1048576 /o/a b\\nunnamed g-sda /o/a b.xml\\n"
                        + "undefined g 1\\nunseen /o/c d\\nwarning from somewhere\\ndone\\n",
                false);
        assertThat(check.faults()).containsExactly(new GuestCheck.Missing("/o/a b"), new GuestCheck.Empty("/o/x.xml"),
                new GuestCheck.TooSmall("/o/a b", 5, 1048576), new GuestCheck.NotNamed("g-sda", "/o/a b.xml"),
                new GuestCheck.NotDefined("g 1"));
        assertThat(check.unseen()).containsExactly("/o/c d");
    }

    @Test
    void looksAtTheGuestOverANewConnectionWhenTheOldOneIsLost() throws Exception {
        assertThat(verify("missing /o/g\\ndone\\n", true).faults()).containsExactly(new GuestCheck.Missing("/o/g"));
    }

    @Test
    void doesNotTakeHalfAnAnswerForAWholeOne() throws Exception {
        assertThat(catchThrowableOfType(ServerException.class, () -> verify("unseen /o/g\\n", false)).reason())
                .isEqualTo(Reason.NOT_UNDERSTOOD);
    }
}
