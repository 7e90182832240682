package org.virtp2v.core.server;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How to get into the conversion server.
 *
 * @param host
 *            name or address, in the normal form of {@link HostName}, whatever is given here
 * @param port
 *            SSH port, 1 to 65535
 * @param username
 *            the remote user
 * @param password
 *            the password; null when there is none; not used when there is an identity
 * @param identityUrl
 *            where the private key is to be had; null for password log-in
 * @param passphrase
 *            the passphrase of the private key; null when there is none or it is to be asked for
 * @param sudo
 *            whether virt-v2v is run through {@code sudo -n}
 * @param hostKeyPolicy
 *            the decision about an unknown host key
 * @param compress
 *            whether connections are compressed
 * @param reconnect
 *            how long a connection that is lost is tried to be made again; zero: not at all
 */
public record ServerLogin(String host, int port, String username, @Nullable Secret password,
        @Nullable String identityUrl, @Nullable Secret passphrase, boolean sudo, HostKeyPolicy hostKeyPolicy,
        boolean compress, Duration reconnect) {
    /** How long a connection that is lost is tried to be made again, if nothing else is said. */
    public static final Duration RECONNECT = Duration.ofMinutes(60);

    /**
     * @throws IllegalArgumentException
     *             when the host is not one
     */
    public ServerLogin {
        host = HostName.normal(host);
    }

    /** A log-in without a passphrase or compression that accepts an unknown host key once. */
    public ServerLogin(String host, int port, String username, @Nullable Secret password,
            @Nullable String identityUrl, boolean sudo) {
        this(host, port, username, password, identityUrl, null, sudo, new HostKeyPolicy.AcceptOnce(), false,
                RECONNECT);
    }

    /** Host and port as people write them: {@code host:port}, with brackets around an IPv6 address. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
