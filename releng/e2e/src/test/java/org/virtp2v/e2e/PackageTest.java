package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packages that {@code releng/package} makes. */
class PackageTest {
    private static final String VERSION = "7.5";
    private static Path work;
    private static Path deb;
    private static Path rpm;

    @BeforeAll
    static void makePackages() throws Exception {
        work = Files.createTempDirectory("packages");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        Checkout.run(Checkout.DIR.resolve("releng/package").toString(), "--output", work.toString(), "--version",
                VERSION);
        deb = work.resolve("virt-p2v_" + VERSION + "_amd64.deb");
        rpm = work.resolve("virt-p2v-" + VERSION + "-1.x86_64.rpm");
    }

    @AfterAll
    static void remove() throws Exception {
        Checkout.run("rm", "-rf", "--one-file-system", work.toString());
    }

    /**
     * On a system where the C program's package is installed, with the packages that ours depends on, and no others.
     */
    @Test
    void replacesTheCProgramConvertsADiskAndIsPurgedWithoutATrace() throws Exception {
        FreshRoot root = FreshRoot.make(work.resolve("root"));
        root.succeed("sh", "-c", "cd /tmp && apt-get download -qq virt-p2v && dpkg --force-depends -i virt-p2v_*.deb");
        Path theirs = root.dir().resolve(PeerTest.PACKED.toString().substring(1));
        assertThat(theirs).exists();

        Files.copy(deb, root.dir().resolve("tmp/our.deb"));
        root.succeed("apt-get", "-f", "install", "-qq", "-y", "--no-install-recommends", "/tmp/our.deb");
        assertThat(root.succeed("dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", "virt-p2v"))
                .isEqualTo("installed 2:" + VERSION);
        assertThat(theirs).doesNotExist();
        List<String> installed = root.files();
        List<String> ours = new ArrayList<>(root.succeed("dpkg", "-L", "virt-p2v").lines().toList());

        takesTheOptionsOfTheCProgram(root);
        itsToolsAreComplete(root);
        findsAllLibraries(root);
        usesTheRecordedStart(root);
        convertsADisk(root);

        assertThat(without(root.files(), installed)).as("what running it leaves").isEmpty();
        root.succeed("apt-get", "purge", "-qq", "-y", "virt-p2v");
        ours.removeIf(f -> Files.exists(root.dir().resolve(f.substring(1)), LinkOption.NOFOLLOW_LINKS));
        assertThat(ours).contains("/usr/bin/virt-p2v", "/usr/lib/virt-p2v", "/usr/share/doc/virt-p2v/copyright",
                "/usr/share/man/man1/virt-p2v.1.gz", "/usr/share/bash-completion/completions/virt-p2v",
                "/usr/share/applications/org.virtp2v.virt-p2v.desktop");
        List<String> others = without(installed, ours);
        List<String> left = root.files();
        assertThat(without(left, others)).as("what purging it leaves").isEmpty();
        assertThat(without(others, left)).as("what purging it takes from others").isEmpty();
        assertThat(left).noneMatch(f -> f.contains("p2v"));
        assertThat(root.succeed("find", "/var/lib/dpkg/info", "-name", "virt-p2v*")).isEmpty();
    }

    private static List<String> without(List<String> files, List<String> others) {
        Set<String> known = Set.copyOf(others);
        return files.stream().filter(f -> !known.contains(f)).toList();
    }

    /** They find what is theirs, and not the rest of /usr. */
    private static void itsToolsAreComplete(FreshRoot root) throws Exception {
        for (String tool : List.of("virt-p2v-fleet", "virt-p2v-make-disk", "virt-p2v-make-kickstart",
                "virt-p2v-make-kiwi")) {
            assertThat(root.succeed(tool, "--version")).startsWith(tool + " ");
        }
        Path sources = root.dir().resolve("tmp/mirror.list");
        Files.writeString(sources, "deb http://mirror.example/debian bookworm main\n");
        Checkout.Ended nothingToBuildWith = root.run("virt-p2v-make-disk", "-o", "/tmp/image.iso", "--sources",
                "/tmp/mirror.list",
                "bookworm");
        Files.delete(sources);
        assertThat(nothingToBuildWith.output()).contains("missing: ", "mmdebstrap");
        Path own = root.dir().resolve("usr/lib/virt-p2v/share/virt-p2v/image/build");
        assertThat(own.toRealPath()).isEqualTo(own).isExecutable();
    }

