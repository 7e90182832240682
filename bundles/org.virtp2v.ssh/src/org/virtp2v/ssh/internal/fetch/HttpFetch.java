package org.virtp2v.ssh.internal.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;
import org.virtp2v.ssh.FetchException;
import org.virtp2v.ssh.internal.blocking.Blocking;

/** An {@code http:} or {@code https:} URL. Redirects are followed, never from {@code https:} to {@code http:}. */
final class HttpFetch extends Fetch {
    private static final int MAX_REDIRECTS = 10;
    private static final int PERMANENT_REDIRECT = 308;
    private static final int TEMPORARY_REDIRECT = 307;

    private final String url;
    private final Duration limit;
    private final Http.SocketMaker secure;
    private volatile @Nullable HttpURLConnection current;
    private volatile boolean aborted;

    HttpFetch(String url, Duration limit) {
        this(url, limit, Authorities::sockets);
    }

    /**
     * @param secure
     *            makes the sockets for {@code https:} when there are any
     */
    HttpFetch(String url, Duration limit, Http.SocketMaker secure) {
        this.url = url;
        this.limit = limit;
        this.secure = secure;
    }

    @Override
    byte[] read() throws IOException {
        URI uri = Http.uri(url);
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            HttpURLConnection connection = connect(uri);
            try {
                int status = connection.getResponseCode();
                String location = connection.getHeaderField("Location");
                if (isRedirect(status) && location != null) {
                    URI next = uri.resolve(Http.uri(location));
                    if ("https".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(next.getScheme())) {
                        throw failure("downgrade", String.valueOf(next.getHost()));
                    }
                    uri = next;
                    continue;
                }
                check(status);
                try (InputStream in = connection.getInputStream()) {
                    return readAll(in);
                }
            } catch (UnknownHostException e) {
                throw failure("webHost", String.valueOf(uri.getHost()));
            } catch (SSLException e) {
                throw CertificateTime.explain(e, String.valueOf(uri.getHost()), InstantSource.system());
            } finally {
                connection.disconnect();
            }
        }
        throw failure("redirects");
    }

    @Override
    void abort() {
        aborted = true;
        HttpURLConnection connection = current;
        if (connection != null) {
            Blocking.start("abort", connection::disconnect);
        }
    }

    private HttpURLConnection connect(URI uri) throws IOException {
        HttpURLConnection connection = Http.connection(uri, limit, secure);
        current = connection;
        if (aborted) {
            throw new IOException("aborted");
        }
        return connection;
    }

    private static boolean isRedirect(int status) {
        return status == HttpURLConnection.HTTP_MOVED_PERM || status == HttpURLConnection.HTTP_MOVED_TEMP
                || status == HttpURLConnection.HTTP_SEE_OTHER || status == TEMPORARY_REDIRECT
                || status == PERMANENT_REDIRECT;
    }

    private static void check(int status) throws FetchException {
        switch (status) {
            case HttpURLConnection.HTTP_OK -> {
                // expected
            }
            case HttpURLConnection.HTTP_FORBIDDEN -> throw failure("forbidden");
            case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_GONE -> throw failure(
                    "notFound", String.valueOf(status));
            default -> throw failure("status", String.valueOf(status));
        }
    }
}
