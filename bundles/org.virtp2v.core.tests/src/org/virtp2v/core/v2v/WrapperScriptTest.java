package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.testing.FakeTarget;
import org.virtp2v.core.testing.Plans;

/** Runs the script with real bash; a virt-v2v that only records its arguments stands at the port. */
class WrapperScriptTest {
    @TempDir
    Path dir;
    private Path arguments;

    @BeforeEach
    void installRecorder() throws Exception {
        arguments = dir.resolve("arguments");
        Path bin = Files.createDirectory(dir.resolve("bin"));
        program(bin.resolve("virt-v2v"), """
                #!/bin/bash
                if [ "$1" = --version ]; then echo virt-v2v 2.2.0; exit 0; fi
                printf '%s\\0' "$@" > "$ARGUMENTS"
                [ -z "$(cat)" ] || exit 9
                cp status status-while-running
                echo to-user; echo to-log >&2
                for i in $(seq 60); do echo line $i >&2; done
                exit ${CODE:-0}
                """);
        program(bin.resolve("sudo"), "#!/bin/bash\n[ \"$1\" = -n ] || exit 8\nshift\nexec \"$@\"\n");
    }

    private static final String TARGET = "p2v.disks=/a p2v.target=fake p2v.target.word=\"it's $w\""
            + " p2v.target.secret=hunter2'$HOME ";

    /** The guest's name belongs to one run at a time, and a run may end after its test. */
    private final String server = "p2v.server=c p2v.name=g" + ProcessHandle.current().pid() + "-" + System.nanoTime()
            + " ";

    /** Lets virt-v2v write down what the target gives it. */
    private void installTarget(String options) throws Exception {
        var plan = Plans.of(server + TARGET + options, FakeTarget.TARGETS);
        for (var file : RemoteFiles.of(plan, Ports.DIRECT, false, "1.0.0", Map.of())) {
            Files.write(dir.resolve(file.name()), file.content());
        }
        for (var file : RemoteFiles.secrets(plan, Ports.DIRECT)) {
            Files.write(dir.resolve(file.name()), file.content());
        }
        program(dir.resolve("bin/sudo"), """
                #!/bin/bash
                [ "$1" = -n ] || exit 8
                shift
                keep=(PATH="$PATH" ARGUMENTS="$ARGUMENTS" CODE="$CODE")
                case $1 in
                  --preserve-env=*)
                    for name in $(tr , ' ' <<< "${1#*=}"); do keep+=("$name=${!name}"); done
                    shift ;;
                esac
                exec env -i "${keep[@]}" "$@"
                """);
        program(dir.resolve("bin/virt-v2v"), """
                #!/bin/bash
                [ "$1" = --version ] && { echo "${FAKE_SECRET-none}"; exit 0; }
                printf '%s\\0' "$@" > "$ARGUMENTS"
                { echo "$FAKE_SECRET"; cat secret-file; echo; cat input-file; } > "$ARGUMENTS.seen"
                exit ${CODE:-0}
                """);
    }

