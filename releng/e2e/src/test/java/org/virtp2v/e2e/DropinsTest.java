package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.e2e.Product.Result;

/** A plug-in that was built separately is dropped into the finished product, and found at the next start. */
class DropinsTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Path PLUG_IN = Checkout.DIR
            .resolve("bundles/org.virtp2v.targets.proxmox/target/org.virtp2v.targets.proxmox-1.0.0-SNAPSHOT.jar");
    /** Does what qm does with the disks, as far as the script can see. */
    private static final String QM = """
            #!/bin/bash
            echo "qm $*" >> "$(dirname "$0")/calls"
            case $1 in
              importdisk) echo "unused0: $4:vm-$2-${3##*-}" > "$(dirname "$0")/config" ;;
              config) cat "$(dirname "$0")/config" ;;
            esac
            """;
    @TempDir
    Path work;
    private Path temporary;
    private Path product;

    @BeforeEach
    void copyTheProduct() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        temporary = Files.createDirectory(work.resolve("tmp"));
        product = work.resolve("a%b#c? product");
        ProductCopy.of(product);
    }

    private Result run(String commandLine, List<Path> disks) throws Exception {
        return Product.start(product.resolve("bin/virt-p2v"), work, List.of("TMPDIR=" + temporary), commandLine, disks)
                .end(LIMIT);
    }

    private void dropIn(Path file) throws IOException {
        Files.copy(file, Files.createDirectories(product.resolve("dropins")).resolve(file.getFileName()));
    }

    @Test
    void aPlugInIsFoundAtTheNextStartAndConverts() throws Exception {
        Path output = Files.createDirectory(work.resolve("output"));
        try (LabServer server = LabServer.start()) {
            List<Path> disks = Checkout.guest("two-disks", work.resolve("guests"));
            String commandLine = server.asRoot() + " p2v.name=web.1 p2v.target=proxmox p2v.memory=1G"
                    + " p2v.vcpu.cores=2 p2v.interfaces=eth0 p2v.network=eth0:vmbr7 p2v.target.storage=tank"
                    + " p2v.target.directory=" + output;
            Result before = run(commandLine, disks);
            assertThat(before.code()).isEqualTo(1);
            assertThat(before.output()).contains("p2v.target=proxmox: there is no such output target", "dropins");

            dropIn(PLUG_IN);
            Result result = run(commandLine, disks);
            assertThat(result.code()).as(result.output()).isZero();
            Path script = output.resolve("web.1-import-proxmox.sh");
            assertThat(result.output()).contains("What to do next is in the script " + script);
            assertThat(output.resolve("web.1-sdb")).isNotEmptyFile();
            assertThat(script).isExecutable();
            assertThat(temporary).isEmptyDirectory();
            importsTheGuest(script);
        }
    }

    private void importsTheGuest(Path script) throws Exception {
        Path programs = Files.createDirectory(work.resolve("programs"));
        Checkout.program(programs.resolve("qm"), QM);
        // As virt-v2v has it for an older guest.
        Checkout.run("sed", "-i", "s/model type='virtio'/model type='virtio-transitional'/",
                script.resolveSibling("web.1.xml")
                        .toString());
        Checkout.program(programs.resolve("pvesh"), "#!/bin/sh\necho 117\n");
        Checkout.run("env", "PATH=" + programs + ":" + System.getenv("PATH"), script.toString());
        List<String> calls = Files.readAllLines(programs.resolve("calls"));
        assertThat(calls.getFirst()).startsWith("qm create 117 --name web.1 --memory 1024 --cores 2")
                .contains("--bios seabios");
        assertThat(calls).containsSubsequence("qm importdisk 117 web.1-sda tank", "qm config 117",
                "qm set 117 --virtio0 tank:vm-117-sda", "qm importdisk 117 web.1-sdb tank", "qm config 117",
                "qm set 117 --virtio1 tank:vm-117-sdb", "qm set 117 --boot order=virtio0;virtio1");
        assertThat(calls.getLast()).matches("qm set 117 --net0 virtio(=[0-9a-f:]{17})?,bridge=vmbr7");
    }

    @Test
    void whatIsWrongInAFieldOfThePlugInIsSaid() throws Exception {
        dropIn(PLUG_IN);
        Path disk = Files.write(work.resolve("disk.img"), new byte[512]);
        Result result = run("p2v.server=localhost p2v.target=proxmox p2v.target.vmid=7 p2v.oc=qemu:///system",
                List.of(disk));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("p2v.output.connection has no meaning for the output target Proxmox VE");
        result = run("p2v.server=localhost p2v.target=proxmox p2v.target.vmid=7 p2v.of=vmdk", List.of(disk));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("VM ID: 7 is not a number from 100 to 999999999",
                "virt-v2v writes disks in the formats raw and qcow2, not vmdk");
    }

    @Test
    void aFileThatIsNoPlugInIsNamedAndTheRestGoesOn() throws Exception {
        dropIn(PLUG_IN);
        dropIn(Files.writeString(work.resolve("broken.jar"), "this is no jar"));
        Result result = run("p2v.target=proxmox p2v.dump_config_and_exit", List.of());
        assertThat(result.code()).isZero();
        assertThat(result.output()).contains("dropins/broken.jar cannot be used", "output.type          local",
                "proxmox");
    }

    @Test
    void whatAKilledProgramLeftIsRemovedByTheNext() throws Exception {
        dropIn(PLUG_IN);
        Path left = Files.createDirectory(temporary.resolve("virt-p2v-plugins.999999999.abcdef"));
        Path running = Files
                .createDirectory(temporary.resolve("virt-p2v-plugins." + ProcessHandle.current().pid() + ".abcdef"));
        assertThat(run("p2v.dump_config_and_exit", List.of()).code()).isZero();
        assertThat(left).doesNotExist();
        try (Stream<Path> rest = Files.list(temporary)) {
            assertThat(rest).containsExactly(running);
        }
    }
}
