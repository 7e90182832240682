package org.virtp2v.core.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** Port: posts to web servers (RFC 9110, section 9.3.3). */
@FunctionalInterface
public interface Poster {
    /** One that reaches nobody. */
    Poster NONE = (url, headers, body, limit) -> {
        throw new IOException("no way to web servers");
    };

    /**
     * Posts JSON. Redirects are not followed: what is posted is for whom it was meant.
     *
     * @param url
     *            {@code http:} or {@code https:}, maybe with a user name and password
     * @param headers
     *            further headers
     * @param limit
     *            the longest time to spend
     * @return the status of the answer
     * @throws IOException
     *             when there is no answer; the message is for people
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    int post(String url, Map<String, String> headers, byte[] body, Duration limit)
            throws IOException, InterruptedException;
}
