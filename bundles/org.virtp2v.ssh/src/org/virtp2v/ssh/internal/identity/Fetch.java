package org.virtp2v.ssh.internal.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** One way to get at a small file; its bytes go nowhere but to the caller. */
abstract class Fetch {
    /** No private key is as long as this, in bytes. */
    static final int MAX_SIZE = 1 << 20;

    /** Fetching failed in a way that has a message of its own. */
    static final class FetchException extends IOException {
        private static final long serialVersionUID = 1L;
        private final String key;
        private final String[] details;

        FetchException(String key, String... details) {
            super(key);
            this.key = key;
            this.details = details;
        }

        /** The message's key. */
        String key() {
            return key;
        }

        /** Values of the message's placeholders from {@code {1}} on. */
        String[] details() {
            return details;
        }
    }

    /** The way that fits the URL: the file system, HTTP, or whatever curl can do. */
    static Fetch of(String url, Duration limit) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (url.startsWith("/") || lower.startsWith("file:")) {
            return new FileFetch(url);
        }
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            return new HttpFetch(url, limit);
        }
        return new CurlFetch(url, limit);
    }

    /**
     * Fetches the content.
     *
     * @throws IOException
     *             when it is not to be had, or longer than {@link #MAX_SIZE}
     */
    abstract byte[] read() throws IOException;

    /** Makes {@link #read()}, which is running on another thread, end soon. Does not block. */
    void abort() {
        // reading a file needs no help
    }

    static byte[] readAll(InputStream in) throws IOException {
        byte[] content = in.readNBytes(MAX_SIZE + 1);
        if (content.length > MAX_SIZE) {
            Arrays.fill(content, (byte) 0);
            throw new FetchException("identity.notKey");
        }
        return content;
    }

    /** What a text begins with, at most so many characters. */
    static String start(byte[] text, int max) {
        String all = new String(text, StandardCharsets.UTF_8).strip();
        return all.length() <= max ? all : all.substring(0, max) + "…";
    }
}
