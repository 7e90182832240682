package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.e2e.Product.Result;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Whole conversions: the product, a real sshd, a real NBD server and the real virt-v2v. */
class ConversionTest {
    private static final Duration LIMIT = Duration.ofMinutes(12);
    private static final String JSON = "--progress=json";
    @TempDir
    Path work;
    private Path output;

    @BeforeEach
    void letTheServersUserIn() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        output = Files.createDirectory(work.resolve("output"));
    }

    /** Converts, and checks what holds for every conversion. */
    private Result convert(String login, List<Path> disks, String... options) throws Exception {
        return convert(List.of(), login, disks, options);
    }

    /** The same with something before the product's command. */
    private Result convert(List<String> prefix, String login, List<Path> disks, String... options) throws Exception {
        String before = Checkout.sha256(disks);
        String commandLine = login + " p2v.o=local p2v.os=" + output + " p2v.memory=1G p2v.vcpu.cores=2"
                + " p2v.interfaces=eth0 p2v.network=eth0:wired,other p2v.post=\"touch " + work
                + "/post\" p2v.fail=\"touch "
                + work + "/fail\"";
        Result result = Product.start(work, prefix, commandLine, disks, options).end(LIMIT);
        assertThat(result.output()).contains(List.of(options).contains(JSON) ? "\"outcome\":\"succeeded\""
                : "Conversion finished successfully").doesNotContain("\u001b");
        assertThat(result.code()).isZero();
        assertThat(Checkout.sha256(disks)).isEqualTo(before);
        assertThat(work.resolve("post")).exists();
        assertThat(work.resolve("fail")).doesNotExist();
        assertThat(Leftovers.processesWith(Duration.ofSeconds(5), disks.getFirst().toString(), output.toString()))
                .isEmpty();
        checkRemoteDirectory(Product.logDirectory(result.output()).orElseThrow());
        return result;
    }

    private static void checkReport(Path remote) throws Exception {
        JsonObject report = JsonParser.parseString(Files.readString(remote.resolve("p2v-report.json")))
                .getAsJsonObject();
        assertThat(report.get("version").getAsInt()).isEqualTo(1);
        assertThat(report.get("outcome").getAsString()).isEqualTo("succeeded");
        assertThat(report.get("logDirectory").getAsString()).isEqualTo(remote.toString());
        assertThat(report.getAsJsonObject("report").get("bytesSent").getAsLong()).isPositive();
    }

    /** What --progress=json printed: one object a line, percent that never goes back and ends at 100, the result. */
    private static void checkLines(String lines) {
        List<JsonObject> objects = lines.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
        assertThat(objects.getFirst().get("event").getAsString()).isEqualTo("hello");
        assertThat(objects.getFirst().get("version").getAsInt()).isEqualTo(1);
        assertThat(objects.stream().filter(o -> o.get("event").getAsString().equals("totalProgress"))
                .map(o -> o.get("percent").getAsInt())).isSorted().endsWith(100).containsOnlyOnce(100);
        assertThat(objects.stream().map(o -> o.get("event").getAsString())).contains("diskProgress", "diskMap",
                "virtV2vStage", "warning");
        JsonObject result = objects.stream().filter(o -> o.get("event").getAsString().equals("result")).findFirst()
                .orElseThrow();
        assertThat(result.get("exitCode").getAsInt()).isZero();
        assertThat(result.getAsJsonObject("report").get("bytesCopied").getAsLong()).isPositive();
    }

    private static void checkRemoteDirectory(Path remote) throws Exception {
        assertThat(remote.getFileName().toString()).matches("virt-p2v-\\d{8}-[0-9a-z]{8}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(remote))).isEqualTo("rwx------");
        for (String file : List.of("name", "physical.xml", "virt-v2v-wrapper.sh", "lscpu", "p2v-version",
                "environment", "v2v-version", "time", "status", "virt-v2v-conversion-log.txt", "p2v-report.json",
                "progress.json")) {
            assertThat(remote.resolve(file)).isNotEmptyFile();
        }
        checkReport(remote);
        assertThat(JsonParser.parseString(Files.readString(remote.resolve("progress.json"))).getAsJsonObject()
                .getAsJsonObject("result").get("outcome").getAsString()).isEqualTo("succeeded");
        assertThat(remote.resolve("status")).hasContent("0");
        assertThat(remote.resolve("v2v-version")).content().startsWith("virt-v2v ");
        assertThat(remote.resolve("p2v-version")).hasContent("virt-p2v 1.0.0");
    }

    private GuestXml guest(String name, int disks) throws Exception {
        GuestXml xml = GuestXml.read(output.resolve(name + ".xml"));
        assertThat(xml.all("/domain/name")).containsExactly(name);
        assertThat(xml.all("/domain/memory[@unit='KiB']")).containsExactly("1048576");
        assertThat(xml.all("/domain/vcpu")).containsExactly("2");
        List<String> files = xml.all("/domain/devices/disk[@device='disk']/source/@file");
        assertThat(files).hasSize(disks).allSatisfy(file -> assertThat(Path.of(file)).isNotEmptyFile());
        return xml;
    }

    private static void hasTheMachinesMac(GuestXml xml) throws Exception {
        String mac = Files.readString(Path.of("/sys/class/net/eth0/address")).strip();
        assertThat(xml.all("/domain/devices/interface/mac/@address")).containsExactly(mac);
        assertThat(xml.all("/domain/devices/interface/source/@network")).containsExactly("wired");
    }

    @ParameterizedTest
    @ValueSource(strings = { "qemu-nbd", "nbdkit" })
    void convertsAGuestThrough(String nbdServer) throws Exception {
        try (LabServer server = LabServer.start()) {
            List<Path> disks = Checkout.guest("phony", work.resolve("guests"));
            Result result = convert(server.asRoot() + " p2v.name=phony", disks, "--nbd=" + nbdServer);
            GuestXml xml = guest("phony", 1);
            if (Files.exists(Path.of("/sys/class/net/eth0"))) {
                hasTheMachinesMac(xml);
            }
            assertThat(result.output()).contains("read-only through " + nbdServer, server.fingerprint(),
                    "Disk 1/1 (sda): 100 %", "Opening the source", "virt-v2v: warning: could not determine");
        }
    }

    @Test
    void convertsTwoDisksWithPasswordAndSudoAndLeaksNothing() throws Exception {
        try (LabServer server = LabServer.start("--user", "--noisy")) {
            List<Path> disks = Checkout.guest("two-disks", work.resolve("guests"));
            Path trace = work.resolve("trace");
            List<String> strace = List.of("strace", "--follow-forks", "--seccomp-bpf", "--quiet=all",
                    "--trace=open,openat,openat2,open_by_handle_at,creat", "--output=" + trace);
            Result result = convert(strace, server.asUserWithSudo() + " p2v.name=two", disks);
            checkNothingIsOpenedForWriting(trace, disks);
            guest("two", 2);
            assertThat(result.output()).contains("Disk 2/2 (sdb): 100 %").doesNotContain(server.password());
            Path remote = Product.logDirectory(result.output()).orElseThrow();
            assertThat(Checkout.run("bash", "-c", "grep -raF -- '" + server.password() + "' " + remote + " || true"))
                    .isEmpty();
            assertThat(Files.getOwner(remote).getName()).isEqualTo(server.user());
            assertThat(remote.resolve("virt-v2v-wrapper.sh")).content().contains("sudo -n virt-v2v -v -x --colours");
        }
    }

    /** Whatever the program and its helpers open of a disk's, for as long as a conversion takes: for reading. */
    private static void checkNothingIsOpenedForWriting(Path trace, List<Path> disks) throws Exception {
        List<String> calls = Files.readAllLines(trace).stream()
                .filter(call -> disks.stream().anyMatch(disk -> call.contains("\"" + disk + "\""))).toList();
        for (Path disk : disks) {
            assertThat(calls).anyMatch(call -> call.contains("\"" + disk + "\""));
        }
        assertThat(calls).allMatch(call -> call.contains("O_RDONLY"))
                .noneMatch(call -> call.contains("O_WRONLY") || call.contains("O_RDWR"));
    }

    @Test
    void convertsAUefiGuest() throws Exception {
        try (LabServer server = LabServer.start()) {
            List<Path> disks = Checkout.guest("uefi", work.resolve("guests"));
            checkLines(convert(server.asRoot() + " p2v.name=uefi", disks, JSON).standardOutput());
            GuestXml xml = guest("uefi", 1);
            // virt-v2v says it in one way or in the other: 2.2 names the firmware's file, 2.6 leaves that to libvirt.
            assertThat(xml.all("/domain/os/loader[@type='pflash'] | /domain/os[@firmware='efi']")).hasSize(1);
        }
    }
}
