package org.virtp2v.targets.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.ServerQuestions.Answer;
import org.virtp2v.core.settings.Key;

/** What the built-in targets refuse, find on a server, and say. */
class BuiltInTargetsTest {
    private static final String ENGINE = "p2v.o=rhv-upload p2v.oc=https://x/ovirt-engine/api p2v.os=d ";
    private static final String PASSWORD = "p2v.target.login=password p2v.target.auth-url=https://k/v3 "
            + "p2v.target.username=u p2v.target.password=x p2v.target.project=p ";
    private static final String ID = "12345678-1234-1234-1234-123456789abc";

    @ParameterizedTest
    @CsvSource({ "p2v.o=local p2v.of=vmdk, OUTPUT_FORMAT, vmdk", "p2v.o=local p2v.oo=compressed, OUTPUT_MISC, qcow2",
        "p2v.o=qemu p2v.target.compressed p2v.of=raw, OUTPUT_MISC, qcow2",
        "p2v.o=null p2v.oa=preallocated, OUTPUT_ALLOCATION, p2v.oa", "p2v.o=null p2v.os=/x, OUTPUT_STORAGE, p2v.output.storage",
        "p2v.o=rhv p2v.os=relative, OUTPUT_STORAGE, relative", "p2v.o=rhv p2v.os=host:, OUTPUT_STORAGE, HOST:/PATH",
        "p2v.o=openstack p2v.oo=server-id=s p2v.of=qcow2, OUTPUT_FORMAT, raw",
        "p2v.o=openstack, OUTPUT_MISC, p2v.target.server-id",
        "p2v.o=glance p2v.target.login=password, TARGET, p2v.target.password",
        "p2v.o=glance p2v.target.login=perhaps, TARGET, perhaps",
        "p2v.o=glance p2v.target.username=u, TARGET, p2v.target.login=password",
        "p2v.o=glance p2v.target.cloud=c, TARGET, p2v.target.cloud" })
    void refusesWithTheKeyAndWhatIsWrong(String line, Key key, String named) {
        assertThat(BuiltIns.planning(line)).isInstanceOfSatisfying(Planning.Refused.class,
                refused -> assertThat(refused.problems()).anySatisfy(problem -> {
                    assertThat(problem.field()).isEqualTo(key);
                    assertThat(problem.message()).contains(named);
                }));
    }

    @Test
    void refusesAUrlWithAPasswordInIt() {
        assertThat(BuiltIns.problems("p2v.o=rhv-upload p2v.oc=https://me:hunter2@x/api p2v.os=d "
                + "p2v.target.engine-password=x", 1)).singleElement().asString().contains("engine-password")
                .doesNotContain("hunter2");
        assertThat(BuiltIns.problems(ENGINE.replace("https://x", "https://me%40internal@x")
                + "p2v.target.engine-password=x", 1)).isEmpty();
        assertThat(BuiltIns.problems("p2v.o=rhv-upload p2v.oc=engine p2v.os=d p2v.target.engine-password=x", 1))
                .singleElement().asString().contains("engine", "https://HOST/ovirt-engine/api");
    }

    @Test
    void wantsOnePasswordOfTheEngine() {
        assertThat(BuiltIns.problems(ENGINE, 1)).singleElement().asString().contains("p2v.target.engine-password-file");
        assertThat(BuiltIns.problems(ENGINE + "p2v.target.engine-password=x p2v.target.engine-password-file=/f", 1))
                .singleElement().asString().contains("Leave one");
    }

    @Test
    void wantsAUuidForEachDisk() {
        String line = ENGINE + "p2v.target.engine-password=x p2v.target.disk-uuids=" + ID;
        assertThat(BuiltIns.problems(line, 1)).isEmpty();
        assertThat(BuiltIns.problems(line, 2)).singleElement().asString().contains("1 for 2 disks");
        assertThat(BuiltIns.problems(line + "," + ID, 2)).isEmpty();
        assertThat(BuiltIns.problems(ENGINE + "p2v.target.engine-password=x p2v.oo=ovirt-disk-uuid=" + ID, 2))
                .singleElement().asString().contains("1 for 2 disks");
    }

    @ParameterizedTest
    @CsvSource({ "p2v.o=rhv p2v.os=/d", "p2v.o=rhv-upload p2v.oc=https://x/api p2v.os=d p2v.target.engine-password=x" })
    void refusesMoreDisksThanOVirtTakes(String line) {
        assertThat(BuiltIns.problems(line, 23)).isEmpty();
        assertThat(BuiltIns.problems(line, 24)).singleElement().asString().contains("24", "23", "p2v.disks");
    }

