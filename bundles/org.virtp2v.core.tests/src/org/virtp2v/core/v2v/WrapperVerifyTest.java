package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.testing.Plans;

/** What the wrapper sees of the guest that virt-v2v has made, and what it misses. */
class WrapperVerifyTest extends WrapperFixture {
    private static final String SIZE = Long.toString(Plans.DISK_SIZE);
    private static final String TWO = " p2v.disks=/a,/b ";
    private Path sda;
    private Path xml;

    @BeforeEach
    void installVirtV2v() throws Exception {
        sda = out.resolve("g-sda");
        xml = out.resolve("g.xml");
        virtV2v(makes("truncate -s $SIZE"));
    }

    private static String makes(String disk) {
        return ("SIZE=" + SIZE + """

                for d in a b; do rm -f "$OUT/g-sd$d"; DISK "$OUT/g-sd$d"; done
                printf '<disk><source file="%s"/></disk>\\n' "$OUT"/g-sd[ab] | sed 's/’/\\&apos;/g' > "$OUT/g.xml"
                printf 'disk: %s\\n' "$OUT"/g-sd[ab] > "$OUT/g.yaml"
                printf ' -drive file=%s,format=raw\\n' "$OUT"/g-sd[ab] > "$OUT/g.sh"
                """).replace("DISK", disk);
    }

    private String local() {
        return TWO + "p2v.os=\"" + out + "\" ";
    }

    private Run converted(String options) throws Exception {
        Run run = prepare(options).start();
        assertThat(run.end()).as(run.file("console")).isZero();
        return run;
    }

    @ParameterizedTest
    @ValueSource(strings = { "local", "qemu", "kubevirt", "disk" })
    void findsNothingWrongWithACompleteGuest(String mode) throws Exception {
        assertThat(converted(local() + "p2v.o=" + mode).ask("verify")).isEqualTo("done\n");
    }

    @Test
    void missesADisk() throws Exception {
        Run run = converted(local());
        Files.delete(sda);
        assertThat(run.ask("verify")).isEqualTo("missing " + sda + "\ndone\n");
    }

    @Test
    void missesAllOfIt() throws Exception {
        Run run = converted(local());
        Files.move(out, out.resolveSibling("moved"));
        assertThat(run.ask("verify")).contains("missing " + sda + "\n", "missing " + xml + "\n").endsWith("done\n");
    }

    @ParameterizedTest
    @CsvSource({ "0", "1048575" })
    void seesThatARawDiskIsTooSmall(long bytes) throws Exception {
        virtV2v(makes("truncate -s " + bytes));
        assertThat(converted(local()).ask("verify"))
                .isEqualTo("small " + bytes + " " + SIZE + " " + sda + "\nsmall " + bytes
                        + " " + SIZE + " " + out.resolve("g-sdb") + "\ndone\n");
    }

    @Test
    void takesADiskThatIsLarger() throws Exception {
        virtV2v(makes("truncate -s 1049088"));
        assertThat(converted(local()).ask("verify")).isEqualTo("done\n");
    }

    @Test
    void readsTheSizeThatAGuestSeesFromAQcow2Image() throws Exception {
        virtV2v(makes("qemu-img create -q -f qcow2 -o size=$SIZE"));
        assertThat(converted(local() + "p2v.of=qcow2").ask("verify")).isEqualTo("done\n");
        virtV2v(makes("qemu-img create -q -f qcow2 -o size=524288"));
        assertThat(converted(local() + "p2v.of=qcow2").ask("verify")).startsWith("small 524288 " + SIZE + " " + sda);
        virtV2v(makes("truncate -s $SIZE"));
        assertThat(converted(local() + "p2v.of=qcow2").ask("verify")).startsWith("small 0 " + SIZE + " " + sda);
    }

    /** A guest must not be able to say how large its disk is by what is in it. */
    @Test
    void doesNotGuessTheFormatOfARawDisk() throws Exception {
        virtV2v(makes("qemu-img create -q -f qcow2 -o size=100G"));
        assertThat(converted(local()).ask("verify")).startsWith("small ");
    }

    @Test
    void wantsAFileThatDescribesTheGuestAndNamesAllDisks() throws Exception {
        Run run = converted(local());
        Files.writeString(xml, "<source file='" + sda + "'/><source file='g-sdbb'/>");
        assertThat(run.ask("verify")).isEqualTo("unnamed g-sdb " + xml + "\ndone\n");
        Files.writeString(xml, "");
        assertThat(run.ask("verify")).isEqualTo("empty " + xml + "\ndone\n");
        Files.delete(xml);
        assertThat(run.ask("verify")).isEqualTo("missing " + xml + "\ndone\n");
    }

