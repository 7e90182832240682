package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher works wherever the product is copied to, for everybody, without noise, and with what makes it fast. */
class LauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CACHE = "runtime/lib/virt-p2v.aot";
    /** The first version of a JDK that makes an AOT cache. */
    private static final int JAVA_WITH_CACHE = 25;
    /** The virtual machine refuses to start when it cannot use the cache. */
    private static final String CACHE_OR_NOTHING = "VIRT_P2V_JAVA_OPTIONS=-XX:AOTMode=on";
    @TempDir
    Path work;

    private record Run(int code, String out, String err) {
    }

    @BeforeEach
    void openForAll() throws IOException {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run run(String... command) throws Exception {
        Path out = Files.createTempFile(work, "run", ".out");
        Path err = Files.createTempFile(work, "run", ".err");
        Process process = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectOutput(out.toFile())
                .redirectError(err.toFile()).start();
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("It hangs: " + Arrays.toString(command));
        }
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Tells its version, and nothing else. */
    private void tellsItsVersion(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--version");
        Run run = run(all.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches("virt-p2v \\d+\\.\\d+\\.\\d+\n");
        assertThat(run.code()).isZero();
    }

    private Path copy(String name) throws Exception {
        Path copy = work.resolve(name);
        ProductCopy.of(copy);
        return copy;
    }

    private static boolean hasCache() throws IOException {
        String release = Files.readString(Checkout.HOME.resolve("runtime/release"));
        int java = Integer.parseInt(release.replaceAll("(?s).*JAVA_VERSION=\"(\\d+).*", "$1"));
        return java >= JAVA_WITH_CACHE;
    }

    @Test
    void tellsItsVersionWithoutNoise() throws Exception {
        tellsItsVersion(Checkout.PRODUCT.toString());
    }

    @Test
    void worksThroughLinks() throws Exception {
        Path bin = Files.createDirectories(work.resolve("usr/bin"));
        Path absolute = Files.createSymbolicLink(work.resolve("absolute"), Checkout.PRODUCT);
        Path relative = Files.createSymbolicLink(bin.resolve("virt-p2v"), Path.of("../../absolute"));
        tellsItsVersion(absolute.toString());
        tellsItsVersion(relative.toString());
        tellsItsVersion("env", "--chdir=" + bin, "PATH=" + bin + ":/usr/bin:/bin", "virt-p2v");
    }

    @ParameterizedTest
    @ValueSource(strings = { "100%", "no#1", "what?", "a%b#c?d", "a [b] (c) ünï" })
    void runsFromAPlaceWhoseNameIsNoUrl(String name) throws Exception {
        String program = copy(name).resolve("bin/virt-p2v").toString();
        Run run = run(program, "--cmdline=p2v.dump_config_and_exit");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("remote.port ");
    }

    @Test
    void worksForAnotherUserFromAReadOnlyPlaceWithoutAHome() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
        Path copy = copy("a place, with spaces");
        Checkout.run("chmod", "--recursive", "a-w", copy.toString());
        String program = copy.resolve("bin/virt-p2v").toString();
        String[] nobody = { "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "--unset=HOME",
                "--unset=DISPLAY", "--unset=WAYLAND_DISPLAY" };
        List<String> command = new ArrayList<>(List.of(nobody));
        if (hasCache()) {
            command.add(CACHE_OR_NOTHING);
        }
        command.add(program);
        tellsItsVersion(command.toArray(String[]::new));
        command.add("--cmdline=p2v.name=x");
        Run wizard = run(command.toArray(String[]::new));
        assertThat(wizard.err()).contains("There is no display").doesNotContain("xception");
        assertThat(wizard.code()).isEqualTo(1);
    }

    @Test
    void optionsOfOtherJavaProgramsDoNoHarm() throws Exception {
        tellsItsVersion("env", "JAVA_TOOL_OPTIONS=-Xmx1m", "JDK_JAVA_OPTIONS=-Xmx1m", "_JAVA_OPTIONS=-Xmx1m",
                Checkout.PRODUCT.toString());
    }

    @Test
    void passesOnArgumentsAndExitCode() throws Exception {
        Run run = run(Checkout.PRODUCT.toString(), "--no such option  ");
        assertThat(run.err()).contains("--no such option  ");
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "LC_ALL=C", "LC_ALL=POSIX", "LANG=xx_YY.UTF-8", "LC_CTYPE=en_US.ISO-8859-1", "LANG=" })
    void readsAndWritesUtf8WhateverTheLocale(String locale) throws Exception {
        Run run = run("env", "--unset=LC_ALL", "--unset=LANG", locale, Checkout.PRODUCT.toString(),
                "--cmdline=p2v.name=Büro-PC p2v.dump_config_and_exit", "--test-disk=/tmp/Größe €.img");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Büro-PC\n", "/tmp/Größe €.img\n");
    }

    @Test
    void readsArgumentsThatAreNotUtf8() throws Exception {
        Run run = run("bash", "-c",
                "exec \"$0\" $'--cmdline=root=LABEL=\\xfc p2v.name=B\\xfcro p2v.dump_config_and_exit'",
                Checkout.PRODUCT.toString());

        assertThat(run.err()).contains("p2v.name", "not UTF-8").hasLineCount(1);
        assertThat(run.out()).contains("Büro\n");
    }

    @Test
    void keepsTheLanguageWhereTheLocaleIsNotUtf8() throws Exception {
        Run run = run("env", "--unset=LC_ALL", "LANG=de_DE@euro", Checkout.PRODUCT.toString(), "--no-such-option");

        assertThat(run.err()).contains("Unbekannte");
    }

    @ParameterizedTest
    @ValueSource(strings = { "DISPLAY=", "DISPLAY=:65000", "WAYLAND_DISPLAY=no-such-display" })
    void displayThatIsNotThere(String display) throws Exception {
        Run run = run("env", "--unset=DISPLAY", "--unset=WAYLAND_DISPLAY", "--unset=GDK_BACKEND", display,
                Checkout.PRODUCT.toString(), "--cmdline=p2v.name=x");
        assertThat(run.err()).contains("There is no display", "p2v.server").doesNotContain("\tat ");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void isTheProcessThatGetsTheSignals() throws Exception {
        Path begun = work.resolve("begun");
        Path disk = Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        Product product = Product.start(work,
                "p2v.server=127.0.0.1 p2v.port=1 p2v.pre=\"touch " + begun + "; sleep 5\"", List.of(disk));
        await(begun);
        product.signal("TERM");
        // 128 and the number of the signal, as no conversion has begun that would have to be cancelled.
        assertThat(product.end(LIMIT).code()).isEqualTo(143);
        assertThat(Leftovers.processesWith(Duration.ofSeconds(3), "--test-disk=" + disk)).isEmpty();
    }

    /** Waits until the product runs the command in p2v.pre, which makes this file. */
    private static void await(Path begun) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(begun)) {
            assertThat(System.nanoTime()).as("time for p2v.pre to begin").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static List<Path> filesIn(Path directory, String glob) throws IOException {
        try (var files = Files.newDirectoryStream(directory, glob)) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "--cmdline=%s", "--cmdl=%s", "--cmdline %s" })
    void showsAndLeavesNoSecretAlsoWhenJavaCrashes(String option) throws Exception {
        Path begun = work.resolve("begun");
        Path disk = Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        String line = "p2v.server=127.0.0.1 p2v.port=1 p2v.password=hunter2 p2v.pre=\"touch " + begun + "; sleep 30\"";
        List<String> command = new ArrayList<>(List.of("env", "--chdir=" + work, Checkout.PRODUCT.toString()));
        int space = option.indexOf(' ');
        command.addAll(space < 0 ? List.of(option.formatted(line)) : List.of(option.substring(0, space), line));
        command.add("--test-disk=" + disk);
        Product product = Product.start(work, command);
        await(begun);
        assertThat(Leftovers.processesWith(Duration.ZERO, "--test-disk=" + disk)).isNotEmpty();
        assertThat(Leftovers.processesWith(Duration.ZERO, "hunter2")).isEmpty();
        product.signal("SEGV");
        Product.Result result = product.end(LIMIT);
        assertThat(result.code()).isEqualTo(134);
        assertThat(result.output()).contains("SIGSEGV", "Problematic frame").doesNotContain("hunter2");
        assertThat(filesIn(work, "{hs_err,core,replay}*")).isEmpty();
        // Not those of a test beside this one.
        String its = "{hs_err,core,replay}*[!0-9]" + product.pid() + "{,.*}";
        assertThat(filesIn(Path.of("/tmp"), its)).isEmpty();
    }

    @Test
    void takesTheCommandLineFromAFileOrStandardInput() throws Exception {
        Path file = Files.writeString(work.resolve("line"),
                "p2v.dump_config_and_exit\n p2v.name=Büro p2v.password=hunter2\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String program = Checkout.PRODUCT.toString();
        Run closed = run("env", "LC_ALL=C.UTF-8", program, "--cmdline-file=" + file);
        assertThat(closed.err()).isEmpty();
        assertThat(closed.out()).containsPattern("guestname +Büro").containsPattern("auth.password +\\*\\*\\*");
        assertThat(run("sh", "-c", "\"$0\" --cmdline-file - < \"$1\"", program, file.toString()).out())
                .containsPattern("auth.password +\\*\\*\\*");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run(program, "--cmdline-file=" + file).err()).contains("chmod 600");
        for (String wrong : List.of("/dev/zero", work.toString(), work.resolve("none").toString())) {
            Run run = run(program, "--cmdline-file=" + wrong);
            assertThat(run.err()).startsWith("virt-p2v: error: --cmdline-file: ").contains(wrong);
            assertThat(run.code()).isEqualTo(1);
        }
    }

    @Test
    void handsOnACommandLineOfAnyLength() throws Exception {
        String disks = "a,".repeat(30_000);
        Run run = run(Checkout.PRODUCT.toString(),
                "--cmdline=p2v.dump_config_and_exit p2v.name='$x`y` p2v.disks=" + disks);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("guestname +'\\$x`y`\n").contains("a a a a");
        assertThat(run(Checkout.PRODUCT.toString(), "--cmdline").err()).contains("--cmdline");
    }

    /** SWT would have D-Bus start a session's bus, which stays when the program has gone. */
    @Test
    void startsNoSessionWhereThereIsNone() throws Exception {
        Path called = work.resolve("called");
        Path programs = Files.createDirectory(work.resolve("programs"));
        Checkout.program(programs.resolve("dbus-launch"), "#!/bin/sh\ntouch '" + called + "'\nexit 1\n");
        Run run = run(Checkout.DIR.resolve("releng/gui-session").toString(), "env",
                "--unset=DBUS_SESSION_BUS_ADDRESS", "--unset=XDG_RUNTIME_DIR",
                "PATH=" + programs + ":" + System.getenv("PATH"),
                "VIRT_P2V_JAVA_OPTIONS=-Dvirtp2v.leaveWhenPainted=true", Checkout.PRODUCT.toString(), "--cmdline=");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(called).doesNotExist();
    }

    /** It must not look like one of the program's own reasons to end. */
    @Test
    void outOfMemoryHasNoExitCodeOfAnother() throws Exception {
        Run run = run("env", "VIRT_P2V_JAVA_OPTIONS=-Xms3m -Xmx3m", Checkout.PRODUCT.toString(),
                "--cmdline=p2v.dump_config_and_exit p2v.disks=" + "a,".repeat(60_000));
        assertThat(run.code()).as(run.err()).isEqualTo(137);
    }

    @Test
    void usesTheRecordedStart() throws Exception {
        assumeTrue(hasCache(), "the JDK of this build makes no AOT cache");
        assertThat(Checkout.HOME.resolve(CACHE)).exists();
        tellsItsVersion("env", CACHE_OR_NOTHING, Checkout.PRODUCT.toString());
        Path log = work.resolve("classes");
        tellsItsVersion("env", "VIRT_P2V_JAVA_OPTIONS=-Xlog:class+load:file=" + log, Checkout.PRODUCT.toString());
        List<String> classes = Files.readAllLines(log).stream()
                .filter(line -> line.matches(".*\\] org\\.(virtp2v|eclipse)\\..*") && !line.contains("$$Lambda"))
                .toList();
        assertThat(classes).hasSizeGreaterThan(300);
        assertThat(classes.stream().filter(line -> !line.contains("source: shared objects file")))
                .hasSizeLessThan(classes.size() / 20);
    }

    /** Else the compiler would still be busy while the first gigabytes of a disk travel. */
    @Test
    void knowsWhatTheCompilerMadeOfAConversion() throws Exception {
        assumeTrue(hasCache(), "the JDK of this build makes no AOT cache");
        Run run = run("env", "VIRT_P2V_CACHE=on",
                "VIRT_P2V_JAVA_OPTIONS=-XX:+UnlockDiagnosticVMOptions -XX:+AOTPrintTrainingInfo",
                Checkout.PRODUCT.toString(), "--version");
        assertThat(run.code()).as(run.err()).isZero();
        // Level 4 is that of C2, the compiler that makes fast code.
        for (String name : List.of("com/jcraft/jsch/Session", "com/sun/crypto/provider/GaloisCounterMode",
                "org/virtp2v/ssh/internal/connection/PacketOutput", "org/virtp2v/nbd/internal/builtin/Replies")) {
            assertThat(run.out()).containsPattern(" C " + name + "\\S*L4 ");
        }
        assertThat(run.out()).doesNotContain(" C org/eclipse/");
    }

    @Test
    void startsSilentlyWhenTheRecordedStartDoesNotFit() throws Exception {
        assumeTrue(hasCache(), "the JDK of this build makes no AOT cache");
        Path copy = copy("changed");
        String program = copy.resolve("bin/virt-p2v").toString();
        Files.write(copy.resolve(CACHE), new byte[4096]);
        assertThat(run("env", CACHE_OR_NOTHING, program, "--version").code()).isNotZero();
        tellsItsVersion(program);
        Files.delete(copy.resolve(CACHE));
        tellsItsVersion(program);
    }
}
