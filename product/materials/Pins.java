import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Checks that the foreign bundles of the product are those whose checksums are pinned, before a product is made of
 * them. Maven checks what it downloads; this also notices a jar that was changed in its cache later, or that has no
 * checksum.
 *
 * <p>
 * Usage: {@code java Pins.java REPOSITORY CHECKSUMS}. REPOSITORY is the p2 repository of the build, which has the
 * bundles as they were downloaded, and knows where each is from; CHECKSUMS is the list {@code checksums.sha256}. Ends
 * with 1 when a bundle is another one or has no checksum, and names all of them.
 */
public final class Pins {
    private static final String OURS = "org.virtp2v";
    private final Path repository;
    private final Map<String, String> pinned;

    private Pins(Path repository, Map<String, String> pinned) {
        this.repository = repository;
        this.pinned = pinned;
    }

    /** Prints what is wrong, a line for each bundle, on standard error. */
    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: java Pins.java REPOSITORY CHECKSUMS");
            System.exit(1);
        }
        List<String> problems = new Pins(Path.of(args[0]), checksums(Path.of(args[1]))).problems();
        problems.forEach(problem -> System.err.println("pins: " + problem));
        System.exit(problems.isEmpty() ? 0 : 1);
    }

    /** The checksums by path in Maven's repository, as sha256sum writes them. */
    private static Map<String, String> checksums(Path list) throws IOException {
        Map<String, String> checksums = new LinkedHashMap<>();
        for (String line : Files.readAllLines(list)) {
            String[] words = line.split("  ", 2);
            checksums.put(words[1], words[0]);
        }
        return checksums;
    }

    private List<String> problems() throws Exception {
        List<String> problems = new ArrayList<>();
        try (var jar = new JarFile(repository.resolve("artifacts.jar").toFile());
                InputStream in = jar.getInputStream(jar.getEntry("artifacts.xml"))) {
            NodeList artifacts = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in)
                    .getElementsByTagName("artifact");
            for (int i = 0; i < artifacts.getLength(); i++) {
                Element artifact = (Element) artifacts.item(i);
                if (artifact.getAttribute("classifier").equals("osgi.bundle")) {
                    check(artifact, problems);
                }
            }
        }
        return problems;
    }

    private void check(Element artifact, List<String> problems) throws Exception {
        Map<String, String> properties = properties(artifact);
        String group = properties.get("maven-groupId");
        if (OURS.equals(group)) {
            return;
        }
        Path bundle = repository.resolve("plugins")
                .resolve(artifact.getAttribute("id") + "_" + artifact.getAttribute("version") + ".jar");
        String name = properties.get("maven-artifactId");
        String version = properties.get("maven-version");
        String path = String.valueOf(group).replace('.', '/') + "/" + name + "/" + version + "/" + name + "-" + version
                + ".jar";
        String expected = pinned.get(path);
        String found = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(bundle)));
        if (expected == null) {
            problems.add(bundle + " has the SHA-256 checksum " + found + ", but none is pinned for " + path
                    + ". If it is new, run releng/checksums");
        } else if (!expected.equals(found)) {
            problems.add(bundle + " is not the " + path + " whose checksum is pinned: its SHA-256 checksum should be "
                    + expected + " and is " + found);
        }
    }

    private static Map<String, String> properties(Element artifact) {
        Map<String, String> properties = new LinkedHashMap<>();
        NodeList elements = artifact.getElementsByTagName("property");
        for (int i = 0; i < elements.getLength(); i++) {
            Element property = (Element) elements.item(i);
            properties.put(property.getAttribute("name"), property.getAttribute("value"));
        }
        return properties;
    }
}
