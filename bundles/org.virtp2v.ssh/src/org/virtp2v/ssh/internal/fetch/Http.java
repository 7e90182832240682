package org.virtp2v.ssh.internal.fetch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

import org.virtp2v.ssh.FetchException;

/** How this program talks to web servers: no redirect is followed unseen, nothing is cached, no wait is endless. */
final class Http {

    private Http() {
    }

    /** Makes what makes sockets. */
    interface SocketMaker {
        SSLSocketFactory sockets() throws IOException;
    }

    /**
     * A connection that has not been made yet.
     *
     * @param limit
     *            the longest time for each wait
     * @param secure
     *            makes the sockets for {@code https:}
     */
    static HttpURLConnection connection(URI uri, Duration limit, SocketMaker secure) throws IOException {
        URL target = target(uri);
        if (!(target.openConnection() instanceof HttpURLConnection connection)) {
            throw Fetch.failure("redirects");
        }
        if (connection instanceof HttpsURLConnection encrypted) {
            encrypted.setSSLSocketFactory(secure.sockets());
        }
        int millis = (int) limit.toMillis();
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        if (uri.getUserInfo() != null) {
            byte[] user = uri.getUserInfo().getBytes(StandardCharsets.UTF_8);
            connection.setRequestProperty("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        }
        return connection;
    }

    private static URL target(URI uri) throws FetchException {
        try {
            return uri.toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw Fetch.failure("url");
        }
    }

    static URI uri(String text) throws FetchException {
        try {
            return new URI(text.replace(" ", "%20"));
        } catch (URISyntaxException e) {
            throw Fetch.failure("url");
        }
    }
}
