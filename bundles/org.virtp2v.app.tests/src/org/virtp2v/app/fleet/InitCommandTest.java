package org.virtp2v.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.settings.SettingsSource;
import org.virtp2v.core.testing.FakeServer;

/** The plan for many machines: their list, its mistakes, and the files that are made of it. */
class InitCommandTest {
    private static final String URL = "https://deploy.example.com/p2v/";
    private static final String HEADER = "name,mac,server,identity,server.hostkey,o,os,disks,size\n";
    private static final String KEY = "SHA256:" + "A".repeat(43);
    private static final String WEB = "web01,52:54:00:12:34:56,conv1,file:///key," + KEY
            + ",local,/guests,\"sda,sdb\",500G\n";
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final FakeServer server = new FakeServer();
    @TempDir
    Path temp;

    private static Path menus() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(dir.resolve("releng/image/pxe"))) {
            dir = dir.getParent();
        }
        return dir.resolve("releng/image/pxe");
    }

    private int init(String list, String... options) throws Exception {
        return initFrom("machines.csv", list, options);
    }

    private int initFrom(String name, String list, String... options) throws Exception {
        Path file = Files.writeString(temp.resolve(name), list);
        var command = new InitCommand(stream(out), stream(err), server, Targets.NONE, menus());
        List<String> arguments = new ArrayList<>(
                List.of("init", file.toString(), "--output", plan().toString(), "--url", URL));
        arguments.addAll(List.of(options));
        return new Fleet(stream(out), stream(err), "1", List.of(command)).run(arguments.toArray(String[]::new));
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private Path plan() {
        return temp.resolve("plan");
    }

    private String file(String name) throws Exception {
        return Files.readString(plan().resolve(name));
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void makesSettingsThatTheProgramReadsAndMenusThatFetchThem() throws Exception {
        assertThat(init(HEADER + WEB)).as(said()).isZero();
        assertThat(said()).isEmpty();
        Settings settings = SettingsReader
                .read("", SettingsSource.file("x", file("config/52-54-00-12-34-56.conf"))).settings();
        assertThat(settings.guest().name()).isEqualTo("web01");
        assertThat(settings.server().host()).isEqualTo("conv1");
        assertThat(settings.devices().disks()).containsExactly("sda", "sdb");
        String sum = file("config/SHA256SUMS").split(" ")[0];
        assertThat(sum).matches("[0-9a-f]{64}");
        assertThat(file("config/SHA256SUMS")).isEqualTo(sum + "  52-54-00-12-34-56.conf\n");
        String own = "p2v.config=" + URL + "52-54-00-12-34-56.conf";
        assertThat(file("tftp/pxelinux.cfg/01-52-54-00-12-34-56")).contains("DEFAULT unattended\n",
                " ip=dhcp " + own + " p2v.config.sha256=" + sum + "\n").doesNotContain("conv.example.com");
        assertThat(file("tftp/grub/grub.cfg-52:54:00:12:34:56")).contains("set default=unattended\n",
                " ip=dhcp \"" + own + "\" \"p2v.config.sha256=" + sum + "\"\n");
        assertThat(file("tftp/mac/52-54-00-12-34-56.ipxe")).isEqualTo("#!ipxe\nset target unattended\n"
                + "set unattended ip=dhcp " + own + " p2v.config.sha256=" + sum + "\n");
        for (String menu : List.of("pxelinux.cfg/default", "grub/grub.cfg", "boot.ipxe")) {
            assertThat(file("tftp/" + menu)).as(menu).contains("ip=dhcp ", "p2v.config=" + URL + "{mac}.conf",
                    "Made by virt-p2v-fleet init").doesNotContain("conv.example.com", "{uuid}");
        }
        assertThat(file("tftp/grub/grub.cfg")).contains("\"p2v.config=" + URL + "{mac}.conf\"", "default=wizard");
    }

    @Test
    void readsYaml() throws Exception {
        String list = """
                defaults: {server: conv1, identity: file:///key, server.hostkey: KEY, o: local, os: /guests}
                machines:
                - name: web01
                  mac: 52:54:00:12:34:56
                  disks: [sda, sdb]
                """.replace("KEY", KEY);
        assertThat(initFrom("machines.yaml", list)).as(said()).isZero();
        assertThat(file("config/52-54-00-12-34-56.conf")).contains("p2v.name=web01\n", "p2v.disks=sda,sdb\n",
                "p2v.server=conv1\n");
        assertThat(initFrom("wrong.yml", list.replace("disks:", "diks:"))).isNotZero();
        assertThat(said()).contains("wrong.yml, line 5, column 3: diks is no key of virt-p2v");
    }

    @Test
    void knowsMachinesByTheirUuidToo() throws Exception {
        String uuid = "4C4C4544-0044-4810-8033-B4C04F4D3132";
        assertThat(init("p2v.name,uuid,server,identity,server.hostkey\ndb," + uuid + ",conv1,file:///k," + KEY))
                .as(said())
                .isZero();
        assertThat(file("config/" + uuid.toLowerCase() + ".conf")).contains("p2v.name=db\n");
        assertThat(plan().resolve("tftp/pxelinux.cfg/" + uuid.toLowerCase())).exists();
        assertThat(file("tftp/boot.ipxe")).contains("{uuid}.conf").doesNotContain("{mac}.conf");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = {
            "name,mac,diskz\\nweb,52:54:00:12:34:56,sda | line 1, column 10: diskz is no key of virt-p2v, and none of the columns mac, uuid and size. Did you mean p2v.disks?",
            "name,server\\nweb,conv | line 1, column 1: there is no column mac or uuid",
            "name,mac,server,port\\nweb,52:54:00:12:34:56,conv,http | line 2, column 28: p2v.port=http: a port is a number from 1 to 65535.",
            "name,mac,server\\nweb,52:54:00:12:34,conv | line 2, column 5: 52:54:00:12:34 is no hardware address",
            "name,mac,server\\na,52:54:00:12:34:56,c\\nb,52-54-00-12-34-56,c | line 3, column 3: the hardware address 52-54-00-12-34-56 is on line 2 too.",
            "name,mac,server\\na,52:54:00:12:34:56,c\\nA,52:54:00:12:34:57,c | line 3, column 1: the name A is on line 2 too.",
            "name,mac,server\\nweb,52:54:00:12:34:56, | line 2, column 1: p2v.remote.server: ",
            "name,mac,server,memory\\nweb,52:54:00:12:34:56,conv,1M | line 2, column 28: p2v.memory: ",
            "name,mac,server,target\\nweb,52:54:00:12:34:56,conv,moon | line 2, column 28: p2v.target=moon: ",
            "name,mac,server\\nweb,52:54:00:12:34:56,conv,x | line 2, column 28: there are only 3 columns.",
            "name,mac,server\\n\"web,1 | line 2, column 1: a quote is opened here",
            "mac,server\\n52:54:00:12:34:56,conv | line 2, column 1: this machine has no name",
            "name,mac,server,size\\nweb,52:54:00:12:34:56,conv,big | line 2, column 28: big is no size",
            "name,mac,server,config\\nweb,52:54:00:12:34:56,conv,http://x/ | line 2, column 28: " })
    void tellsWhereAMistakeIsAndWritesNothing(String list, String mistake) throws Exception {
        assertThat(init(list.replace("\\n", "\n"))).as(said()).isEqualTo(Fleet.USAGE);
        assertThat(said()).contains("virt-p2v-fleet: error: machines.csv, " + mistake, "Nothing was written");
        assertThat(plan()).doesNotExist();
    }

    @Test
    void overwritesNothingUnlessToldTo() throws Exception {
        assertThat(init(HEADER + WEB)).isZero();
        Path menu = plan().resolve("tftp/boot.ipxe");
        Files.writeString(menu, "mine");
        assertThat(init(HEADER + WEB)).isEqualTo(Fleet.USAGE);
        assertThat(said()).contains("52-54-00-12-34-56.conf", "nothing was written", "--force");
        assertThat(menu).hasContent("mine");
        assertThat(init(HEADER + WEB, "--force")).isZero();
        assertThat(menu).content().startsWith("#!ipxe\n");
    }

    @Test
    void keepsSecretsToTheUserAndWarnsOfThem() throws Exception {
        assertThat(init("name,mac,server,password\nweb,52:54:00:12:34:56,conv,hunter2\n")).isZero();
        Path settings = plan().resolve("config/52-54-00-12-34-56.conf");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(plan().resolve("tftp/boot.ipxe"))))
                .isEqualTo("rw-r--r--");
        assertThat(said()).contains("There are secrets in config/52-54-00-12-34-56.conf", "Any host key is accepted")
                .doesNotContain("hunter2");
    }

    @Test
    void looksWhetherTheServersHaveRoomForAll() throws Exception {
        server.loads.put("conv1", new ServerLoad(4, 0, 0, 0, 0, 700L << 30));
        String second = WEB.replace("web01", "web02").replace("34:56", "34:57");
        assertThat(init(HEADER + WEB + second)).isEqualTo(InitCommand.SERVER);
        assertThat(said())
                .contains("/guests on conv1:22 has 700.0 GiB free, and the disks of these machines have 1000.0 GiB");
        assertThat(plan().resolve("config/52-54-00-12-34-57.conf")).exists();
    }

    @Test
    void saysWhichServerCannotBeReachedUnlessOffline() throws Exception {
        server.unreachable.add("conv1");
        assertThat(init(HEADER + WEB)).isEqualTo(InitCommand.SERVER);
        assertThat(said()).contains("conv1 cannot be reached.");
        assertThat(init(HEADER + WEB, "--force", "--offline")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://me:secret@deploy/", "https://x/a b/", "https://x/{mac}/", "file:///x/", "x" })
    void takesNoUrlThatAMenuWouldTakeForSomethingElse(String url) throws Exception {
        var command = new InitCommand(stream(out), stream(err), server, Targets.NONE, menus());
        assertThat(
                new Fleet(stream(out), stream(err), "1", List.of(command)).run("init", "x.csv", "-o", "x", "-u", url))
                .isEqualTo(Fleet.USAGE);
        assertThat(said()).contains("is no address for settings");
    }
}