    private static void takesTheOptionsOfTheCProgram(FreshRoot root) throws Exception {
        assertThat(root.succeed("virt-p2v", "--version")).isEqualTo("virt-p2v 1.0.0\n");
        assertThat(root.succeed("virt-p2v", "-V")).startsWith("virt-p2v ");
        assertThat(root.succeed("virt-p2v", "--help")).contains("--cmdline=CMDLINE", "--iso", "--nbd=SERVER");
        assertThat(root.succeed("virt-p2v", "--long-options").lines()).contains("--cmdline", "--colours",
                "--test-disk");
        assertThat(root.succeed("virt-p2v", "--short-options").lines()).containsExactlyInAnyOrder("-v", "-V");
        assertThat(root.succeed("virt-p2v", "--cmdline=p2v.server=conv p2v.o=null p2v.dump_config_and_exit"))
                .containsPattern("remote.server\\W+conv").containsPattern("output.type\\W+null");
        Checkout.Ended noDisplay = root.run("virt-p2v", "--cmdline=");
        assertThat(noDisplay.code()).isEqualTo(1);
        assertThat(noDisplay.output()).contains("There is no display for the wizard");
    }

    /** SWT's libraries that the wizard needs, and all of the Java runtime. */
    private static void findsAllLibraries(FreshRoot root) throws Exception {
        Path swt = Files.createDirectory(root.dir().resolve("tmp/swt"));
        try (Stream<Path> plugins = Files.list(root.dir().resolve("usr/lib/virt-p2v/plugins"))) {
            Path jar = plugins.filter(p -> p.getFileName().toString().startsWith("org.eclipse.swt.gtk.")).findAny()
                    .orElseThrow();
            Checkout.run("unzip", "-q", jar.toString(), "*.so", "-d", swt.toString());
        }
        // The JVM's own library is loaded before the others of the runtime, which do not say where it is.
        String needed = root.succeed("env", "LD_LIBRARY_PATH=/usr/lib/virt-p2v/runtime/lib/server", "sh", "-c",
                "ldd /tmp/swt/libswt-gtk-*.so /tmp/swt/libswt-pi3-*.so"
                        + " /tmp/swt/libswt-cairo-*.so /tmp/swt/libswt-atk-*.so /usr/lib/virt-p2v/runtime/bin/java"
                        + " $(find /usr/lib/virt-p2v/runtime -name '*.so')");
        assertThat(needed.lines()).anyMatch(l -> l.contains("libgtk-3.so.0 => /"))
                .anyMatch(l -> l.contains("/server/libjvm.so:")).noneMatch(l -> l.contains("not found"));
    }

    /** The record belongs to files with their times, which packages must keep. */
    private static void usesTheRecordedStart(FreshRoot root) throws Exception {
        if (Files.exists(Checkout.HOME.resolve("runtime/lib/virt-p2v.aot"))) {
            assertThat(root.succeed("env", "VIRT_P2V_JAVA_OPTIONS=-Xlog:class+load", "virt-p2v", "--version"))
                    .containsPattern("org\\.virtp2v\\.app\\.Program source: shared objects file");
        }
    }

    private static void convertsADisk(FreshRoot root) throws Exception {
        Path recorder = Checkout.program(work.resolve("recorder"), """
                #!/bin/sh
                case "$*" in
                  *--version*) echo 'virt-v2v 2.2.0' ;;
                  *--machine-readable*) printf 'libguestfs-rewrite\\ncolours-option\\noutput:null\\n' ;;
                esac
                """);
        Files.write(root.dir().resolve("tmp/disk.img"), new byte[1 << 20]);
        try (LabServer server = LabServer.start("--user", "--virt-v2v", recorder.toString())) {
            assertThat(root.succeed("virt-p2v", "--test-disk=/tmp/disk.img", "--nbd=qemu-nbd-no-sa,nbdkit-no-sa",
                    "--cmdline=" + server.asUserWithSudo() + " p2v.name=packaged p2v.o=null p2v.post="))
                    .contains("Conversion finished successfully");
        }
    }

