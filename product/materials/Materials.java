import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;

/**
 * Lists the components of the product, from the product itself: {@code sbom.cdx.json} (CycloneDX 1.6) and
 * {@code third-party-notices.txt}, both in {@code share/doc/virt-p2v}. A part whose origin or licence is not known is
 * an error.
 *
 * <p>
 * Usage: {@code java Materials.java PRODUCT REPOSITORY LICENSE VERSION TIME}. REPOSITORY is the p2 repository of the
 * build, which knows where each bundle is from; LICENSE has the text of the Apache License; TIME is the time to write,
 * such as 2026-01-31T00:00:00Z: the same product gives the same files.
 */
public final class Materials {
    private static final Pattern LEGAL = Pattern
            .compile("about\\.html|about_files/.*[^/]|(META-INF/)?(LICENSE|NOTICE|COPYING|COPYRIGHT)[^/]*");
    /** Names of licences in manifests and in Eclipse's about.html, and their names in SPDX's list. */
    private static final Map<Pattern, String> LICENCES = Map.of(
            Pattern.compile("Eclipse\\s+Public\\s+License\\s+Version\\s+2\\.0|epl-2\\.0"), "EPL-2.0",
            Pattern.compile("Apache-2\\.0|apache\\.org/licenses/LICENSE-2\\.0"), "Apache-2.0",
            Pattern.compile("Revised BSD"), "BSD-3-Clause", Pattern.compile("\\bISC\\b"), "ISC",
            Pattern.compile("Lesser\\s+General\\s+Public\\s+License\\s+Version\\s+2\\.1"), "LGPL-2.1-only",
            Pattern.compile("Mozilla\\s+Public\\s+License\\s+Version\\s+1\\.1"), "MPL-1.1",
            Pattern.compile("Mozilla\\s+Public\\s+License\\s+Version\\s+2\\.0"), "MPL-2.0",
            Pattern.compile("Independent JPEG Group"), "IJG", Pattern.compile("bsd-license\\.html"), "BSD-2-Clause");
    private static final String RUNTIME_LICENCE = "GPL-2.0-only WITH Classpath-exception-2.0";
    private static final String OURS = "org.virtp2v";

    private final Path product;
    private final Path apacheLicence;
    private final String version;
    private final String time;
    private final Map<String, Map<String, String>> origins;

    /**
     * A bundle.
     *
     * @param origin
     *            properties of the artifact in the p2 repository
     * @param licences
     *            as SPDX calls them
     * @param texts
     *            licences and notices that are in it, by name
     */
    private record Part(String name, String title, String version, Map<String, String> origin, List<String> licences,
            String source, String sha256, Map<String, String> texts) {

        String group() {
            return origin.get("maven-groupId");
        }

        String purl() {
            return "pkg:maven/" + group() + "/" + origin.get("maven-artifactId") + "@" + origin.get("maven-version");
        }

        boolean isOurs() {
            return OURS.equals(group());
        }
    }

    private Materials(Path product, Path repository, Path apacheLicence, String version, String time) throws Exception {
        this.product = product;
        this.apacheLicence = apacheLicence;
        this.version = version;
        this.time = time;
        origins = origins(repository);
    }

