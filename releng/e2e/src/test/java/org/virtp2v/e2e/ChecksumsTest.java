package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is downloaded for the build has a pinned checksum, and is refused when it is something else. */
class ChecksumsTest {
    private static final Path SETTINGS = Checkout.DIR.resolve(".mvn");
    private static final Path LIST = SETTINGS.resolve("checksums/checksums.sha256");
    private static final Pattern COORDINATES = Pattern.compile("<groupId>([^<$]+)</groupId>\\s*"
            + "<artifactId>([^<$]+)</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern PROPERTY = Pattern.compile("<([\\w.]+\\.version)>([^<]+)</");
    private static final String PARENT = "<project><modelVersion>4.0.0</modelVersion><groupId>org.example</groupId>"
            + "<artifactId>parent</artifactId><version>1</version><packaging>pom</packaging></project>";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin/java");
    @TempDir
    Path work;

    /** The paths in the list. */
    private static List<String> pinned() throws IOException {
        return Files.readAllLines(LIST).stream().map(line -> line.replaceFirst("^[0-9a-f]{64} {2}", "")).toList();
    }

    /** Plug-ins, extensions and dependencies of a file, by their paths in a Maven repository; not our own parts. */
    private static Stream<String> named(Path file) throws IOException {
        Map<String, String> versions = new HashMap<>();
        PROPERTY.matcher(Files.readString(Checkout.DIR.resolve("pom.xml"))).results()
                .forEach(property -> versions.put("${" + property.group(1) + "}", property.group(2)));
        return COORDINATES.matcher(Files.readString(file)).results()
                .filter(artifact -> !artifact.group(1).startsWith("org.virtp2v")).map(artifact -> path(artifact,
                        versions.getOrDefault(artifact.group(3), artifact.group(3))));
    }

    private static String path(MatchResult artifact, String version) {
        return artifact.group(1).replace('.', '/') + "/" + artifact.group(2) + "/" + version + "/" + artifact.group(2)
                + "-" + version + ".jar";
    }

    @ParameterizedTest
    @ValueSource(strings = { ".mvn/extensions.xml", "pom.xml", "product/pom.xml", "bundles/org.virtp2v.doc/pom.xml",
            "releng/e2e/pom.xml", "releng/platform/virt-p2v.target", "releng/swtbot/swtbot.target" })
    void everythingThatIsNamedHasAChecksum(String file) throws Exception {
        List<String> named = named(Checkout.DIR.resolve(file)).toList();

        assertThat(named).isNotEmpty();
        List<String> pinned = pinned();
        assertThat(named.stream().filter(path -> !pinned.contains(path))).as("not in the list; run releng/checksums")
                .isEmpty();
    }

    @Test
    void theListIsSortedAndHasEachPathOnce() throws Exception {
        assertThat(pinned()).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(500);
    }

    /** Maven, with the settings of the build and a list with this checksum, downloads a parent from a directory. */
    private Checkout.Ended downloadAParent(String checksum) throws Exception {
        Path remote = Files.createDirectories(work.resolve("remote/org/example/parent/1")).resolve("parent-1.pom");
        Files.writeString(remote, PARENT);
        Files.writeString(remote.resolveSibling("parent-1.pom.sha1"),
                digest("SHA-1", PARENT));
        Path project = Files.createDirectory(work.resolve("project"));
        Path settings = Files.createDirectories(project.resolve(".mvn/checksums"));
        Files.copy(SETTINGS.resolve("maven.config"), settings.resolveSibling("maven.config"));
        Files.writeString(settings.resolve("checksums.sha256"),
                checksum + "  org/example/parent/1/parent-1.pom\n");
        Files.writeString(project.resolve("pom.xml"), "<project><modelVersion>4.0.0</modelVersion><parent>"
                + "<groupId>org.example</groupId><artifactId>parent</artifactId><version>1</version><relativePath/></parent>"
                + "<artifactId>child</artifactId><packaging>pom</packaging><repositories><repository><id>here</id><url>"
                + work.resolve("remote").toUri() + "</url></repository></repositories></project>");
        return Checkout.end(new ProcessBuilder(Checkout.DIR.resolve("mvnw").toString(), "-B", "-q", "-o",
                "-Daether.offline.protocols=file", "-Dmaven.repo.local=" + work.resolve("local"), "validate")
                .directory(project.toFile()));
    }

    private static String digest(String algorithm, String content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content.getBytes()));
    }

    private static String sha256(String content) throws Exception {
        return digest("SHA-256", content);
    }

    @Test
    void mavenRefusesADownloadThatIsNotWhatIsPinned() throws Exception {
        Checkout.Ended ended = downloadAParent("0".repeat(64));

        assertThat(ended.code()).isNotZero();
        assertThat(ended.output()).contains("org.example:parent:pom:1", "expected '" + "0".repeat(64) + "'",
                "actually '" + sha256(PARENT) + "'");
    }

    @Test
    void mavenTakesADownloadThatIsWhatIsPinned() throws Exception {
        assertThat(downloadAParent(sha256(PARENT))).isEqualTo(new Checkout.Ended(0, ""));
    }

    /** mvnw with an empty cache, and a Maven of the machine that downloads this in the place of the archive. */
    private Checkout.Ended mvnwDownloads(String archive) throws Exception {
        Path bin = Files.createDirectory(work.resolve("bin"));
        Checkout.program(bin.resolve("mvn"), "#!/bin/sh\nfor word; do case $word in -DoutputDirectory=*)\n"
                + "  printf %s '" + archive + "' > \"${word#*=}/apache-maven-3.9.16-bin.tar.gz\" ;; esac; done\n");
        var builder = new ProcessBuilder(Checkout.DIR.resolve("mvnw").toString(), "-v");
        builder.environment().put("XDG_CACHE_HOME", work.resolve("cache").toString());
        builder.environment().merge("PATH", bin + ":", (path, before) -> before + path);
        return Checkout.end(builder);
    }

    @Test
    void mvnwRefusesAMavenThatIsNotWhatIsPinned() throws Exception {
        Checkout.Ended ended = mvnwDownloads("another Maven");

        assertThat(ended.code()).isEqualTo(1);
        String expected = Files.readAllLines(LIST).stream().filter(line -> line.contains("apache-maven-3.9.16-bin"))
                .findFirst().orElseThrow().substring(0, 64);
        assertThat(ended.output()).contains("apache-maven-3.9.16-bin.tar.gz is not used", expected,
                sha256("another Maven"));
        assertThat(work.resolve("cache/virt-p2v-build/apache-maven-3.9.16")).doesNotExist();
    }

    /** A p2 repository with one bundle, and what is said of it. */
    private Checkout.Ended pins(String checksum) throws Exception {
        Path repository = Files.createDirectories(work.resolve("repository/plugins")).getParent();
        Files.writeString(repository.resolve("plugins/a.part_1.0.0.jar"), "a part");
        try (var jar = new JarOutputStream(Files.newOutputStream(repository.resolve("artifacts.jar")))) {
            jar.putNextEntry(new JarEntry("artifacts.xml"));
            jar.write(
                    ("<repository><artifacts><artifact classifier='osgi.bundle' id='a.part' version='1.0.0'><properties>"
                            + "<property name='maven-groupId' value='org.example.a'/><property name='maven-artifactId' value='part'/>"
                            + "<property name='maven-version' value='1.0'/></properties></artifact></artifacts></repository>")
                            .getBytes());
        }
        Path list = Files.writeString(work.resolve("list"), checksum + "\n");
        return Checkout.end(new ProcessBuilder(JAVA.toString(),
                Checkout.DIR.resolve("product/materials/Pins.java").toString(), repository.toString(),
                list.toString()));
    }

    @Test
    void aProductIsMadeOfWhatIsPinned() throws Exception {
        assertThat(pins(sha256("a part") + "  org/example/a/part/1.0/part-1.0.jar"))
                .isEqualTo(new Checkout.Ended(0, ""));
    }

    @Test
    void aProductIsNotMadeOfABundleThatWasChangedOrHasNoChecksum() throws Exception {
        String found = sha256("a part");

        assertThat(pins("0".repeat(64) + "  org/example/a/part/1.0/part-1.0.jar")).satisfies(ended -> {
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.output()).contains("a.part_1.0.0.jar", "should be " + "0".repeat(64), "is " + found);
        });
        assertThat(pins(found + "  org/example/a/part/1.1/part-1.1.jar")).satisfies(ended -> {
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.output()).contains(found, "none is pinned for org/example/a/part/1.0/part-1.0.jar",
                    "run releng/checksums");
        });
    }
}
