package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;

/** The product's bill of materials and its notices name everything that is in the product. */
class MaterialsTest {
    private static final Path DOC = Checkout.HOME.resolve("share/doc/virt-p2v");
    private static final Path BILL = DOC.resolve("sbom.cdx.json");

    /** Every jar of the product by its bundle's name and version. */
    private static Map<String, Path> bundles() throws Exception {
        Map<String, Path> bundles = new LinkedHashMap<>();
        try (Stream<Path> plugins = Files.list(Checkout.HOME.resolve("plugins"))) {
            for (Path path : plugins.toList()) {
                try (var jar = new JarFile(path.toFile())) {
                    Attributes manifest = jar.getManifest().getMainAttributes();
                    bundles.put(manifest.getValue("Bundle-SymbolicName").replaceAll(";.*", "") + "_"
                            + manifest.getValue("Bundle-Version"), path);
                }
            }
        }
        return bundles;
    }

    @Test
    void theBillIsValid() throws Exception {
        assertThat(new JsonParser().validate(BILL.toFile(), Version.VERSION_16)).isEmpty();
    }

    @Test
    void theBillHasEveryBundleWithItsChecksumAndLicence() throws Exception {
        Bom bill = new JsonParser().parse(BILL.toFile());
        Map<String, Component> listed = new LinkedHashMap<>();
        bill.getComponents().stream().filter(c -> c.getProperties() != null)
                .forEach(c -> listed.put(c.getProperties().get(0).getValue(), c));
        Map<String, Path> bundles = bundles();
        assertThat(listed.keySet()).containsExactlyInAnyOrderElementsOf(bundles.keySet());
        for (var entry : bundles.entrySet()) {
            Component component = listed.get(entry.getKey());
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(entry.getValue()));
            assertThat(component.getHashes().get(0).getValue()).as(entry.getKey())
                    .isEqualTo(HexFormat.of().formatHex(sum));
            assertThat(component.getPurl()).as(entry.getKey()).startsWith("pkg:maven/" + component.getGroup());
            assertThat(component.getLicenses().getLicenses()).as(entry.getKey()).isNotEmpty();
        }
        assertThat(bill.getDependencies().get(0).getDependencies()).hasSameSizeAs(bill.getComponents());
    }

    @Test
    void theBillHasTheJavaRuntimeWithItsVersion() throws Exception {
        var release = new Properties();
        try (var reader = Files.newBufferedReader(Checkout.HOME.resolve("runtime/release"))) {
            release.load(reader);
        }
        List<Component> runtime = new JsonParser().parse(BILL.toFile()).getComponents().stream()
                .filter(c -> c.getName().equals("OpenJDK")).toList();
        assertThat(runtime).hasSize(1);
        assertThat(runtime.get(0).getVersion()).startsWith(release.getProperty("JAVA_VERSION").replace("\"", ""));
        assertThat(runtime.get(0).getLicenses().getExpression().getValue()).startsWith("GPL-2.0-only WITH Classpath");
    }

    @Test
    void theNoticesNameEveryForeignBundleWithItsLicence() throws Exception {
        String notices = Files.readString(DOC.resolve("third-party-notices.txt"));
        String parts = notices.substring(0, notices.indexOf("\n====="));
        for (String bundle : bundles().keySet()) {
            if (!bundle.startsWith("org.virtp2v.")) {
                assertThat(parts).containsPattern(": \\Q" + bundle.replaceFirst("_(?=\\d[^_]*$)", " ")
                        + "\\E\n  Licence: \\S.*\n  Origin: Maven artifact \\S.*\n  Texts:( \\S+ \\[\\d+\\])+\n");
            }
        }
        for (String words : List.of("GNU GENERAL PUBLIC LICENSE", "Apache License",
                "Eclipse Public License Version 2.0",
                "Redistribution and use in source and binary forms")) {
            assertThat(notices.replaceAll("\\s+", " ").contains(words)).as(words).isTrue();
        }
    }

    /** Neither in its programs and libraries, nor in files beside them, as some distributions' JDKs have. */
    @Test
    void theRuntimeHasNothingForDebuggers() throws Exception {
        List<String> files;
        try (Stream<Path> all = Files.walk(Checkout.HOME.resolve("runtime"))) {
            files = all.map(Path::toString).toList();
        }
        assertThat(files).noneMatch(f -> f.matches(".*\\.(debug|debuginfo|diz|dSYM)"));
        List<String> command = new ArrayList<>(List.of("readelf", "--sections", "--wide"));
        files.stream().filter(f -> f.matches(".*\\.so|.*/bin/\\w+")).forEach(command::add);
        assertThat(Checkout.run(command.toArray(String[]::new))).contains("/libjvm.so", "/libswt-gtk-", ".dynsym")
                .doesNotContain(" .debug_", " .symtab");
    }
}
