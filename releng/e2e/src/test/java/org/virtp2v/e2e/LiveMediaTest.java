package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The descriptions of live images that virt-p2v-make-kickstart and virt-p2v-make-kiwi write. KIWI checks its own.
 * Debian has no validator for kickstarts, so what pykickstart's demands of one is checked here; and the scripts in both
 * are run, in a copy of this machine's root file system.
 */
class LiveMediaTest {
    /** The commands of kickstart that are used, with what each must have. */
    private static final Map<String, List<String>> COMMANDS = Map.ofEntries(Map.entry("lang", List.of("en_US.UTF-8")),
            Map.entry("keyboard", List.of("us")), Map.entry("timezone", List.of("UTC", "--utc")),
            Map.entry("rootpw", List.of("--plaintext", "p2v")),
            Map.entry("network", List.of("--bootproto=dhcp", "--device=link")),
            Map.entry("firewall", List.of("--enabled")), Map.entry("selinux", List.of("--permissive")),
            Map.entry("bootloader", List.of("--location=none", "--append=")), Map.entry("zerombr", List.of()),
            Map.entry("clearpart", List.of("--all", "--initlabel")), Map.entry("reqpart", List.of()),
            Map.entry("part", List.of("/", "--fstype=ext4", "--size=6144")), Map.entry("shutdown", List.of()),
            Map.entry("url", List.of("--")), Map.entry("repo", List.of("--name=")));
    /** What a built image must be like, and that virt-p2v starts on it as on a machine. */
    private static final String LOOK = """
            set -eu
            virt-p2v --version
            stat -c '%a %U %n' /var/tmp /var/tmp/id_rsa
            cat /var/tmp/id_rsa
            systemctl get-default
            systemctl is-enabled virt-p2v virt-p2v-network NetworkManager
            for unit in mdmonitor multipathd lvm2-monitor iscsid.socket fstrim.timer systemd-pstore \\
              systemd-hibernate-clear systemd-tpm2-setup nvmf-autoconnect hibernate.target; do
              echo "$unit $(systemctl is-enabled "$unit")" || true
            done
            readlink /etc/udev/rules.d/64-md-raid-assembly.rules /etc/udev/rules.d/69-dm-lvm.rules
            readlink /etc/systemd/system-generators/systemd-gpt-auto-generator /usr/bin/launch-virt-p2v
            grep -h setro /etc/udev/rules.d/*
            grep -h install_items /etc/dracut.conf.d/99-virt-p2v.conf
            echo "static name: $(wc -c < /etc/hostname)"
            grep -h p2v.local /etc/systemd/system/virt-p2v-name.service
            cat /etc/mdadm.conf /etc/lvm/lvmlocal.conf
            echo "fstab: $(wc -c < /etc/fstab)"
            echo "left: $(echo /var/tmp/virt-p2v-product.*)"
            echo 'p2v.dump_config_and_exit p2v.name=from-media' > /tmp/cmdline
            mount --bind /tmp/cmdline /proc/cmdline
            /usr/lib/virt-p2v-live/start < /dev/null 2>&1 || true
            """;
    private static final Path TOOLS = Checkout.PRODUCT.getParent();
    @TempDir
    static Path work;
    private static Path key;
    private static Path kickstart;
    private static Path kiwi;
    private static Path otherProduct;

    /** What a command came to. */
    @BeforeAll
    static void makeBoth() throws Exception {
        key = work.resolve("key");
        Checkout.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        otherProduct = work.resolve("other.tar");
        Path bin = Files.createDirectories(work.resolve("other/bin"));
        Checkout.program(bin.resolve("virt-p2v"), "#!/bin/sh\necho virt-p2v 9.9.9\n");
        Checkout.run("tar", "-c", "-C", work.toString(), "-f", otherProduct.toString(), "other");
        kickstart = work.resolve("own.ks");
        assertThat(kickstart("-o", kickstart.toString(), "--inject-ssh-identity", key.toString(), "--install",
                "tcpdump,traceroute", "--proxy", "http://proxy.example:3128", "fedora-43").code()).isZero();
        kiwi = work.resolve("own.kiwi");
        assertThat(kiwi("-o", kiwi.toString(), "--inject-ssh-identity", key.toString(), "--install",
                "tcpdump,traceroute", "leap-15.6").code()).isZero();
    }

    private static Checkout.Ended kickstart(String... arguments) throws Exception {
        return run("virt-p2v-make-kickstart", arguments);
    }

    private static Checkout.Ended kiwi(String... arguments) throws Exception {
        return run("virt-p2v-make-kiwi", arguments);
    }

