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
 * @param connections
 *            how many connections carry a disk
 */
public record ServerLogin(String host, int port, String username, @Nullable Secret password,
        @Nullable String identityUrl, @Nullable Secret passphrase, boolean sudo, HostKeyPolicy hostKeyPolicy,
        boolean compress, Duration reconnect, Connections connections) {
    /** How long a connection that is lost is tried to be made again, if nothing else is said. */
    public static final Duration RECONNECT = Duration.ofMinutes(60);
    /** How long TCP itself tries before it gives a connection up, see {@code tcp_retries2} in tcp(7). */
    private static final Duration TCP_PATIENCE = Duration.ofMinutes(15);
    /** The server hears of this machine every ten seconds. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);
    /** This machine begins to try only when it notices that a connection is lost, which may take 80 seconds. */
    private static final Duration NOTICE = Duration.ofSeconds(90);

    /**
     * @throws IllegalArgumentException
     *             when the host is not one
     */
    public ServerLogin {
        host = HostName.normal(host);
    }

    /** A log-in with as many connections as help. */
    public ServerLogin(String host, int port, String username, @Nullable Secret password,
            @Nullable String identityUrl, @Nullable Secret passphrase, boolean sudo, HostKeyPolicy hostKeyPolicy,
            boolean compress, Duration reconnect) {
        this(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy, compress, reconnect,
                Connections.AUTO);
    }

    /** A log-in without a passphrase or compression that accepts an unknown host key once. */
    public ServerLogin(String host, int port, String username, @Nullable Secret password,
            @Nullable String identityUrl, boolean sudo) {
        this(host, port, username, password, identityUrl, null, sudo, new HostKeyPolicy.AcceptOnce(), false,
                RECONNECT);
    }

    /** The same, but this rate of all disks together is enough; in bytes per second, null: no rate is. */
    public ServerLogin upTo(@Nullable Long bytesPerSecond) {
        return bytesPerSecond == null ? this : withConnections(connections.upTo(bytesPerSecond));
    }

    /** The same with other numbers of connections. */
    public ServerLogin withConnections(Connections connections) {
        return new ServerLogin(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy, compress,
                reconnect, connections);
    }

    /**
     * How long the server waits for this machine when it hears nothing of it: longer than that tries to come back.
     * Where that is not long, a loss that is noticed late is not worth waiting for. Connections that are not made again
     * may live as long as TCP lets them.
     */
    public Duration patience() {
        if (reconnect.isZero()) {
            return TCP_PATIENCE;
        }
        Duration tried = reconnect.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : reconnect;
        return tried.plus(tried.compareTo(NOTICE) < 0 ? tried : NOTICE);
    }

    /** Host and port as people write them: {@code host:port}, with brackets around an IPv6 address. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