    /** Writes both files. */
    public static void main(String[] args) throws Exception {
        if (args.length != 5) {
            System.err.println("usage: java Materials.java PRODUCT REPOSITORY LICENSE VERSION TIME");
            System.exit(1);
        }
        try {
            new Materials(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), args[3], args[4]).write();
        } catch (IllegalStateException e) {
            System.err.println("materials: " + e.getMessage());
            System.exit(1);
        }
    }

    private void write() throws Exception {
        List<Part> parts = new ArrayList<>();
        for (Path jar : jars()) {
            parts.add(part(jar));
        }
        Path doc = Files.createDirectories(product.resolve("share/doc/virt-p2v"));
        Files.writeString(doc.resolve("sbom.cdx.json"), json(bill(parts), "") + "\n");
        Files.writeString(doc.resolve("third-party-notices.txt"),
                notices(parts.stream().filter(p -> !p.isOurs()).toList()));
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> plugins = Files.list(product.resolve("plugins"))) {
            return plugins.sorted().toList();
        }
    }

    /** The properties of each bundle in the p2 repository, by {@code NAME_VERSION}. */
    private static Map<String, Map<String, String>> origins(Path repository) throws Exception {
        Map<String, Map<String, String>> origins = new LinkedHashMap<>();
        try (var jar = new JarFile(repository.resolve("artifacts.jar").toFile());
                InputStream in = jar.getInputStream(jar.getEntry("artifacts.xml"))) {
            var artifacts = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in)
                    .getElementsByTagName("artifact");
            for (int i = 0; i < artifacts.getLength(); i++) {
                Element artifact = (Element) artifacts.item(i);
                Map<String, String> properties = new LinkedHashMap<>();
                var elements = artifact.getElementsByTagName("property");
                for (int j = 0; j < elements.getLength(); j++) {
                    Element property = (Element) elements.item(j);
                    properties.put(property.getAttribute("name"), property.getAttribute("value"));
                }
                origins.put(artifact.getAttribute("id") + "_" + artifact.getAttribute("version"), properties);
            }
        }
        return origins;
    }

    private Part part(Path path) throws Exception {
        try (var jar = new JarFile(path.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            String name = String.valueOf(manifest.getValue("Bundle-SymbolicName")).replaceAll(";.*", "").strip();
            String bundleVersion = manifest.getValue("Bundle-Version");
            Map<String, String> origin = origins.get(name + "_" + bundleVersion);
            if (origin == null || !origin.containsKey("maven-groupId")) {
                throw new IllegalStateException("the p2 repository does not say where " + path + " is from");
            }
            boolean ours = OURS.equals(origin.get("maven-groupId"));
            Map<String, String> texts = texts(jar);
            String stated = manifest.getValue("Bundle-License");
            List<String> licences = ours ? List.of("Apache-2.0")
                    : licences(stated != null ? stated : texts.get("about.html"));
            if (licences.isEmpty()) {
                throw new IllegalStateException("cannot tell the licence of " + path + ". Its manifest says: " + stated
                        + ". Add its name to the table in Materials.java");
            }
            if (texts.isEmpty() && licences.contains("Apache-2.0")) {
                texts.put("LICENSE", Files.readString(apacheLicence));
            }
            if (texts.isEmpty()) {
                throw new IllegalStateException(path + " has neither a licence nor a notice in it");
            }
            return new Part(name, title(jar, manifest, name), bundleVersion, origin, licences, source(manifest),
                    sha256(path), texts);
        }
    }

    private static List<String> licences(String text) {
        return LICENCES.entrySet().stream().filter(e -> text != null && e.getKey().matcher(text).find())
                .map(Map.Entry::getValue).sorted().toList();
    }

    /** The bundle's name for people, which may be a key of its translations. */
    private static String title(JarFile jar, Attributes manifest, String name) throws IOException {
        String title = manifest.getValue("Bundle-Name");
        if (title == null || !title.startsWith("%")) {
            return title == null ? name : title;
        }
        String base = manifest.getValue("Bundle-Localization");
        var entry = jar.getEntry((base == null ? "OSGI-INF/l10n/bundle" : base) + ".properties");
        Properties properties = new Properties();
        if (entry != null) {
            try (InputStream in = jar.getInputStream(entry)) {
                properties.load(in);
            }
        }
        return properties.getProperty(title.substring(1), name);
    }

    private static String source(Attributes manifest) {
        String reference = manifest.getValue("Eclipse-SourceReferences");
        String url = manifest.getValue("Bundle-DocURL");
        return reference != null ? reference.replaceFirst("^scm:git:", "").replace("\"", "") : url != null ? url : "";
    }

    private static Map<String, String> texts(JarFile jar) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (var entry : jar.stream().filter(e -> LEGAL.matcher(e.getName()).matches()).toList()) {
            try (InputStream in = jar.getInputStream(entry)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                texts.put(entry.getName(), entry.getName().endsWith(".html") ? plain(text) : text);
            }
        }
        return texts;
    }

    /** The text of a simple HTML page, with its links. */
    private static String plain(String html) {
        String text = html.replaceAll("(?s)^.*<body[^>]*>", "").replaceAll("(?s)<!--.*?-->", "")
                .replaceAll("<li>", "* ")
                .replaceAll("<[^>]*>", "");
        Map<String, String> entities = Map.of("&quot;", "\"", "&rsquo;", "’", "&lt;", "<", "&gt;", ">", "&nbsp;", " ",
                "&copy;", "©");
        for (var entity : entities.entrySet()) {
            text = text.replace(entity.getKey(), entity.getValue());
        }
        return text.replace("&amp;", "&").lines().map(String::strip).reduce("", (a, b) -> a + "\n" + b)
                .replaceAll("\n{3,}", "\n\n").strip() + "\n";
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Version of the product's Java runtime: this program runs on the one that it was made of. */
    private String runtimeVersion() throws IOException {
        String release = Files.readString(product.resolve("runtime/release"));
        Matcher matcher = Pattern.compile("JAVA_VERSION=\"(.*)\"").matcher(release);
        if (!matcher.find() || !matcher.group(1).equals(System.getProperty("java.version"))) {
            throw new IllegalStateException(
                    "the product's runtime is not this Java " + System.getProperty("java.version") + ": " + release);
        }
        return System.getProperty("java.runtime.version");
    }

    private Map<String, Object> bill(List<Part> parts) throws IOException {
        List<Object> components = new ArrayList<>();
        List<String> references = new ArrayList<>();
        parts.forEach(part -> {
            components.add(component(part));
            references.add(part.purl());
        });
        String runtime = "pkg:generic/openjdk@" + runtimeVersion().replace("+", "%2B");
        references.add(runtime);
        components.add(map("type", "platform", "bom-ref", runtime, "publisher", System.getProperty("java.vendor"),
                "name",
                "OpenJDK", "version", runtimeVersion(), "description", "Java runtime, reduced with jlink", "licenses",
                List.of(map("expression", RUNTIME_LICENCE)), "cpe",
                "cpe:2.3:a:oracle:openjdk:" + System.getProperty("java.version") + ":*:*:*:*:*:*:*", "purl", runtime));
        String root = "pkg:generic/virt-p2v@" + version;
        Map<String, Object> application = map("type", "application", "bom-ref", root, "name", "virt-p2v", "version",
                version,
                "licenses", licenceList(List.of("Apache-2.0")), "purl", root);
        UUID serial = UUID.nameUUIDFromBytes((time + json(components, "")).getBytes(StandardCharsets.UTF_8));
        return map("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat", "CycloneDX",
                "specVersion",
                "1.6", "serialNumber", "urn:uuid:" + serial, "version", 1, "metadata",
                map("timestamp", time, "component", application), "components", components, "dependencies",
                List.of(map("ref", root, "dependsOn", references)), "compositions",
                List.of(map("aggregate", "complete", "assemblies", List.of(root))));
    }

    private static Map<String, Object> component(Part part) {
        Map<String, Object> component = map("type", "library", "bom-ref", part.purl(), "group", part.group(), "name",
                part.origin().get("maven-artifactId"), "version", part.origin().get("maven-version"), "description",
                part.title(), "hashes", List.of(map("alg", "SHA-256", "content", part.sha256())), "licenses",
                licenceList(part.licences()), "purl", part.purl());
        component.put("properties", List.of(map("name", "osgi:bundle", "value", part.name() + "_" + part.version())));
        return component;
    }

    private static List<Object> licenceList(List<String> licences) {
        return licences.stream().<Object>map(id -> map("license", map("id", id))).toList();
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    private static String json(Object value, String indent) {
        String inner = indent + "  ";
        return switch (value) {
            case Map<?, ?> map -> block("{", "}", indent, map.entrySet().stream()
                    .map(e -> inner + json(e.getKey(), inner) + ": " + json(e.getValue(), inner)).toList());
            case List<?> list -> block("[", "]", indent, list.stream().map(e -> inner + json(e, inner)).toList());
            case Number number -> number.toString();
            default -> "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        };
    }

    private static String block(String open, String close, String indent, List<String> lines) {
        return open + "\n" + String.join(",\n", lines) + "\n" + indent + close;
    }

    private String notices(List<Part> parts) throws IOException {
        var text = new StringBuilder(
                """
                        Third-party notices of virt-p2v %s

                        virt-p2v itself is under the Apache License 2.0. It is distributed together with the parts below, whose code is
                        unchanged. Their licences and notices follow, each text once; the numbers tell which belong to which part.
                        """
                        .formatted(version));
        List<String> all = new ArrayList<>();
        var numbered = new LinkedHashMap<String, Integer>();
        for (Part part : parts) {
            entry(text, part.title() + ": " + part.name() + " " + part.version(), String.join(" and ", part.licences()),
                    "Maven artifact " + part.purl().substring("pkg:maven/".length()).replace('/', ':').replace('@', ':')
                            + (part.source().isEmpty() ? "" : ", source " + part.source()));
            refer(text, part.texts(), numbered, all);
        }
        entry(text, "OpenJDK " + runtimeVersion() + ", a Java runtime reduced with jlink", RUNTIME_LICENCE,
                "built by " + System.getProperty("java.vendor") + ", " + System.getProperty("java.vendor.url")
                        + "; source https://github.com/openjdk, version " + runtimeVersion());
        refer(text, runtimeTexts(), numbered, all);
        for (int i = 0; i < all.size(); i++) {
            text.append("\n\n" + "=".repeat(80) + "\n[" + (i + 1) + "]\n\n" + all.get(i).strip() + "\n");
        }
        return text.toString();
    }

    private static void entry(StringBuilder text, String what, String licence, String origin) {
        text.append("\n* " + what + "\n  Licence: " + licence + "\n  Origin: " + origin + "\n");
    }

    private static void refer(StringBuilder text, Map<String, String> own, Map<String, Integer> numbered,
            List<String> all) {
        text.append("  Texts:");
        own.forEach((name, words) -> {
            String same = words.replaceAll("\\s+", " ").strip();
            if (!numbered.containsKey(same)) {
                all.add(words);
                numbered.put(same, all.size());
            }
            text.append(' ').append(name).append(" [").append(numbered.get(same)).append(']');
        });
        text.append('\n');
    }

    private Map<String, String> runtimeTexts() throws IOException {
        Path legal = product.resolve("runtime/legal");
        Map<String, String> texts = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(legal)) {
            for (Path file : files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).sorted().toList()) {
                texts.put(legal.relativize(file).toString(), Files.readString(file));
            }
        }
        if (texts.isEmpty()) {
            throw new IllegalStateException("there is nothing in " + legal);
        }
        return texts;
    }
}