    private static Checkout.Ended run(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(TOOLS.resolve(tool).toString()));
        command.addAll(Arrays.asList(arguments));
        return Checkout.end(new ProcessBuilder(command).directory(work.toFile()));
    }

    /** Runs a script as the build of an image would, and tells what the image is like then. */
    private static Checkout.Ended build(Path script, String files, String lacking) throws Exception {
        Path look = Files.writeString(Files.createTempFile(work, "look", ".sh"), LOOK);
        ProcessBuilder builder = new ProcessBuilder(Checkout.lab("image-root", script.toString(), files));
        builder.environment().put("LACKING", lacking);
        return Checkout.end(builder.redirectInput(look.toFile()));
    }

    private static void isLiveImage(Checkout.Ended built, String version) throws IOException {
        assertThat(built.output()).contains(version, "1777 root /var/tmp\n", "600 root /var/tmp/id_rsa",
                Files.readString(key), "multi-user.target\nenabled\nenabled\nenabled\n", "mdmonitor masked",
                "multipathd masked", "lvm2-monitor masked", "iscsid.socket masked", "fstrim.timer masked",
                "systemd-pstore masked", "systemd-hibernate-clear masked", "systemd-tpm2-setup masked",
                "nvmf-autoconnect masked", "hibernate.target masked", "/dev/null\n/dev/null\n/dev/null\n",
                "../lib/virt-p2v-live/start", "--setro $devnode", "01-virt-p2v-read-only.rules", "static name: 0\n",
                "echo p2v.local >", "AUTO -all", "auto_activation_volume_list = []", "fstab: 0",
                "left: /var/tmp/virt-p2v-product.*\n", "virt-p2v: the conversion starts", "\nvirt-p2v has ended.\n")
                .containsPattern("\nguestname +from-media\n");
        // It takes tags, and there are none that every volume has.
        assertThat(built.output()).doesNotContain("read_only_volume_list");
        assertThat(built.code()).isZero();
    }

    /** Neither as it is nor as the kickstart has it. */
    @ParameterizedTest
    @CsvSource({ "kickstart,fedora", "kiwi,tumbleweed" })
    void verboseShowsNoKey(String tool, String repository) throws Exception {
        Checkout.Ended made = run("virt-p2v-make-" + tool, "--verbose", "--product", "other.tar", "-o",
                "verbose-" + tool,
                "--inject-ssh-identity", key.toString(), repository);
        assertThat(made.code()).isZero();
        assertThat(made.output()).contains("+ check_identity " + key);
        String encoded = Checkout.run("base64", key.toString());
        List<String> secret = new ArrayList<>(encoded.lines().toList());
        secret.addAll(Files.readAllLines(key));
        assertThat(made.output()).doesNotContain(secret);
    }

    @Test
    void kickstartHasOnlyKnownCommandsAndWholeSections() throws Exception {
        String open = "";
        for (String line : Files.readAllLines(kickstart)) {
            if (line.startsWith("%")) {
                assertThat(line.equals("%end")).as(line).isEqualTo(!open.isEmpty());
                open = line.equals("%end") ? "" : line;
            } else if (open.isEmpty() && !line.isBlank() && !line.startsWith("#")) {
                String command = line.split(" ")[0];
                assertThat(COMMANDS).containsKey(command);
                assertThat(line).doesNotContain("@");
                COMMANDS.get(command).forEach(word -> assertThat(line).contains(word));
            }
        }
        assertThat(open).isEmpty();
        // pykickstart needs a time for a section that grows with the square of its lines.
        assertThat(new Kickstart(kickstart).section("post")).hasSizeLessThan(2000);
    }

    @Test
    void kickstartHasTheRepositoriesWithTheProxy() throws Exception {
        String mirrors = "--mirrorlist=https://mirrors.fedoraproject.org/mirrorlist?repo=";
        assertThat(Files.readAllLines(kickstart)).contains(
                "url " + mirrors + "fedora-43&arch=x86_64 --proxy=http://proxy.example:3128",
                "repo --name=fedora " + mirrors + "fedora-43&arch=x86_64 --proxy=http://proxy.example:3128",
                "repo --name=updates " + mirrors + "updates-released-f43&arch=x86_64"
                        + " --proxy=http://proxy.example:3128");
    }

    @Test
    void kickstartHasThePackagesThatCreatorsAndVirtP2vNeed() throws Exception {
        assertThat(new Kickstart(kickstart).packages())
                .contains("@core", "kernel", "dracut-live", "gtk3", "xorg-x11-server-Xorg",
                        "network-manager-applet", "qemu-img", "linux-firmware", "tcpdump", "traceroute")
                .allMatch(name -> name.matches("-?@?[A-Za-z0-9][-A-Za-z0-9._+*]*"), "is one package");
    }

    @Test
    void scriptOfAKickstartMakesALiveImage() throws Exception {
        isLiveImage(build(new Kickstart(kickstart).script(work), "", ""), "virt-p2v 1.");
    }

    @Test
    void scriptOfAKiwiDescriptionMakesALiveImage() throws Exception {
        isLiveImage(build(kiwi.resolve("config.sh"), kiwi.resolve("root").toString(), ""), "virt-p2v 1.");
    }

    @Test
    void buildFailsWhenAProgramIsMissing() throws Exception {
        Path file = work.resolve("lacking.ks");
        kickstart("-o", file.toString(), "--product", otherProduct.toString(), "fedora");
        Checkout.Ended built = build(new Kickstart(file).script(work), "", "Xorg nm-connection-editor");
        assertThat(built.output()).contains("Xorg, nm-connection-editor", "--install");
        assertThat(built.code()).isNotZero();
    }

    @Test
    void buildFailsWhenTheProductDoesNotRun() throws Exception {
        Path empty = work.resolve("empty.tar.gz");
        Checkout.run("tar", "-cz", "-C", work.toString(), "-f", empty.toString(), "key");
        Path file = work.resolve("broken.ks");
        kickstart("-o", file.toString(), "--product", empty.toString(), "fedora");
        assertThat(build(new Kickstart(file).script(work), "", "").code()).isNotZero();
    }

    @Test
    void anotherProductIsTakenWithoutAKey() throws Exception {
        Path file = work.resolve("other.ks");
        kickstart("-o", file.toString(), "--product", otherProduct.toString(), "https://repos.example/os/",
                "centos-9");
        assertThat(Files.readAllLines(file)).contains("url --url=https://repos.example/os/",
                "repo --name=custom1 --baseurl=https://repos.example/os/",
                "repo --name=centos-9-appstream --baseurl=https://mirror.stream.centos.org/9-stream/AppStream/x86_64/os/");
        assertThat(Files.readString(file)).doesNotContain("id_rsa << ", "private key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r--r--");
        assertThat(build(new Kickstart(file).script(work), "", "").output()).contains("virt-p2v 9.9.9");
    }

    @Test
    void whatHoldsAKeyIsForItsOwnerOnlyAndThatIsSaid() throws Exception {
        Checkout.Ended made = kickstart("--product", otherProduct.toString(), "--inject-ssh-identity", key.toString(),
                "rawhide");
        assertThat(made.output()).contains("p2v.ks and every image made of it hold the private key " + key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(work.resolve("p2v.ks"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kiwi))).isEqualTo("rwx------");
        assertThat(PosixFilePermissions
                .toString(Files.getPosixFilePermissions(kiwi.resolve("root/var/tmp/id_rsa"))))
                .isEqualTo("rw-------");
    }

    @Test
    void kiwiDescriptionHasPackagesAndRepositoriesWithTheirKeys() throws Exception {
        String config = Files.readString(kiwi.resolve("config.xml"));
        assertThat(config).contains("<package name=\"tcpdump\"/>", "<package name=\"dracut-kiwi-live\"/>",
                "<package name=\"Leap-release\"/>", "password=\"p2v\"", "volid=\"VIRT_P2V\"",
                "https://download.opensuse.org/update/leap/15.6/oss/", "<rpm-check-signatures>true<",
                "<signing key=\"https://download.opensuse.org/update/leap/15.6/oss/repodata/repomd.xml.key\"/>");
        assertThat(config.split("<repository ")).hasSameSizeAs(config.split("<signing ")).hasSizeGreaterThan(2);
        assertThat(config.split("repository_gpgcheck=\"true\"")).hasSameSizeAs(config.split("<repository "));
    }

    @Test
    void kiwiFindsItsDescriptionValid() throws Exception {
        assumeThat(Path.of("/usr/bin/kiwi-ng")).as("KIWI is no package of this Debian; those up to version 12 have it")
                .exists();
        Checkout.Ended valid = Checkout
                .end(new ProcessBuilder("kiwi-ng", "image", "info", "--description", kiwi.toString()));
        assertThat(valid.output()).contains("virt-p2v");
        assertThat(valid.code()).isZero();
        Path broken = Files.createDirectory(work.resolve("broken.kiwi"));
        Files.writeString(broken.resolve("config.xml"),
                Files.readString(kiwi.resolve("config.xml")).replace("<package name=\"tcpdump\"/>", "tcpdump"));
        assertThat(
                Checkout.end(new ProcessBuilder("kiwi-ng", "image", "info", "--description", broken.toString())).code())
                .isNotZero();
    }

    @ParameterizedTest
    @CsvSource({
            "kickstart,-o -v -V,--help --version --verbose --output --inject-ssh-identity --install --proxy --arch --product",
            "kiwi,-o -v -V,--help --version --verbose --output --inject-ssh-identity --install --arch --product" })
    void toolsTellTheirOptions(String tool, String shortOptions, String longOptions) throws Exception {
        String name = "virt-p2v-make-" + tool;
        assertThat(run(name, "--version").output()).matches(name + " \\d+\\.\\d+\\.\\d+\n");
        assertThat(run(name, "--short-options").output()).isEqualTo(shortOptions.replace(' ', '\n') + "\n");
        assertThat(run(name, "--long-options").output()).isEqualTo(longOptions.replace(' ', '\n') + "\n");
        assertThat(run(name, "--help").output()).contains(longOptions.split(" "));
        String completion = Files.readString(TOOLS.resolveSibling("share/bash-completion/completions/" + name));
        assertThat(completion).contains("--long-options", "complete -F");
        String offered = Checkout.run("bash", "-c", """
                PATH=%s:$PATH
                . "$0"
                COMP_WORDS=(%s --in) COMP_CWORD=1
                _%s
                echo "${COMPREPLY[@]}"
                """.formatted(TOOLS, name, name.replace('-', '_')),
                TOOLS.resolveSibling("share/bash-completion/completions/" + name).toString());
        assertThat(offered.trim()).isEqualTo("--inject-ssh-identity --install");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "kickstart||1|no repository", "kickstart|--bogus fedora|1|--bogus",
            "kickstart|fedora-x|1|fedora-x", "kickstart|fedora43|1|fedora43", "kickstart|rhel-7.1|1|rhel-9",
            "kickstart|rhel-10|1|X server", "kickstart|rhel-9.4|2|subscription",
            "kickstart|--install tcpdump;reboot fedora|1|tcpdump;reboot", "kickstart|--arch ppc64le fedora|1|--product",
            "kickstart|--inject-ssh-identity /no/such/key fedora|2|/no/such/key",
            "kickstart|--inject-ssh-identity key.pub fedora|2|.pub",
            "kickstart|--product /no/such.rpm fedora|2|/no/such",
            "kickstart|--product http://127.0.0.1:1/virt-p2v.rpm fedora|2|http://127.0.0.1:1/virt-p2v.rpm",
            "kickstart|--product key fedora|1|.rpm", "kickstart|-o key fedora|2|key exists",
            "kickstart|-o /no/such/p2v.ks --product other.tar fedora|2|/no/such/p2v.ks",
            "kiwi|--bogus|1|--bogus", "kiwi|sles-15.6|1|sles-15.6", "kiwi|leap|1|leap-NN.N",
            "kiwi|--inject-ssh-identity key.pub|2|.pub", "kiwi|-o own.kiwi|2|own.kiwi exists",
            "kiwi|-o /no/such/folder|2|/no/such", "kiwi|--product /no/such.tar|2|/no/such" })
    void whatIsWrongIsNamed(String tool, String arguments, int code, String named) throws Exception {
        Checkout.Ended made = run("virt-p2v-make-" + tool, arguments == null ? new String[0] : arguments.split(" "));
        assertThat(made.output()).contains("virt-p2v-make-" + tool + ": ", named);
        assertThat(made.code()).isEqualTo(code);
    }

    @Test
    void subscriptionOfTheMachineIsUsed() throws Exception {
        Path certificates = Files.createDirectory(work.resolve("entitlement"));
        Files.createFile(certificates.resolve("42-key.pem"));
        ProcessBuilder builder = new ProcessBuilder(TOOLS.resolve("virt-p2v-make-kickstart").toString(), "-o",
                "rhel.ks",
                "--product", "other.tar", "rhel-9.4").directory(work.toFile());
        builder.environment().put("VIRT_P2V_ENTITLEMENT_DIR", certificates.toString());
        assertThat(Checkout.end(builder).code()).isZero();
        assertThat(Files.readAllLines(work.resolve("rhel.ks"))).contains("repo --name=rhel-9-4-baseos"
                + " --baseurl=https://cdn.redhat.com/content/dist/rhel9/9.4/x86_64/baseos/os"
                + " --sslcacert=/etc/rhsm/ca/redhat-uep.pem --sslclientcert=" + certificates + "/42.pem --sslclientkey="
                + certificates + "/42-key.pem");
    }

    @Test
    void ownKickstartIsWrittenAnew() throws Exception {
        String again = work.resolve("again.ks").toString();
        for (int i = 0; i < 2; i++) {
            assertThat(kickstart("-o", again, "--product", "other.tar", "fedora").code()).isZero();
        }
    }
}
