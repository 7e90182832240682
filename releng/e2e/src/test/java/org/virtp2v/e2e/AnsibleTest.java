package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpServer;

/**
 * The example of the guide, from the list of the machines to the start of their guests. Where a machine would boot, its
 * program is started with the words of its boot menu; virt-v2v, its management board and virsh are stand-ins.
 */
@EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
@Timeout(600)
class AnsibleTest {
    private static final List<String> MACS = List.of("52-54-00-aa-00-01", "52-54-00-aa-00-02");
    private static final String VIRT_V2V = """
            #!/bin/bash
            case $* in
              *--version*) echo virt-v2v 2.2.0 ;;
              *--machine-readable*) printf '%s\\n' libguestfs-rewrite input:libvirtxml output:null ;;
              *) echo '[   0.0] Setting up the source'; sleep 2; echo '[   2.0] Finishing off' ;;
            esac
            """;
    /**
     * A management board: what it switches on boots from the network, into the entry of its menu that is the default.
     */
    private static final String IPMITOOL = """
            #!/bin/bash
            echo "$*" >> @WORK@/board
            case $* in *'power cycle') ;; *) exit ;; esac
            mac=52-54-00-aa-00-0${4##*.}
            words=$(sed -n '/^LABEL unattended/,/^$/s/^ *APPEND //p' "@WORK@/tftp/pxelinux.cfg/01-$mac")
            setsid @PROGRAM@ --cmdline="$words p2v.post=" --test-disk=@WORK@/disk.img > "@WORK@/machine-$mac" 2>&1 < /dev/null &
            """;
    @TempDir
    Path work;

    private void program(String name, String text) throws IOException {
        Checkout.program(work.resolve("bin").resolve(name),
                text.replace("@WORK@", work.toString()).replace("@PROGRAM@", Checkout.PRODUCT.toString()));
    }

    /** Serves the settings. */
    private HttpServer web() throws IOException {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            Path file = work.resolve("plan/config").resolve(Path.of(exchange.getRequestURI().getPath()).getFileName());
            byte[] content = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            exchange.sendResponseHeaders(content.length == 0 ? 404 : 200, content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        web.start();
        return web;
    }

    @Test
    void convertsAGroupOfMachinesAndStartsTheirGuests() throws Exception {
        Files.createDirectories(work.resolve("bin"));
        for (String menus : List.of("pxelinux.cfg", "grub", "mac")) {
            Files.createDirectories(work.resolve("tftp").resolve(menus));
        }
        Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        program("virt-v2v", VIRT_V2V);
        program("ipmitool", IPMITOOL);
        // Ansible asks it for what it can do, too.
        program("ssh", "#!/bin/sh\ncase $* in *virsh*) echo \"$*\" >> @WORK@/started ;; esac\n");
        String group = "ansible" + ProcessHandle.current().pid() + "-";
        HttpServer web = web();
        try (LabServer server = LabServer.start("--virt-v2v", work.resolve("bin/virt-v2v").toString())) {
            program("virt-p2v-fleet", """
                    #!/bin/bash
                    [ "$1" != status ] || set -- "$@" -i %s --host-key %s
                    exec %s "$@"
                    """.formatted(server.identity(), server.fingerprint(),
                    Checkout.PRODUCT.resolveSibling("virt-p2v-fleet")));
            StringBuilder list = new StringBuilder("name,mac,server,port,identity,server.hostkey,o\n");
            StringBuilder inventory = new StringBuilder("[physical]\n");
            for (int i = 0; i < MACS.size(); i++) {
                list.append(group).append(i).append(',').append(MACS.get(i)).append(",127.0.0.1,").append(server.port())
                        .append(",file://").append(server.identity()).append(',').append(server.fingerprint())
                        .append(",null\n");
                inventory.append(group).append(i).append(" bmc=192.0.2.").append(i + 1).append(" mac=")
                        .append(MACS.get(i)).append('\n');
            }
            Files.writeString(work.resolve("machines.csv"), list);
            Files.writeString(work.resolve("machines.ini"), inventory);

            Checkout.Ended ended = Checkout.end(new ProcessBuilder("env", "PATH=" + work.resolve("bin") + ":"
                    + System.getenv("PATH"), "HOME=" + work, "IPMI_PASSWORD=x", "ansible-playbook", "-i",
                    work.resolve("machines.ini").toString(), "-e", "servers=root@127.0.0.1:" + server.port(), "-e",
                    "list=" + work.resolve("machines.csv") + " plan=" + work.resolve("plan") + " tftp="
                            + work.resolve("tftp") + " url=http://127.0.0.1:" + web.getAddress().getPort()
                            + "/ seconds=2 hours=1",
                    Checkout.DIR.resolve("product/share/virt-p2v/examples/convert-machines.yml").toString()));

            assertThat(ended.code()).as(ended.output()).isZero();
        } finally {
            web.stop(0);
        }
        assertThat(Files.readAllLines(work.resolve("started"))).containsExactlyInAnyOrder(
                "root@127.0.0.1 virsh start " + group + 0, "root@127.0.0.1 virsh start " + group + 1);
        for (String mac : MACS) {
            assertThat(Files.readString(work.resolve("machine-" + mac))).contains("SUCCESS");
            assertThat(work.resolve("tftp/pxelinux.cfg/01-" + mac)).as("it would convert itself again").doesNotExist();
        }
        assertThat(Files.readAllLines(work.resolve("board"))).hasSize(2 * MACS.size());
    }
}