    @Test
    void lintianHasNoErrors() throws Exception {
        assertThat(Checkout.run("lintian", "--allow-root", "--fail-on", "error", deb.toString()))
                .doesNotContain("E: ");
    }

    @Test
    void rpmlintHasNoErrors() throws Exception {
        assertThat(Checkout.run("rpmlint", "-c", Checkout.DIR.resolve("releng/packages/rpmlint.toml").toString(),
                rpm.toString())).contains(" 0 errors,");
    }

    @Test
    void needsNoScriptsToBeInstalled() throws Exception {
        assertThat(Checkout.run("dpkg-deb", "--ctrl-tarfile", deb.toString())).doesNotContain("preinst", "postinst",
                "prerm", "postrm");
        assertThat(Checkout.run("rpm", "-qp", "--scripts", "--triggers", rpm.toString())).isBlank();
    }

    @Test
    void theRpmHasTheSameFilesAsTheDeb() throws Exception {
        Path fromDeb = work.resolve("from-deb");
        Path fromRpm = Files.createDirectory(work.resolve("from-rpm"));
        Checkout.run("dpkg-deb", "-x", deb.toString(), fromDeb.toString());
        Checkout.run("sh", "-c", "rpm2cpio " + rpm + " | (cd " + fromRpm + " && cpio -idm --quiet)");
        Checkout.run("rm", "-r", fromDeb.resolve("usr/share/lintian").toString());
        Checkout.run("diff", "-r", "--no-dereference", fromDeb.toString(), fromRpm.toString());
        assertThat(fromRpm.resolve("usr/bin/virt-p2v")).isSymbolicLink().isExecutable();
    }

    @Test
    void theRpmSaysWhatItNeedsAndReplacesFedorasCProgram() throws Exception {
        assertThat(Checkout.run("rpm", "-qp", "--requires", rpm.toString()).lines()).contains("libgtk-3.so.0()(64bit)",
                "(/usr/bin/qemu-nbd or nbdkit)", "libc.so.6(GLIBC_2.17)(64bit)", "util-linux");
        assertThat(Checkout.run("rpm", "-qp", "--provides", rpm.toString()).lines())
                .contains("virt-p2v = 2:" + VERSION + "-1").noneMatch(p -> p.contains("lib"));
        assertThat(Checkout.run("rpm", "-qpl", rpm.toString()).lines()).contains("/usr/lib/virt-p2v")
                .doesNotContain("/usr", "/usr/bin", "/usr/share", "/usr/share/icons/hicolor");
        Checkout.run("rpm", "-K", "--nosignature", rpm.toString());
    }

    @Test
    void bothNameWhatTheToolsForImagesNeed() throws Exception {
        String build = Files.readString(Checkout.DIR.resolve("releng/image/build"));
        String needed = build.replaceFirst("(?s).*\nPACKAGES=\"([^\"]*)\".*", "$1");
        assertThat(
                Checkout.run("dpkg-deb", "-f", deb.toString(), "Depends", "Recommends", "Suggests").split("[\\s,|]+"))
                .contains(needed.split(" ")).contains("xz-utils", "curl");
        assertThat(Checkout.run("rpm", "-qp", "--recommends", rpm.toString()).lines()).contains("tar", "gzip", "xz",
                "curl");
    }

    @Test
    void theArchiveRunsWhereItIsUnpacked(@TempDir Path elsewhere) throws Exception {
        Checkout.run("tar", "-C", elsewhere.toString(), "--zstd", "-xf",
                work.resolve("virt-p2v-" + VERSION + "-x86_64.tar.zst").toString());
        assertThat(Checkout.run(elsewhere.resolve("virt-p2v-" + VERSION + "/bin/virt-p2v").toString(), "--version"))
                .startsWith("virt-p2v ");
    }

    @Test
    void theP2RepositoryHasEveryBundleOfTheProduct(@TempDir Path repository) throws Exception {
        Checkout.run("unzip", "-q", work.resolve("virt-p2v-" + VERSION + "-p2.zip").toString(), "-d",
                repository.toString());
        assertThat(repository.resolve("p2.index")).exists();
        assertThat(names(repository.resolve("plugins"))).containsAll(names(Checkout.HOME.resolve("plugins")));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
