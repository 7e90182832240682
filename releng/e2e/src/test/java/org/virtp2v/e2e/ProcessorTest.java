package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.virtp2v.e2e.Product.Result;

/**
 * The finished product runs on every x86-64 processor, whatever that of the builder is: its Java runs in QEMU's
 * emulation of one, in user mode, and the rest as it is. What the emulated processor does not have ends a program with
 * SIGILL, as on the machine itself.
 */
class ProcessorTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration STAGE_LIMIT = Duration.ofMinutes(5);
    /** The launcher starts with what was recorded, without trying first whether the virtual machine survives it. */
    private static final String TRUSTED = "VIRT_P2V_CACHE=on";
    @TempDir
    static Path work;
    private static Path program;
    @AutoClose
    private static LabServer server;

    @BeforeAll
    static void putTheEmulatorBetweenAndStartAServer() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        program = ProductCopy.withJava(work.resolve("product"), """
                exec qemu-x86_64 -cpu "$TEST_CPU" "$java" "$@"
                """);
        server = LabServer.start();
    }

    /**
     * From the first x86-64 processors to what QEMU can do: one of each step in what they can. Where there is time for
     * it all of them: servers of Intel and AMD, and Atoms, which lack AVX until 2021.
     */
    static List<String> processors() {
        return Checkout.isFullRun()
                ? List.of("qemu64", "kvm64", "Opteron_G1", "Opteron_G2", "Opteron_G3", "phenom", "Opteron_G5",
                        "core2duo", "Conroe", "Penryn", "Nehalem", "Westmere", "Denverton", "Snowridge", "SandyBridge",
                        "IvyBridge", "Haswell", "Skylake-Server", "EPYC", "max")
                : List.of("qemu64", "Opteron_G1", "Penryn", "Nehalem", "SandyBridge", "max");
    }

    @ParameterizedTest
    @MethodSource("processors")
    void startsAndLooksAtTheMachineOn(String processor) throws Exception {
        Result version = end(processor, List.of("--version"));
        assertThat(version.code()).as(version.output()).isZero();
        assertThat(version.standardOutput()).startsWith("virt-p2v ");

        Result dump = end(processor, List.of("--cmdline=p2v.dump_config_and_exit p2v.name=old"));
        assertThat(dump.code()).as(dump.output()).isZero();
        assertThat(dump.standardOutput()).contains("\nguestname            old\n");
    }

    private static Result end(String processor, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("env", TRUSTED, "TEST_CPU=" + processor, program.toString()));
        command.addAll(arguments);
        return Product.start(work, command).end(LIMIT);
    }

    /**
     * The SSH tunnel has code for AES and AVX of its own: oldest, with AES but without AVX, newest. Where there is no
     * time for all: the oldest.
     */
    static List<String> servers() {
        return Checkout.isFullRun() ? List.of("qemu64", "Westmere", "max") : List.of("qemu64");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void servesADiskToVirtV2vOn(String processor) throws Exception {
        List<Path> disks = Checkout.guest("phony", work.resolve(processor));
        Product product = Product.start(program, work, List.of(TRUSTED, "TEST_CPU=" + processor),
                server.asRoot() + " p2v.name=old p2v.o=null p2v.post=", disks);
        product.awaitOutput("Inspecting the source", STAGE_LIMIT);
        product.signal("INT");
        Result result = product.end(LIMIT);
        assertThat(result.output()).contains("Conversion was cancelled.");
        assertThat(result.code()).isEqualTo(130);
    }

    /**
     * Also where the builder's processor can more than the user's, and nobody noticed: not with what was recorded, but
     * it starts.
     */
    @Test
    void startsWithoutTheRecordedStartWhereThatKillsTheVirtualMachine() throws Exception {
        Path tried = Files.createDirectory(work.resolve("runtime"));
        Path crashing = ProductCopy.withJava(work.resolve("crashing"), """
                case "$*" in *-XX:AOTCache=*) echo "$*" >> '%s/crashes'; kill -ILL $$ ;; esac
                exec "$java" "$@"
                """.formatted(work));
        for (int i = 1; i <= 2; i++) {
            Result result = Product
                    .start(work, List.of("env", "XDG_RUNTIME_DIR=" + tried, crashing.toString(), "--version"))
                    .end(LIMIT);
            assertThat(result.output()).matches("virt-p2v \\d+\\.\\d+\\.\\d+\n");
            assertThat(result.code()).isZero();
            // A crash is not remembered, or a moment without memory would slow all starts down.
            assertThat(work.resolve("crashes")).content().hasLineCount(i);
        }
    }

    @Test
    void triesTheRecordedStartOnceABoot() throws Exception {
        Path tried = Files.createDirectory(work.resolve("session"));
        Path counting = ProductCopy.withJava(work.resolve("counting"), """
                echo "$*" >> '%s/starts'
                exec "$java" "$@"
                """.formatted(work));
        for (int i = 1; i <= 3; i++) {
            Result result = Product
                    .start(work, List.of("env", "XDG_RUNTIME_DIR=" + tried, counting.toString(), "--version"))
                    .end(LIMIT);
            assertThat(result.code()).as(result.output()).isZero();
            assertThat(work.resolve("starts")).content().hasLineCount(i + 1);
        }
        // Another cache, although its time is the same.
        Path cache = work.resolve("counting/runtime/lib/virt-p2v.aot");
        Checkout.run("cp", "--archive", "--remove-destination", cache.toRealPath().toString(), cache + ".new");
        Checkout.run("mv", cache + ".new", cache.toString());
        Product.start(work, List.of("env", "XDG_RUNTIME_DIR=" + tried, counting.toString(), "--version")).end(LIMIT);
        assertThat(work.resolve("starts")).content().hasLineCount(6);
    }
}