    @Test
    void understandsWhatIsEscapedInADisksName() throws Exception {
        virtV2v("""
                truncate -s 1M "$OUT/R&D 'x'-sda"
                echo "<source file='$OUT/R&amp;D &apos;x&apos;-sda'/>" > "$OUT/R&D 'x'.xml"
                """);
        Run run = converted("p2v.name=\"R&D 'x'\" p2v.os=\"" + out + "\"");
        assertThat(run.ask("verify")).isEqualTo("done\n");
        Path odd = Files.writeString(out.resolve("R&D 'x'.xml"), "something else");
        assertThat(run.ask("verify")).isEqualTo("unseen " + odd + "\ndone\n");
    }

    @Test
    void looksForNothingWhereItCannotKnow() throws Exception {
        String name = " p2v.name=g" + System.nanoTime();
        assertThat(converted("p2v.o=openstack" + name).ask("verify")).isEqualTo("done\n");
        assertThat(converted("p2v.o=null").ask("verify")).isEqualTo("done\n");
    }

    @Test
    void leavesDisksAloneThatTheUserNames() throws Exception {
        virtV2v("echo yaml > \"$OUT/g.yaml\"; touch \"$OUT/g-sda\"; exit $(cat \"$TEMP/code\" || echo 0)");
        Run run = converted("p2v.o=kubevirt p2v.oo=disk=/dev/x p2v.os=\"" + out + "\"");
        assertThat(run.ask("verify")).isEqualTo("done\n");
        Files.writeString(temp.resolve("code"), "1");
        Files.delete(out.resolve("g.yaml"));
        Run failed = prepare("p2v.o=kubevirt p2v.oo=disk=/dev/x p2v.os=\"" + out + "\"").start();
        assertThat(failed.end()).isEqualTo(1);
        assertThat(failed.ask("discard")).isEqualTo("done\n");
        assertThat(out.toFile().list()).containsExactly("g-sda");
    }

    @Test
    void saysNothingIsDoneWhenItDoesNotKnowWhatToLookFor() throws Exception {
        Run run = converted(local());
        Files.delete(run.dir.resolve("output-files"));
        assertThat(run.ask("verify")).doesNotContain("done");
    }

    /** The files are root's, in a directory that the user cannot enter; what sudo allows decides what is seen. */
    @Test
    void saysWhatItCannotSee() throws Exception {
        Run run = converted(local());
        Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwx------"));
        assertThat(as(run, "nobody")).isEqualTo("unseen " + sda + "\nunseen " + out.resolve("g-sdb") + "\nunseen " + xml
                + "\ndone\n");
        program("sudo", "[ \"$2\" = -l ] && exit 1\ntouch \"$TEMP/abused\"\n");
        assertThat(as(run, "nobody")).contains("unseen " + sda);
        assertThat(temp.resolve("abused")).doesNotExist();
    }

    @Test
    void looksAsRootWhereSudoAllowsIt() throws Exception {
        program("sudo", "[ \"$2\" = -l ] && exit\nshift\nexec \"$@\"\n");
        program("stat",
                "[ -e \"$TEMP/closed\" ] && [ \"${*: -1}\" = \"$OUT/g-sda\" ] && rm \"$TEMP/closed\" && exit 1\n"
                        + "exec /usr/bin/stat \"$@\"\n");
        Run run = converted("p2v.sudo " + local());
        Files.createFile(temp.resolve("closed"));
        assertThat(run.ask("verify")).isEqualTo("done\n");
        assertThat(temp.resolve("closed")).doesNotExist();
    }

    private static String as(Run run, String user) throws Exception {
        return run.askAs(user, "verify");
    }

    private String libvirt(String domain) throws Exception {
        Path node = Files.writeString(temp.resolve("node.xml"),
                "<node>" + domain + "<pool type='dir'><name>vms</name><target>"
                        + "<path>" + out + "</path></target></pool></node>");
        return TWO + "p2v.o=libvirt p2v.os=vms p2v.oc=test://" + node;
    }

    private static String domain(String disks) {
        return "<domain type='test'><name>g</name><memory>1024</memory><os><type>hvm</type></os><devices>" + disks
                + "</devices></domain>";
    }

    private static String disk(String letter) {
        return "<disk type='volume' device='disk'><source pool='vms' volume='g-sd" + letter
                + "'/><target dev='vd" + letter + "' bus='virtio'/></disk>";
    }

    @Test
    void wantsLibvirtToHaveTheGuestWithAllItsDisks() throws Exception {
        Run run = converted(libvirt(""));
        assertThat(run.ask("verify")).isEqualTo("undefined g\ndone\n");
        libvirt(domain(disk("a")));
        assertThat(run.ask("verify")).isEqualTo("unnamed g-sdb g\ndone\n");
        libvirt(domain(disk("a") + disk("b")));
        assertThat(run.ask("verify")).isEqualTo("done\n");
        Files.delete(sda);
        assertThat(run.ask("verify")).isEqualTo("missing " + sda + "\ndone\n");
    }

    @Test
    void cannotSeeWhatLibvirtDoesNotTell() throws Exception {
        Run run = converted(libvirt(""));
        Files.delete(temp.resolve("node.xml"));
        assertThat(run.ask("verify")).isEqualTo("unseen g\ndone\n");
    }
}
