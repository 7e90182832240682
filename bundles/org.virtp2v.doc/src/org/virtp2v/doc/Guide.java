package org.virtp2v.doc;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The user guide as files: one page of well-formed XHTML, {@value #PAGE}, and the pictures that it names. It is for the
 * wizard's own reader, and the same that the product has in {@code share/doc/virt-p2v/guide}.
 */
public final class Guide {
    /** The page with all chapters. */
    public static final String PAGE = "index.html";

    private Guide() {
    }

    /**
     * Opens a file of the guide.
     *
     * @param name
     *            its name as the page has it, such as {@code pictures/server.png}
     * @throws FileNotFoundException
     *             when there is none
     */
    public static InputStream open(String name) throws IOException {
        InputStream file = Guide.class.getResourceAsStream("/guide/" + name);
        if (file == null) {
            throw new FileNotFoundException("The guide has no " + name);
        }
        return file;
    }
}
