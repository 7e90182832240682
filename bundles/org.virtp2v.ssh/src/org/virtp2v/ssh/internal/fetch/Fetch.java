package org.virtp2v.ssh.internal.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import org.virtp2v.core.settings.UrlPassword;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.TerminalFilter;
import org.virtp2v.ssh.FetchException;
import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.Deadline;

/** One way to get at a small file; its bytes go nowhere but to the caller. */
public abstract class Fetch {
    private static final Pattern USER_INFO = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)?[^/@]*@");
    /** No private key, and no file with settings, is as long as this, in bytes. */
    static final int MAX_SIZE = 1 << 20;

    private static final Messages TEXT = Messages.beside(Fetch.class);
    private static final Set<String> MISSING = Set.of("noFile", "notFound");
    private static final int LONGEST_DETAIL = 300;

    /**
     * The content of a file.
     *
     * @param url
     *            where it is: {@code file:}, an absolute path, {@code http:}, {@code https:}, or what curl can do
     * @param limit
     *            the longest time to spend
     * @throws FetchException
     *             when it is not to be had, or longer than {@link #MAX_SIZE}
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public static byte[] content(String url, Duration limit) throws FetchException, InterruptedException {
        Fetch fetch = of(url, limit);
        try {
            return Blocking.call("fetch", fetch::read, fetch::abort, Deadline.in(limit));
        } catch (TimeoutException e) {
            throw failure("timeout", String.valueOf(limit.toSeconds()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FetchException known) {
                throw known;
            }
            FetchException other = failure("other", String.valueOf(e.getCause().getMessage()));
            other.initCause(e.getCause());
            throw other;
        }
    }

    /** The URL without a user name and password, and without secrets in its query. */
    public static String shown(String url) {
        return UrlPassword.hide(USER_INFO.matcher(url).replaceFirst("$1***@"));
    }

    /**
     * Fetching failed.
     *
     * @param key
     *            key of the message
     * @param details
     *            values of its placeholders; some of it may be the server's own words
     */
    static FetchException failure(String key, String... details) {
        Object[] arguments = Arrays.stream(details).map(TerminalFilter::plain).map(text -> text.replace('\n', ' '))
                .map(text -> text.substring(0, Math.min(LONGEST_DETAIL, text.length()))).toArray();
        return new FetchException(TEXT.get(key, arguments), MISSING.contains(key));
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
            throw failure("tooLong");
        }
        return content;
    }

    /** What a text begins with, at most so many characters. */
    static String start(byte[] text, int max) {
        String all = new String(text, StandardCharsets.UTF_8).strip();
        return all.length() <= max ? all : all.substring(0, max) + "…";
    }
}
