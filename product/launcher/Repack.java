import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * {@code Repack JAR…} rewrites jars so that a program starts fast with them: not compressed, because inflating costs
 * time at every start, and without signatures, because classes of signed jars cannot be in an AOT cache or archive of
 * classes. A signature is verified before it goes, and that it covers all files of the jar. The content stays byte for
 * byte the same, but for the digests of a signature in the manifest; the same jar in gives the same jar out.
 */
final class Repack {
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/([^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]+)");
    /** The earliest time in a zip file; the content says which version it is. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Repack() {
    }

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            repack(Path.of(jar));
        }
    }

    private static void repack(Path jar) throws IOException {
        Path result = jar.resolveSibling(jar.getFileName() + ".new");
        // Opened to be verified: reading an entry to its end throws a SecurityException when it was changed.
        try (JarFile in = new JarFile(jar.toFile(), true);
                var out = new ZipOutputStream(Files.newOutputStream(result))) {
            boolean signed = in.stream().anyMatch(entry -> SIGNATURE.matcher(entry.getName()).matches());
            List<String> unsigned = new ArrayList<>();
            for (JarEntry entry : in.stream().filter(e -> !e.isDirectory()).toList()) {
                byte[] content = in.getInputStream(entry).readAllBytes();
                if (SIGNATURE.matcher(entry.getName()).matches()) {
                    continue;
                }
                // Also in META-INF: in a jar for several releases the classes in META-INF/versions come before the
                // others.
                if (signed && entry.getCodeSigners() == null) {
                    unsigned.add(entry.getName());
                }
                boolean digests = signed && entry.getName().equals(JarFile.MANIFEST_NAME);
                store(out, entry.getName(), digests ? withoutDigests(content) : content);
            }
            if (!unsigned.isEmpty()) {
                throw new SecurityException(jar + " is signed, but this in it is not: " + unsigned);
            }
        }
        Files.move(result, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void store(ZipOutputStream out, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(TIME);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    private static byte[] withoutDigests(byte[] content) throws IOException {
        Manifest manifest = new Manifest(new ByteArrayInputStream(content));
        var sections = manifest.getEntries().values();
        sections.forEach(section -> section.keySet().removeIf(key -> key.toString().endsWith("-Digest")));
        sections.removeIf(Attributes::isEmpty);
        var result = new ByteArrayOutputStream();
        manifest.write(result);
        return result.toByteArray();
    }
}
