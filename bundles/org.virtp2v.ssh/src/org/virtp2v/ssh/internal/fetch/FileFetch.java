package org.virtp2v.ssh.internal.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.virtp2v.ssh.FetchException;

/** A {@code file:} URL (RFC 8089), or a plain absolute path. */
final class FileFetch extends Fetch {
    private final String url;

    FileFetch(String url) {
        this.url = url;
    }

    @Override
    byte[] read() throws IOException {
        Path file = path();
        if (Files.isDirectory(file)) {
            throw failure("directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return readAll(in);
        } catch (NoSuchFileException e) {
            throw failure("noFile");
        } catch (AccessDeniedException e) {
            throw failure("unreadable", System.getProperty("user.name"));
        }
    }

    private Path path() throws IOException {
        try {
            return Path.of(url.startsWith("/") ? url : decoded(url));
        } catch (InvalidPathException e) {
            throw failure("noFile");
        }
    }

    /** As people write them: blanks and other signs that a URL may not have are taken as they are. */
    private static String decoded(String url) throws FetchException {
        try {
            URI uri = new URI(url);
            String host = uri.getAuthority();
            if (uri.getPath() == null || host != null && !"localhost".equals(host)) {
                throw failure("noFile");
            }
            return uri.getPath();
        } catch (URISyntaxException e) {
            return url.replaceFirst("^(?i)file:(//(localhost)?(?=/))?", "");
        }
    }
}
