package org.virtp2v.targets.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.output.TargetFinding;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.server.ServerQuestions;

/**
 * Asks the virt-v2v of this machine about every option with every mode, and compares its verdict with ours. It looks at
 * the options before it opens the source, which nobody serves: there it must end for options that it takes.
 */
@Timeout(300)
class VirtV2vRulesTest {
    private static final String TAKEN = "guestfs_launch failed";
    /** Most of the time of a run is a second in which nothing happens. */
    private static final int AT_ONCE = 6;
    private static final String PASSWORD = "p2v.target.engine-password=x";
    private static final Map<String, String> LEAST = Map.of("local", "p2v.os=DIR", "libvirt", "", "qemu", "p2v.os=DIR",
            "openstack", "p2v.oo=server-id=x", "glance", "", "rhv-upload",
            "p2v.oc=https://x/ovirt-engine/api p2v.os=domain " + PASSWORD, "rhv", "p2v.os=h:/export", "kubevirt",
            "p2v.os=DIR", "null", "");
    /** Each with its own way to be wrong; {@code +} joins two. */
    private static final List<String> ADDED = List.of("", "p2v.oc=x", "p2v.os=DIR", "p2v.of=raw", "p2v.of=qcow2",
            "p2v.oa=sparse", "p2v.oa=preallocated", "p2v.oo=compressed+p2v.of=qcow2", "p2v.oo=no-such-option=1");
    private static final Map<String, List<String>> MORE = Map.of("local", List.of("p2v.oo=compressed=false",
            "p2v.oo=compressed=perhaps"), "openstack",
            List.of("p2v.oo=guest-id=1", "p2v.oo=verify-server-certificate=false",
                    "p2v.oo=verify-server-certificate=no", "p2v.oo=dev-disk-by-id=/dev", "p2v.oo=os-username=u"),
            "rhv-upload",
            List.of("p2v.oo=rhv-cafile=/ca", "p2v.oo=rhv-cluster=c", "p2v.oo=rhv-direct=true", "p2v.oo=rhv-proxy",
                    "p2v.oo=rhv-proxy=maybe", "p2v.oo=rhv-verifypeer=true",
                    "p2v.oo=rhv-disk-uuid=12345678-1234-1234-1234-123456789abc", "p2v.oo=rhv-disk-uuid=1",
                    "p2v.oo=rhv-disk-uuid=00000000-0000-0000-0000-000000000000",
                    "p2v.oo=rhv-cluster=a,rhv-cluster=b", "p2v.oo=ovirt-cluster=c"),
            "qemu", List.of("p2v.oo=qemu-boot=false"));
    /** Without what a mode needs. The directories of the others have a default. */
    private static final List<String> TOO_LITTLE = List.of("openstack ", "rhv ", "rhv-upload p2v.os=d " + PASSWORD,
            "rhv-upload p2v.oc=https://x/ovirt-engine/api " + PASSWORD,
            "rhv-upload p2v.oc=https://x/ovirt-engine/api p2v.os=d", "local p2v.os=", "qemu p2v.os=",
            "kubevirt p2v.os=");

    @TempDir
    static Path temp;
    private static final Map<String, String> VERDICTS = new LinkedHashMap<>();
    private static final ServerQuestions THIS_MACHINE = command -> {
        try {
            Process process = new ProcessBuilder(command).directory(temp.toFile()).redirectError(
                    ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new ServerQuestions.Answer(process.waitFor(), output, "");
        } catch (IOException e) {
            return new ServerQuestions.Answer(127, "", e.getMessage());
        }
    };

    static List<String> cases() {
        List<String> all = new ArrayList<>(TOO_LITTLE);
        LEAST.forEach((mode, least) -> Stream.concat(ADDED.stream(), MORE.getOrDefault(mode, List.of()).stream())
                .filter(added -> added.isEmpty() || !least.contains(added.substring(0, added.indexOf('=') + 1))
                        || added.startsWith("p2v.oo"))
                .forEach(added -> all.add(mode + " " + joined(least, added.replace('+', ' ')))));
        return all.stream().sorted().toList();
    }

    /** {@code p2v.oo} is a list, and given once. */
    private static String joined(String least, String added) {
        return least.startsWith("p2v.oo=") && added.startsWith("p2v.oo=")
                ? least + "," + added.substring("p2v.oo=".length())
                : (least + " " + added).strip();
    }

    @BeforeAll
    static void askVirtV2v() throws Exception {
        Files.writeString(temp.resolve("physical.xml"), """
                <domain type="physical"><name>g</name><memory unit="KiB">1048576</memory><vcpu>1</vcpu>
                <os><type arch="x86_64">hvm</type></os><features/><devices>
                <disk type="network" device="disk"><driver name="qemu" type="raw"/>
                <source protocol="nbd"><host name="localhost" port="1"/></source><target dev="sda"/></disk>
                </devices></domain>
                """);
        Files.writeString(temp.resolve("password"), "x");
        Files.createDirectory(temp.resolve("out"));
        RemoteDirectory.program(Files.createDirectory(temp.resolve("bin")).resolve("openstack"), "#!/bin/sh\n");
        Map<String, Future<String>> runs = new LinkedHashMap<>();
        try (var pool = Executors.newFixedThreadPool(AT_ONCE)) {
            for (String options : cases()) {
                runs.put(options, pool.submit(() -> verdict(arguments(options))));
            }
            for (var run : runs.entrySet()) {
                VERDICTS.put(run.getKey(), run.getValue().get());
            }
        }
    }

    /** What virt-v2v gets for keys of the kernel command line, without asking the code under test. */
    private static List<String> arguments(String options) {
        String[] words = options.replace("DIR", temp.resolve("out").toString()).split(" +");
        List<String> arguments = new ArrayList<>(List.of("-o", words[0]));
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            if (words[i].equals(PASSWORD)) {
                arguments.addAll(List.of("-op", "password"));
            } else if (pair[0].equals("p2v.oo")) {
                Stream.of(pair[1].split(",")).forEach(each -> arguments.addAll(List.of("-oo", each)));
            } else if (!pair[1].isEmpty()) {
                arguments.addAll(List.of(pair[0].replace("p2v.", "-"), pair[1]));
            }
        }
        return arguments;
    }

