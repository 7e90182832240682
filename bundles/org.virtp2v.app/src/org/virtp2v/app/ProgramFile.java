package org.virtp2v.app;

import java.io.IOException;
import java.net.JarURLConnection;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar that the program is in. */
final class ProgramFile {
    /** OSGi Core 3.2.5; the qualifier is left out. */
    private static final Pattern VERSION = Pattern.compile("(\\d+\\.\\d+\\.\\d+).*");

    private ProgramFile() {
    }

    /**
     * The version in its manifest, such as 1.0.0.
     *
     * @throws IOException
     *             when the manifest cannot be read
     */
    static String version() throws IOException {
        // A class out of an AOT cache does not always have a code source with its jar.
        String name = "/" + ProgramFile.class.getName().replace('.', '/') + ".class";
        var connection = (JarURLConnection) Objects.requireNonNull(ProgramFile.class.getResource(name))
                .openConnection();
        Matcher version = VERSION.matcher(connection.getMainAttributes().getValue("Bundle-Version"));
        if (!version.matches()) {
            throw new IOException("The program's manifest has no version");
        }
        return version.group(1);
    }
}
