package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What takes the signatures off the jars of the product looks at them first. */
class RepackTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
    @TempDir
    static Path original;
    @TempDir
    Path work;
    private Path jar;

    /** A signed jar with classes for every release and for release 9. The classes are text, which nobody runs. */
    @BeforeAll
    static void signAJar() throws Exception {
        Path files = original.resolve("files");
        write(files, "a/Part.class", "class Part");
        write(files, "META-INF/versions/9/a/Part.class", "class Part of release 9");
        write(files, "META-INF/LICENSE", "a licence");
        Path manifest = Files.writeString(original.resolve("manifest"), "Multi-Release: true\n");
        String signed = original.resolve("signed.jar").toString();
        tool("jar", "--create", "--file", signed, "--manifest", manifest.toString(), "-C", files.toString(), ".");
        String keys = original.resolve("keys").toString();
        tool("keytool", "-genkeypair", "-keystore", keys, "-storepass", "secret", "-alias", "us", "-keyalg", "EC",
                "-dname", "CN=us");
        tool("jarsigner", "-keystore", keys, "-storepass", "secret", signed, "us");
    }

    private static void tool(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(JDK.resolve(name).toString()));
        command.addAll(List.of(arguments));
        Checkout.run(command.toArray(String[]::new));
    }

    private static void write(Path directory, String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @BeforeEach
    void copyTheJar() throws IOException {
        jar = Files.copy(original.resolve("signed.jar"), work.resolve("part.jar"));
    }

    private Checkout.Ended repack() throws Exception {
        return Checkout.end(new ProcessBuilder(JDK.resolve("java").toString(),
                Checkout.DIR.resolve("product/launcher/Repack.java").toString(), jar.toString()));
    }

    /** Puts a file into the jar, as somebody does who has no key. */
    private void put(String name, String text) throws IOException {
        try (var content = FileSystems.newFileSystem(jar)) {
            write(content.getPath("/"), name, text);
        }
    }

    @Test
    void takesTheSignatureOffAndKeepsEveryFile() throws Exception {
        assertThat(repack()).isEqualTo(new Checkout.Ended(0, ""));

        try (var repacked = new JarFile(jar.toFile())) {
            assertThat(repacked.stream().map(ZipEntry::getName)).containsExactlyInAnyOrder("META-INF/MANIFEST.MF",
                    "META-INF/LICENSE", "META-INF/versions/9/a/Part.class", "a/Part.class");
            var manifest = repacked.getManifest();
            assertThat(manifest.getMainAttributes().getValue("Multi-Release")).isEqualTo("true");
            assertThat(manifest.getEntries()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "a/New.class", "META-INF/versions/9/a/New.class", "META-INF/versions/21/a/Part.class",
            "META-INF/services/a.Service", "META-INF/new.xml" })
    void refusesAFileThatIsNotSigned(String name) throws Exception {
        put(name, "not signed");

        assertThat(repack().output()).contains(jar + " is signed, but this in it is not: [" + name + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = { "a/Part.class", "META-INF/versions/9/a/Part.class", "META-INF/LICENSE" })
    void refusesAFileThatWasChanged(String name) throws Exception {
        put(name, "changed");

        Checkout.Ended ended = repack();
        assertThat(ended.code()).isNotZero();
        assertThat(ended.output()).contains("SecurityException", name);
    }
}