    private static String verdict(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("virt-v2v", "-i", "libvirtxml"));
        command.addAll(arguments);
        command.addAll(List.of("--root", "first", "physical.xml"));
        // A file, as what virt-v2v starts may outlive it and keep a pipe open.
        Path output = Files.createTempFile(temp, "verdict", ".log");
        var builder = new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
        Process process = builder.start();
        process.getOutputStream().close();
        process.waitFor();
        return Files.readString(output);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesAnOptionExactlyWhenVirtV2vTakesIt(String options) throws Exception {
        String told = VERDICTS.get(options);
        assertThat(told).contains("virt-v2v: ");
        int space = options.indexOf(' ');
        String line = "p2v.o=" + options.substring(0, space) + options.substring(space).replace("DIR",
                temp.resolve("out").toString());
        assertThat(ours(line)).as(line + "\n" + told).matches(problems -> problems.isEmpty() == told.contains(TAKEN));
    }

    /** What we find wrong with the options, alone and with the virt-v2v of this machine. */
    private static List<String> ours(String line) throws Exception {
        if (!(BuiltIns.planning(line) instanceof Planning.Ready ready)) {
            return BuiltIns.problems(line, 1);
        }
        var target = ready.plan().target();
        return target.target().inspect(target.input(), THIS_MACHINE).stream().filter(TargetFinding::problem)
                .map(TargetFinding::seen).filter(seen -> seen.contains("-oo")).toList();
    }

    /** The first stands for each mode's fields, all filled in, through the script that the conversion server gets. */
    @ParameterizedTest
    @ValueSource(strings = { "p2v.o=local p2v.os=DIR p2v.of=qcow2 p2v.target.compressed",
            "p2v.o=libvirt p2v.target.connection=test:///default p2v.target.pool=p p2v.of=qcow2 p2v.target.compressed",
            "p2v.o=qemu p2v.target.directory=DIR p2v.of=qcow2 p2v.target.compressed", "p2v.o=null",
            "p2v.o=kubevirt p2v.target.directory=DIR", "p2v.o=rhv p2v.target.export-domain=h:/export",
            "p2v.o=glance p2v.target.login=password p2v.target.auth-url=https://k/v3 p2v.target.username=u "
                    + "p2v.target.password=x p2v.target.project=p p2v.target.region=r p2v.target.cacert=/c",
            "p2v.o=openstack p2v.target.login=password p2v.target.auth-url=https://k/v3 p2v.target.username=u "
                    + "p2v.target.password=x p2v.target.project=p p2v.target.server-id=s p2v.target.volume-type=t "
                    + "p2v.target.guest-id=g p2v.target.dev-disk-by-id=/d p2v.target.verify-server-certificate=no",
            "p2v.o=openstack p2v.target.login=cloud p2v.target.cloud=c p2v.target.server-id=s",
            "p2v.o=ovirt-upload p2v.target.engine=https://me%40internal@x/ovirt-engine/api p2v.target.engine-password=x "
                    + "p2v.target.storage-domain=d p2v.target.cluster=c p2v.target.verifypeer p2v.target.cafile=/c "
                    + "p2v.target.proxy p2v.target.disk-uuids=12345678-1234-1234-1234-123456789abc" })
    void writesAScriptThatVirtV2vFollowsToTheSource(String line) throws Exception {
        Path dir = Files.createTempDirectory(temp, "run");
        var directory = RemoteDirectory.of(BuiltIns.plan(line.replace("DIR", temp.resolve("out").toString())), dir);
        assertThat(directory.run(temp.resolve("bin")).code()).isNotZero();
        assertThat(directory.log()).contains(TAKEN);
    }

    /** That virt-v2v boots the guest is left out on purpose. */
    @ParameterizedTest
    @ValueSource(strings = { "local", "libvirt", "qemu", "openstack", "glance", "rhv-upload", "rhv", "kubevirt",
            "null" })
    void hasAFieldForEveryOptionThatVirtV2vLists(String mode) throws Exception {
        String list = THIS_MACHINE.ask(List.of("virt-v2v", "-o", mode, "-oo", "?")).output();
        List<String> listed = Pattern.compile("-oo ([a-z][a-z-]+)").matcher(list).results().map(m -> m.group(1))
                .filter(name -> !name.equals("qemu-boot") && !name.startsWith("os-")).distinct().toList();
        assertThat(list).isNotBlank();
        assertThat(BuiltIns.of(mode).fields().stream().map(field -> field.option())
                .filter(option -> option != null && option.isMisc()).map(VirtV2vOption::name)).containsAll(listed);
    }
}
