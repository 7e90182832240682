package org.virtp2v.ssh.internal.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import org.virtp2v.ssh.internal.blocking.Blocking;
import org.virtp2v.ssh.internal.blocking.Deadline;

/** Posts to a web server. Redirects are not followed, and the content of the answer does not matter. */
public final class HttpPost {

    private HttpPost() {
    }

    /** As {@link org.virtp2v.core.server.Poster#post} does it. */
    public static int post(String url, Map<String, String> headers, byte[] body, Duration limit)
            throws IOException, InterruptedException {
        return post(url, headers, body, limit, Authorities::sockets);
    }

    static int post(String url, Map<String, String> headers, byte[] body, Duration limit, Http.SocketMaker secure)
            throws IOException, InterruptedException {
        URI uri = Http.uri(url);
        HttpURLConnection connection = Http.connection(uri, limit, secure);
        try {
            return Blocking.call("post", () -> send(connection, headers, body),
                    () -> Blocking.start("abort", connection::disconnect), Deadline.in(limit));
        } catch (TimeoutException e) {
            throw Fetch.failure("timeout", String.valueOf(limit.toSeconds()));
        } catch (ExecutionException e) {
            throw explained(e.getCause(), uri);
        }
    }

    private static int send(HttpURLConnection connection, Map<String, String> headers, byte[] body)
            throws IOException {
        try {
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            headers.forEach(connection::setRequestProperty);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private static IOException explained(Throwable cause, URI uri) {
        return switch (cause) {
            case UnknownHostException e -> Fetch.failure("webHost", String.valueOf(uri.getHost()));
            case SSLException e -> CertificateTime.explain(e, String.valueOf(uri.getHost()), InstantSource.system());
            case IOException e -> Fetch.failure("other", String.valueOf(e.getMessage()));
            default -> new IOException(cause);
        };
    }
}
