package org.virtp2v.targets.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.output.NextStep;

/** How the guest is started at each target, with commands that can be pasted into a shell as they are. */
class NextStepsTest {

    private static List<NextStep> steps(String line) {
        return steps(line, 1);
    }

    private static List<NextStep> steps(String line, int disks) {
        return BuiltIns.plan(line, disks).target().nextSteps();
    }

    private static List<String> commands(List<NextStep> steps) {
        return steps.stream().flatMap(step -> step.commands().stream()).toList();
    }

    @Test
    void definesFilesInLibvirt() {
        assertThat(commands(steps("p2v.o=local p2v.os=/srv/guests/"))).containsExactly(
                "virsh -c qemu:///system define /srv/guests/g.xml", "virsh -c qemu:///system start g");
    }

    @Test
    void doesAsRootWhatRootMade() {
        assertThat(commands(steps("p2v.o=qemu p2v.sudo"))).containsExactly("sudo sh /var/tmp/g.sh");
    }

    @Test
    void quotesWhatAShellWouldTakeApart() {
        assertThat(commands(steps("p2v.o=qemu \"p2v.name=it's; rm -rf *\" p2v.os=/srv")))
                .containsExactly("sh '/srv/it'\\''s; rm -rf *.sh'");
    }

    @Test
    void startsALibvirtGuestWhereItIs() {
        assertThat(commands(steps("p2v.o=libvirt p2v.oc=qemu:///session")))
                .containsExactly("virsh -c qemu:///session start -- g");
    }

    @Test
    void makesAServerOfVolumesAndAttachesTheOthers() {
        assertThat(commands(steps("p2v.o=openstack p2v.oo=server-id=x", 3))).containsExactly(
                "openstack server create --flavor FLAVOR --network NETWORK --volume g-sda g",
                "openstack server add volume g g-sdb", "openstack server add volume g g-sdc");
    }

    @Test
    void namesTheImagesOfFurtherDisks() {
        assertThat(steps("p2v.o=glance", 2)).singleElement()
                .satisfies(step -> assertThat(step.text()).contains("g-disk2"))
                .satisfies(step -> assertThat(step.commands()).singleElement().asString().contains("--image g g"));
        assertThat(steps("p2v.o=glance").getFirst().text()).doesNotContain("disk2");
    }

    @Test
    void uploadsDisksToKubeVirtUnlessTheUserNamedThem() {
        assertThat(commands(steps("p2v.o=kubevirt"))).containsExactly(
                "virtctl image-upload pvc g-sda --size=SIZE --image-path=/var/tmp/g-sda",
                "kubectl create -f /var/tmp/g.yaml");
        assertThat(commands(steps("p2v.o=kubevirt p2v.oo=disk=/dev/x"))).containsExactly(
                "kubectl create -f /var/tmp/g.yaml");
    }

    @ParameterizedTest
    @CsvSource({ "p2v.o=rhv p2v.os=nfs:/export,nfs:/export",
            "p2v.o=rhv-upload p2v.oc=https://e/ovirt-engine/api p2v.os=d p2v.target.engine-password=x,oVirt" })
    void pointsToThePortalOfOVirt(String line, String contained) {
        assertThat(steps(line)).singleElement().satisfies(step -> {
            assertThat(step.text()).contains(contained, "g");
            assertThat(step.commands()).isEmpty();
        });
    }

    @Test
    void hasNothingToStartWhereNothingIsKept() {
        assertThat(steps("p2v.o=null")).isEmpty();
    }
}
