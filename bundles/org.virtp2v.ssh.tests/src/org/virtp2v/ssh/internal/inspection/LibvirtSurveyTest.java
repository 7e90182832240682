package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.ServerFacts.State;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.ssh.internal.LabServer;

/** What the preflight learns of a real libvirtd: the one that belongs to the session of the server's user. */
@Timeout(120)
class LibvirtSurveyTest {
    private static final String LIBVIRT = "qemu:///session";
    @AutoClose
    static LabServer server;

    @BeforeAll
    static void start() throws Exception {
        server = LabServer.start("--user");
        // Names that could be taken for states.
        for (String pool : List.of("inactive", "running")) {
            virsh("pool-define-as " + pool + " dir --target " + server.dir() + "/home/" + pool);
            virsh("pool-build " + pool);
        }
        virsh("pool-start inactive");
        onServer("printf \"<domain type='qemu'><name>web 2</name><memory>1024</memory>"
                + "<os><type arch='x86_64'>hvm</type></os></domain>\" > web.xml && virsh -c " + LIBVIRT
                + " define web.xml");
    }

    private static void virsh(String command) throws Exception {
        onServer("virsh -c " + LIBVIRT + " " + command);
    }

    private static void onServer(String command) throws Exception {
        LabServer.run("ssh", "-p", Integer.toString(server.port()), "-i", server.identity(), "-o",
                "UserKnownHostsFile=" + server.knownHosts(), server.user() + "@" + server.host(), command);
    }

    private static ServerFacts ask(@Nullable String uri, String pool, String guest) throws Exception {
        return server.survey(server.labUser(false), new SurveyRequest(null, List.of(), List.of(),
                new SurveyRequest.Libvirt(uri, pool, guest)));
    }

    @Test
    void knowsAPoolThatRunsAndItsRoom() throws Exception {
        Place storage = ask(LIBVIRT, "inactive", "x").storage();
        assertThat(storage.state()).isEqualTo(State.WRITABLE);
        // what libvirt calls available includes what the file system keeps for root
        long free = Files.getFileStore(server.dir()).getUnallocatedSpace();
        assertThat(storage.freeBytes()).isBetween(free - (4L << 30), free + (4L << 30));
    }

    @Test
    void knowsAPoolThatIsNotStartedOrNotThere() throws Exception {
        assertThat(ask(LIBVIRT, "running", "x").storage()).isEqualTo(new Place("running", State.INACTIVE, null));
        assertThat(ask(LIBVIRT, "no such", "x").storage()).isEqualTo(new Place("no such", State.MISSING, null));
    }

    @Test
    void knowsWhichNamesAreTaken() throws Exception {
        assertThat(ask(LIBVIRT, "inactive", "web 2").libvirtGuest()).isTrue();
        assertThat(ask(LIBVIRT, "inactive", "web").libvirtGuest()).isFalse();
        assertThat(ask(LIBVIRT, "inactive", "web.2").libvirtGuest()).isFalse();
    }

    @Test
    void asksTheUsersOwnLibvirtWhenNoneIsNamed() throws Exception {
        ServerFacts facts = ask(null, "running", "web 2");
        assertThat(facts.libvirtGuest()).isTrue();
        assertThat(facts.storage().state()).isEqualTo(State.INACTIVE);
    }

    @Test
    void knowsNothingWhereLibvirtDoesNotAnswer() throws Exception {
        ServerFacts facts = ask("qemu+unix:///system?socket=/no/such/socket", "inactive", "web 2");
        assertThat(facts.libvirtGuest()).isNull();
        assertThat(facts.storage()).isEqualTo(Place.unknown("inactive"));
    }
}
