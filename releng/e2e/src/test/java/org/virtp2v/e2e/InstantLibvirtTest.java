package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.e2e.Product.Result;

/**
 * A guest of the system's libvirt, which runs it as a user of its own, that is started before it is copied. libvirtd,
 * the conversion server and the product are in namespaces of their own: the machine's libvirt is not touched.
 */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
class InstantLibvirtTest {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final String URI = "qemu:///system";
    /** Ends with its input. Without libvirt's package for the whole system there is no user for its guests. */
    private static final String SYSTEM = """
            #!/bin/bash
            set -euo pipefail
            mount --make-rprivate /
            # A file system of its own for all that is changed, /etc as a whole: a file that is mounted on another one
            # goes when somebody outside replaces that, as useradd does with /etc/passwd.
            mkdir changes
            mount -t tmpfs -o mode=755 none changes
            mkdir changes/{etc,work,run,lib,log,cache} guests
            mount -t overlay -o lowerdir=/etc,upperdir=changes/etc,workdir=changes/work none /etc
            mount --bind changes/run /run
            for directory in lib log cache; do
              mkdir -p /var/$directory/libvirt
              mount --bind changes/$directory /var/$directory/libvirt
            done
            mkdir -p /run/{sshd,lock,libvirt} /var/lib/libvirt/{qemu,images,boot} /var/log/libvirt/qemu
            for file in passwd group; do
              grep -q ^libvirt-qemu: /etc/$file || echo libvirt-qemu:x:64055:64055:::/usr/sbin/nologin >> /etc/$file
            done
            rm -rf /etc/libvirt
            chown libvirt-qemu /var/lib/libvirt/qemu
            ip link set lo up
            # The guest is emulated; whether there is a KVM that works is another matter.
            [ ! -e /dev/kvm ] || mount --bind /dev/null /dev/kvm
            virtlogd &> virtlogd.log &
            libvirtd &> libvirtd.log &
            trap 'kill $(jobs -p)' EXIT
            until virsh -q -c qemu:///system list &> virsh.log; do sleep 0.2; jobs %1 > jobs.log; done
            # It looks at all that QEMU can, which takes long the first time.
            virsh -q -c qemu:///system domcapabilities > virsh.log
            virsh -q -c qemu:///system pool-create-as guests dir --target "$PWD/guests"
            echo ready
            read -r || true
            virsh -q -c qemu:///system destroy virt &> virsh.log || true
            """;

    @TempDir
    Path work;
    private Process system;
    private List<String> inside;
    private LabServer server;
    private Path pool;
    private Path disk;
    private String before;

    @BeforeEach
    void makeALibvirt() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        disk = SmallGuest.disk(work.resolve("disk.img"), 24 << 20);
        before = Checkout.sha256(List.of(disk));
        Path script = Checkout.program(work.resolve("system"), SYSTEM);
        system = new ProcessBuilder("unshare", "--net", "--mount", script.toString()).directory(work.toFile())
                .redirectError(work.resolve("system.log").toFile()).start();
        var line = new byte[6];
        assertThat(system.getInputStream().readNBytes(line, 0, line.length)).isEqualTo(line.length);
        assertThat(new String(line, StandardCharsets.US_ASCII)).isEqualTo("ready\n");
        inside = List.of("nsenter", "--target", Long.toString(system.pid()), "--net", "--mount");
        pool = work.resolve("guests");
        Path programs = SmallGuest.programs(work);
        server = LabServer.start(inside, List.of("--kvm", "no", "--instead", programs.toString()));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        system.getOutputStream().close();
        system.waitFor();
    }

    private Product start(String more) throws Exception {
        List<String> environment = new ArrayList<>(inside);
        return Product.start(work, environment, server.asRoot() + " p2v.name=virt" + more, List.of(disk));
    }

    private Product runs(String more) throws Exception {
        Product product = start(SmallGuest.started() + " p2v.o=libvirt p2v.oc=" + URI + " p2v.os=guests" + more);
        product.awaitOutput(RemoteRun.GUEST_RUNS, START);
        return product;
    }

    private String virsh(String... words) throws Exception {
        List<String> command = new ArrayList<>(inside);
        command.addAll(List.of("virsh", "-q", "-c", URI));
        command.addAll(List.of(words));
        return Checkout.run(command.toArray(String[]::new)).strip();
    }

    @ParameterizedTest
    @ValueSource(strings = { "raw", "qcow2" })
    void runsAsAnyGuestOfLibvirtAndNeedsNothingOfTheMachineAfterwards(String format) throws Exception {
        Product product = runs(" p2v.bandwidth=4M p2v.of=" + format);
        assertThat(virsh("dumpxml", "virt")).contains("error_policy='stop' rerror_policy='stop'");
        Result result = product.end(LIMIT);
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output()).contains("libvirt domain virt", "This machine is no longer needed.");
        assertThat(virsh("domstate", "virt")).isEqualTo("running");
        assertThat(virsh("dumpxml", "--inactive", "virt")).contains("pool='guests' volume='virt-sda'",
                "type='" + format + "'").doesNotContain("error_policy", "<backingStore");
        String live = virsh("dumpxml", "virt");
        assertThat(live).contains("file='" + pool.resolve("virt-sda") + "'").doesNotContain("nbd");
        assertThat(pool.toFile().list()).containsExactly("virt-sda");
        assertThat(Checkout.run("qemu-img", "info", "-U", pool.resolve("virt-sda").toString()))
                .contains("file format: " + format).doesNotContain("backing file");
        assertThat(Checkout.sha256(List.of(disk))).isEqualTo(before);
    }

    @Test
    void isRemovedByTheSecondCtrlC() throws Exception {
        Product product = runs(" p2v.bandwidth=1M");
        product.signal("INT");
        product.awaitOutput("press Ctrl-C again", START);
        assertThat(virsh("domstate", "virt")).isEqualTo("running");
        product.signal("INT");
        Result result = product.end(LIMIT);
        assertThat(result.code()).as(result.output()).isEqualTo(130);
        isGone();
    }

    /** The guest waits for the machine, and is removed when somebody wants that. */
    @Test
    void staysWhenTheProgramIsKilledAndGoesWhenThatIsWanted() throws Exception {
        Product product = runs(" p2v.bandwidth=1M");
        Path remote = product.logDirectory();
        product.signal("KILL");
        product.end(LIMIT);
        RemoteRun.beSilent(remote);
        assertThat(virsh("list", "--name")).isEqualTo("virt");
        Result ended = start(" p2v.resume=end").end(LIMIT);
        assertThat(ended.code()).as(ended.output()).isZero();
        isGone();
    }

    private void isGone() throws Exception {
        assertThat(virsh("list", "--all", "--name")).isEmpty();
        assertThat(virsh("vol-list", "guests")).isEmpty();
        assertThat(pool).isEmptyDirectory();
        assertThat(Leftovers.processesWith(Duration.ofSeconds(15), "guest=virt", disk.toString())).isEmpty();
        assertThat(Checkout.sha256(List.of(disk))).isEqualTo(before);
    }
}