    @Test
    void findsOutThatSudoKeepsTheEnvironment() {
        var asked = new ArrayList<String>();
        String line = "p2v.sudo p2v.o=glance " + PASSWORD;
        assertThat(BuiltIns.inspect(line, Map.of("sudo", BuiltIns.says("virt-v2v 2.2.0")), asked)).isEmpty();
        assertThat(asked).singleElement().asString().startsWith("sudo -n OS_AUTH_URL=x OS_").contains("OS_PASSWORD=x")
                .endsWith("virt-v2v --version");
        String refusal = "sudo: sorry, you are not allowed to set the following environment variables: OS_PASSWORD";
        assertThat(BuiltIns.inspect(line, Map.of("sudo", BuiltIns.fails(refusal)))).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.problem()).isTrue();
                    assertThat(finding.seen()).contains("OS_PASSWORD");
                    assertThat(finding.advice()).contains("SETENV");
                });
        assertThat(BuiltIns.inspect("p2v.o=glance " + PASSWORD, Map.of())).isEmpty();
        assertThat(BuiltIns.inspect("p2v.sudo p2v.o=glance", Map.of())).isEmpty();
    }

    @Test
    void asksOpenStackForTheServerOnlyWithoutAPassword() {
        var asked = new ArrayList<String>();
        String line = "p2v.o=openstack p2v.oo=server-id=s,os-region-name=r p2v.target.verify-server-certificate=no ";
        assertThat(BuiltIns.inspect(line + "p2v.target.login=cloud p2v.target.cloud=c",
                Map.of("openstack", BuiltIns.says("id")), asked)).singleElement()
                .isEqualTo(TargetFinding.ok("OpenStack knows the server s"));
        assertThat(asked).containsExactly(
                "openstack --os-cloud=c --insecure --os-region-name=r server show -f value -c id -- s");
        asked.clear();
        BuiltIns.inspect(line + PASSWORD, Map.of(), asked);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "'', true", "p2v.sudo, false" })
    void warnsOnlyWhereOpenStackMayHaveBeenAskedAsAnotherUser(String sudo, boolean problem) {
        assertThat(BuiltIns.inspect(sudo + " p2v.o=openstack p2v.oo=server-id=s",
                Map.of("openstack", BuiltIns.fails("No server with a name or ID of 's' exists.")))).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.problem()).isEqualTo(problem);
                    assertThat(finding.seen()).contains("No server");
                });
    }

    @Test
    void warnsOfAPasswordInAnArgumentAndDoesNotRepeatIt() {
        var asked = new ArrayList<String>();
        assertThat(BuiltIns.inspect("p2v.o=openstack p2v.oo=server-id=s,os-password=hunter2", Map.of(), asked))
                .singleElement().satisfies(finding -> {
                    assertThat(finding.problem()).isFalse();
                    assertThat(finding.advice()).contains("p2v.target.password").doesNotContain("hunter2");
                });
        assertThat(asked).isEmpty();
    }

    @Test
    void findsWhatAnUploadToOVirtNeeds() {
        String line = ENGINE + "p2v.target.engine-password=x p2v.target.cafile=/ca.pem";
        Answer no = BuiltIns.fails("no");
        assertThat(BuiltIns.inspect(line, Map.of("test", no, "python3", no, "nbdkit", no)))
                .allMatch(TargetFinding::problem).extracting(TargetFinding::seen).containsExactly(
                        "CA certificate of the engine /ca.pem cannot be read", "there is no ovirtsdk4",
                        "there is no nbdkit-python");
        Answer yes = BuiltIns.says("");
        assertThat(BuiltIns.inspect(line, Map.of("test", yes, "python3", yes, "nbdkit", yes))).isEmpty();
    }

    @Test
    void looksIntoAnExportDomainThatIsMounted() {
        Answer yes = BuiltIns.says("");
        String line = "p2v.o=rhv p2v.os=/mnt";
        assertThat(BuiltIns.inspect(line, Map.of("ls", BuiltIns.fails("ls: no /mnt")))).singleElement()
                .extracting(TargetFinding::problem).isEqualTo(true);
        assertThat(BuiltIns.inspect(line, Map.of("ls", BuiltIns.says("lost+found\n")))).singleElement()
                .extracting(TargetFinding::seen).asString().contains("/mnt");
        assertThat(BuiltIns.inspect(line, Map.of("ls", BuiltIns.says(ID + "\nx"), "test", BuiltIns.fails(""))))
                .singleElement().extracting(TargetFinding::seen).isEqualTo("/mnt/" + ID + "/master/vms does not exist");
        assertThat(BuiltIns.inspect(line, Map.of("ls", BuiltIns.says(ID + "\nx"), "test", yes))).singleElement()
                .isEqualTo(TargetFinding.ok("export domain " + ID));
    }

    @Test
    void knowsWhatMountingNfsNeeds() {
        String line = "p2v.o=rhv p2v.os=host:/export";
        assertThat(BuiltIns.inspect(line, Map.of("test", BuiltIns.says(""), "id", BuiltIns.says("0")))).isEmpty();
        assertThat(BuiltIns.inspect(line, Map.of("test", BuiltIns.fails(""), "id", BuiltIns.says("1000"))))
                .extracting(TargetFinding::problem).containsExactly(true, false);
    }

    @Test
    void looksAtLibvirtItsPoolAndItsNetworks() {
        String line = "p2v.o=libvirt p2v.oc=test:///d p2v.os=p p2v.interfaces=em1 p2v.network=em1:lan";
        Map<String, Answer> answers = Map.of("virsh -c test:///d uri", BuiltIns.says("test:///d\n\n"),
                "virsh -c test:///d pool-dumpxml -- p", BuiltIns.says("<pool type='logical'>"),
                "virsh -c test:///d net-list", BuiltIns.says(" default\n"));
        assertThat(BuiltIns.inspect(line, answers)).extracting(TargetFinding::seen).containsExactly(
                "libvirt at test:///d", "the storage pool p is of the type logical", "libvirt has no network lan");
        assertThat(BuiltIns.inspect(line, Map.of("virsh", BuiltIns.fails("error: failed to connect\nerror: denied"))))
                .singleElement().isEqualTo(TargetFinding.problem("libvirt does not answer: error: denied",
                        "Start libvirt on the conversion server, give the remote user access to it, or give another "
                                + "connection with p2v.oc."));
        assertThat(BuiltIns.inspect(line, Map.of())).singleElement().extracting(TargetFinding::problem)
                .isEqualTo(false);
    }

    @Test
    void suggestsPoolsAndNetworksOfTheLibvirtThatIsChosen() throws Exception {
        var input = BuiltIns.input("p2v.o=libvirt p2v.oc=test:///d");
        var asked = new ArrayList<String>();
        var server = BuiltIns.questions(Map.of("virsh", BuiltIns.says(" a \n\nb c\n")), asked);
        var target = BuiltIns.of("libvirt");
        assertThat(target.suggestions("pool", input, server)).containsExactly("a", "b c");
        assertThat(target.networks(input, server)).containsExactly("a", "b c");
        assertThat(target.suggestions("compressed", input, server)).isEmpty();
        assertThat(asked).containsExactly("virsh -c test:///d pool-list --all --name",
                "virsh -c test:///d net-list --all --name");
    }

    @Test
    void warnsOfANameThatKubernetesDoesNotTake() {
        assertThat(BuiltIns.inspect("p2v.name=web-1.x p2v.o=kubevirt", Map.of())).isEmpty();
        assertThat(BuiltIns.inspect("p2v.name=Web_1 p2v.o=kubevirt", Map.of())).singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("Web_1"));
    }

    @ParameterizedTest
    @CsvSource({ "p2v.o=kubevirt p2v.oo=create=false, true", "p2v.o=kubevirt p2v.oo=disk=/d, false" })
    void asksVirtV2vForOptionsThatOnlyNewerVersionsHave(String line, boolean known) {
        var answers = Map.of("virt-v2v -o kubevirt -oo ?", BuiltIns.says("  -oo create=false   Do not create\n"));
        assertThat(BuiltIns.inspect(line, answers).isEmpty()).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({ "p2v.o=local, Files on c in /var/tmp", "p2v.o=qemu, 'Files on c in /var/tmp, and the script g.sh'",
        "p2v.o=libvirt, 'libvirt, storage pool default'", "p2v.o=null, Nothing is kept", "p2v.o=glance, Image g in Glance",
        "p2v.o=rhv p2v.os=h:/e, Export domain h:/e of oVirt", "p2v.o=kubevirt, described in g.yaml",
        "p2v.o=openstack p2v.oo=server-id=s p2v.os=fast, 'of the type fast'" })
    void saysWhatBecomesOfTheGuest(String line, String part) {
        var target = BuiltIns.plan(line).target();
        assertThat(target.target().summary(target.input())).contains(part);
    }

    @Test
    void namesTheFieldOfAProblem() {
        var refused = (Planning.Refused) BuiltIns.planning(ENGINE);
        assertThat(refused.problems()).extracting(PlanProblem::targetField).isEqualTo(List.of("engine-password"));
    }
}