    @ParameterizedTest
    @CsvSource({ "'', 0", "p2v.sudo, 0", "'', 1", "p2v.sudo, 1" })
    void handsOnWhatTheTargetAddsAndLeavesNoSecretBehind(String sudo, int code) throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        installTarget(sudo + " p2v.target.dir=" + out);
        Run run = bash(code, WrapperScript.FILE_NAME);
        assertThat(run.code()).isEqualTo(code);
        assertThat(received()).containsSubsequence("--extra", "it's $w", "--root", "first");
        assertThat(Path.of(arguments + ".seen")).hasContent("hunter2'$HOME\nhunter2'$HOME\nit's $w");
        assertThat(dir.resolve("v2v-version")).hasContent("none");
        Files.delete(Path.of(arguments + ".seen"));
        try (var files = Files.list(dir)) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("hunter2"));
        }
        assertThat(run.output()).doesNotContain("hunter2");
        assertThat(Files.exists(out.resolve("next.sh"))).isEqualTo(code == 0);
        if (code == 0) {
            assertThat(out.resolve("next.sh")).isExecutable();
            assertThat(run.output()).contains(out + "/next.sh");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "p2v.sudo" })
    void setsTheEnvironmentThatTheUserWantsForVirtV2v(String sudo) throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        installTarget(sudo + " p2v.target.dir=" + out + " p2v.env.VIRTIO_WIN=\"/it's $HOME\" p2v.env.TMPDIR=" + out);
        program(dir.resolve("bin/virt-v2v"), """
                #!/bin/bash
                [ "$1" = --version ] && { echo "${VIRTIO_WIN-none}"; exit 0; }
                echo "$VIRTIO_WIN $TMPDIR $FAKE_SECRET" > "$ARGUMENTS"
                """);
        assertThat(bash(0, WrapperScript.FILE_NAME).code()).isZero();
        assertThat(arguments).hasContent("/it's $HOME " + out + " hunter2'$HOME");
        assertThat(dir.resolve("v2v-version")).hasContent("none");
    }

    @Test
    void leavesAScriptWhereItIsWhenThePlaceOfTheDisksCannotBeWritten() throws Exception {
        installTarget("p2v.target.dir=/no/such/place");
        Run run = bash(0, WrapperScript.FILE_NAME);
        assertThat(run.code()).isZero();
        assertThat(run.output()).contains(dir + "/next.sh");
    }

    private static void program(Path path, String text) throws Exception {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Run(int code, String output) {
    }

    private Run run(String options, boolean colours, int code) throws Exception {
        String disks = options.contains("p2v.disks") ? "" : "p2v.disks=/a ";
        String begin = options.contains("p2v.name") ? "p2v.server=c " : server;
        Files.writeString(dir.resolve(WrapperScript.FILE_NAME),
                WrapperScript.of(Plans.of(begin + disks + options), Ports.DIRECT, colours, "1.0.0"));
        return bash(code, WrapperScript.FILE_NAME);
    }

    private Run bash(int code, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of("bash"));
        line.addAll(List.of(command));
        var builder = new ProcessBuilder(line).directory(dir.toFile()).redirectErrorStream(true);
        builder.environment().put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("ARGUMENTS", arguments.toString());
        builder.environment().put("CODE", Integer.toString(code));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /** What is printed when a stopped run is tidied up; the run ended without a status of its own. */
    private String discard() throws Exception {
        Files.writeString(dir.resolve("status"), "99\n");
        return bash(0, WrapperScript.FILE_NAME, "discard").output();
    }

    private List<String> received() throws Exception {
        return List.of(Files.readString(arguments).split("\0"));
    }

    @Test
    void passesEveryOptionOn() throws Exception {
        run("p2v.o=libvirt p2v.oa=sparse p2v.oc=qemu:///system p2v.of=qcow2 p2v.os=pool p2v.oo=a=1,b", true, 0);
        assertThat(received()).containsExactly("-v", "-x", "--colours", "-i", "libvirtxml", "-o", "libvirt", "-oa",
                "sparse", "-oc", "qemu:///system", "-of", "qcow2", "-os", "pool", "-oo", "a=1", "-oo", "b", "--root",
                "first", "physical.xml");
    }

    @Test
    void passesOnlyWhatIsGiven() throws Exception {
        run("", false, 0);
        assertThat(received()).containsExactly("-v", "-x", "-i", "libvirtxml", "-o", "local", "-os", "/var/tmp",
                "--root", "first", "physical.xml");
    }

    @ParameterizedTest
    @ValueSource(strings = { "first", "single", "/dev/sda2", "/dev/vg-a/it's" })
    void tellsVirtV2vWhichSystemToConvert(String root) throws Exception {
        run("p2v.root=" + root, false, 0);
        assertThat(received()).endsWith("--root", root, "physical.xml");
    }

    @Test
    void tellsVirtV2vAddressesAndBridgesByTheHardwareAddress() throws Exception {
        run("p2v.ip.eth0=192.0.2.7,192.0.2.1,24,192.0.2.53 p2v.ip.eth0=2001:db8::7 p2v.bridge.eth0=\"it's $x\"", false,
                0);
        assertThat(received()).containsSubsequence("--mac", "02:FC:00:00:00:01:bridge:it's $x", "--mac",
                "02:FC:00:00:00:01:ip:192.0.2.7,192.0.2.1,24,192.0.2.53", "--mac",
                "02:FC:00:00:00:01:ip:2001:db8::7", "--root");
    }

    @ParameterizedTest
    @ValueSource(strings = { "plain", "two words", "it's", "$HOME `id` $(id) ${x}", "a\\b\\\\", "!history", "*?[a-z]~",
            "-leading", "semi;colon|&<>()", "új érték 漢字", "#no comment", "trailing\\", "'", "''''", "%s %d", "{a,b}" })
    void quotesHostileTextSoThatItArrivesUnchanged(String hostile) throws Exception {
        assertThat(run("p2v.os=\"" + hostile + "\" p2v.oc=\"" + hostile + "\"", false, 0).code()).isZero();
        assertThat(received()).containsSubsequence("-oc", hostile, "-os", hostile);
    }

    private static final String KEYS = "p2v.key=/dev/sda2:key:s3cret p2v.key=all:clevis p2v.key=U-U-I-D:key:oth3r";

    private static ConversionPlan plan(String options) {
        return Plans.of("p2v.server=c p2v.disks=/a " + options);
    }

    /** Lets virt-v2v write down what is in files with secrets, and then do something. */
    private void installReader(List<RemoteFile> files, String end) throws Exception {
        for (var file : files) {
            Files.write(dir.resolve(file.name()), file.content());
        }
        program(dir.resolve("bin/virt-v2v"), """
                #!/bin/bash
                [ "$1" = --version ] && exit 0
                printf '%%s\\0' "$@" > "$ARGUMENTS"
                cat %s > "$ARGUMENTS.secrets"
                """.formatted(files.stream().map(RemoteFile::name).collect(Collectors.joining(" "))) + end);
    }

    private void assertNotLeftBehind(String... secrets) {
        for (String file : List.of(WrapperScript.FILE_NAME, "environment", "virt-v2v-conversion-log.txt")) {
            assertThat(dir.resolve(file)).content().doesNotContain(secrets);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void handsKeysOnInFilesAndRemovesThem(int code) throws Exception {
        installReader(KeyFiles.of(plan(KEYS)), "exit ${CODE:-0}\n");
        assertThat(run(KEYS, false, code).code()).isEqualTo(code);
        assertThat(received()).containsSubsequence("--key", "/dev/sda2:file:disk-key-1", "--key", "all:clevis", "--key",
                "U-U-I-D:file:disk-key-2", "--root", "first");
        assertThat(Path.of(arguments + ".secrets")).hasContent("s3cret\noth3r");
        assertThat(dir).isDirectoryNotContaining("glob:**/disk-key-*");
        assertNotLeftBehind("s3cret", "oth3r");
    }

    @ParameterizedTest
    @ValueSource(strings = { "TERM", "HUP", "INT" })
    void removesKeysWhenASignalEndsIt(String signal) throws Exception {
        installReader(KeyFiles.of(plan(KEYS)), "kill -" + signal + " $(cat wrapper)\nsleep 5\n");
        Files.writeString(dir.resolve("start"), "echo $$ > wrapper; exec bash " + WrapperScript.FILE_NAME + "\n");
        Files.writeString(dir.resolve(WrapperScript.FILE_NAME),
                WrapperScript.of(Plans.of(server + "p2v.disks=/a " + KEYS), Ports.DIRECT, false, "1.0.0"));
        var builder = new ProcessBuilder("bash", "start").directory(dir.toFile()).redirectErrorStream(true)
                .redirectOutput(dir.resolve("out").toFile());
        builder.environment().put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("ARGUMENTS", arguments.toString());
        builder.start().waitFor();
        assertThat(dir).isDirectoryNotContaining("glob:**/disk-key-*");
    }

    @ParameterizedTest
    @ValueSource(strings = { "a b", "it's", "$HOME `id` $(id)", "a\nb\tc", "-v", "--root=x", "\\", "üé 漢", "%s",
            "a=b" })
    void handsFurtherOptionsOnAsTheyAre(String value) throws Exception {
        run("\"p2v.v2v=--run-command=" + value + "\" \"p2v.v2v=-b " + value + "\" p2v.v2v=--update", false, 0);
        assertThat(received()).endsWith("--root", "first", "--run-command=" + value, "-b", value, "--update",
                "physical.xml");
    }

    private static final String PASSWORDS = "p2v.v2v=--root-password=locked:password:s3cret p2v.v2v=--update"
            + " \"p2v.v2v=--password bob:password:a b:thi$rd\" p2v.v2v=--password=eve:file:/root/x"
            + " p2v.v2v=--sm-credentials=me:password:oth3r";

    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void handsPasswordsInFurtherOptionsOnInFilesAndRemovesThem(int code) throws Exception {
        installReader(OptionFiles.of(plan(PASSWORDS)), "exit ${CODE:-0}\n");
        assertThat(run(PASSWORDS, false, code).code()).isEqualTo(code);
        assertThat(received()).endsWith("--root-password=locked:file:option-password-1", "--update",
                "--password=bob:file:option-password-2", "--password=eve:file:/root/x",
                "--sm-credentials=me:file:option-password-3", "physical.xml");
        assertThat(Path.of(arguments + ".secrets")).hasContent("s3cret\na b:thi$rd\noth3r");
        assertThat(dir).isDirectoryNotContaining("glob:**/option-password-*");
        assertNotLeftBehind("s3cret", "oth3r", "thi$rd");
    }

    @Test
    void leavesStatusAndLogsBehind() throws Exception {
        Run run = run("", false, 0);
        assertThat(run).isEqualTo(new Run(0, "to-user\n"));
        assertThat(dir.resolve("status")).hasContent("0");
        assertThat(dir.resolve("status-while-running")).hasContent("99");
        assertThat(dir.resolve("v2v-version")).hasContent("virt-v2v 2.2.0");
        assertThat(Files.readString(dir.resolve("environment"))).contains("PATH=");
        assertThat(Files.readString(dir.resolve("virt-v2v-conversion-log.txt"))).contains("to-user", "to-log",
                "line 60");
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 42, 99, 255 })
    void endsWithTheExitCodeOfVirtV2v(int code) throws Exception {
        Run run = run("p2v.sudo", true, code);
        assertThat(run.code()).isEqualTo(code);
        assertThat(dir.resolve("status")).hasContent(Integer.toString(code));
        assertThat(run.output()).contains("virt-v2v command failed", dir + "/virt-v2v-conversion-log.txt", "line 60")
                .doesNotContain("line 10\n");
    }

    @Test
    void runsThroughSudoWithoutAskingWhenToldTo() throws Exception {
        assertThat(run("p2v.sudo", false, 0).code()).isZero();
        assertThat(received()).startsWith("-v", "-x");
        assertThat(Files.readString(dir.resolve(WrapperScript.FILE_NAME))).contains("sudo -n virt-v2v -v -x");
    }

    @Test
    void removesOnlyWhatTheStoppedRunMade() throws Exception {
        Path out = Files.createDirectory(dir.resolve("o’ut $x"));
        Files.writeString(out.resolve("my guest-sda"), "somebody else’s");
        String options = "p2v.disks=/a,/b p2v.name=\"my guest\" p2v.os=\"" + out + "\"";
        run(options, false, 1);
        for (String name : List.of("my guest-sdb", "my guest-sdc", "my guest.xml", "my guest.sh", "other-sda")) {
            Files.writeString(out.resolve(name), "new");
        }
        assertThat(discard()).isEqualTo("done\n");
        assertThat(out).isDirectoryNotContaining("glob:**my guest-sdb").isDirectoryNotContaining("glob:**.xml");
        assertThat(out.toFile().list()).containsExactlyInAnyOrder("my guest-sda", "my guest-sdc", "my guest.sh",
                "other-sda");
    }

    @Test
    void keepsACompleteGuestAndTouchesNothingBeforeTheRun() throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        String options = "p2v.o=qemu p2v.name=g p2v.os=" + out;
        run(options, false, 0);
        Files.writeString(out.resolve("g-sda"), "complete");
        assertThat(bash(0, WrapperScript.FILE_NAME, "discard").output()).isEqualTo("complete\n");
        Files.delete(dir.resolve("status"));
        Files.delete(dir.resolve("output-before"));
        assertThat(bash(0, WrapperScript.FILE_NAME, "discard").output()).endsWith("done\n");
        assertThat(out.resolve("g-sda")).exists();
    }

    @Test
    void namesWhatItMayNotRemove() throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        run("p2v.sudo p2v.name=g p2v.os=" + out, false, 1);
        Files.createDirectory(out.resolve("g-sda")); // rm does not remove directories
        program(dir.resolve("bin/sudo"), "#!/bin/bash\n[ \"$2\" = -l ] && exit 1\ntouch abused\n");
        assertThat(discard()).isEqualTo("left " + out.resolve("g-sda") + "\ndone\n");
        assertThat(dir.resolve("abused")).doesNotExist();
        program(dir.resolve("bin/sudo"), "#!/bin/bash\n[ \"$2\" = -l ] || rmdir \"${@: -1}\"\n");
        assertThat(discard()).isEqualTo("done\n");
        assertThat(out).isEmptyDirectory();
    }
}
