package org.virtp2v.core.settings;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Connections;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.HostList;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerLogin;

/**
 * The conversion server, and how to log in to it.
 *
 * @param host
 *            name or address, or several of which one is taken, in the normal form of {@link HostList}; its presence
 *            selects the mode without a GUI
 * @param port
 *            SSH port
 * @param username
 *            the remote user
 * @param password
 *            the password
 * @param identityUrl
 *            where the private key is to be had; overrides the password
 * @param passphrase
 *            the passphrase of the private key
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
public record ServerSettings(@Nullable String host, int port, String username, @Nullable Secret password,
        @Nullable String identityUrl, @Nullable Secret passphrase, boolean sudo, HostKeyPolicy hostKeyPolicy,
        boolean compress, Duration reconnect, Connections connections) {
    /** SSH's own port. */
    public static final int DEFAULT_PORT = 22;
    /** virt-v2v usually has to be run by root. */
    public static final String DEFAULT_USERNAME = "root";
    /** Nothing given. */
    public static final ServerSettings NONE = new ServerSettings(null, DEFAULT_PORT, DEFAULT_USERNAME, null, null,
            null, false, new HostKeyPolicy.AcceptOnce(), false, ServerLogin.RECONNECT, Connections.AUTO);

    /**
     * @throws IllegalArgumentException
     *             when the host is not one
     */
    public ServerSettings {
        host = host == null ? null : HostList.normal(host);
    }

    /** The servers of which one is taken, in their order; none when there is no host. */
    public List<String> hosts() {
        String all = host;
        return all == null ? List.of() : HostList.hosts(all);
    }

    /**
     * How to log in; to the first server where there are several.
     *
     * @throws IllegalArgumentException
     *             when there is no host
     */
    public ServerLogin login() {
        if (host == null) {
            throw new IllegalArgumentException("no host");
        }
        return new ServerLogin(hosts().getFirst(), port, username, password, identityUrl, passphrase, sudo,
                hostKeyPolicy, compress,
                reconnect, connections);
    }

    /** How to log in to each server, in their order. */
    public List<ServerLogin> logins() {
        return hosts().stream().map(each -> withHost(each).login()).toList();
    }

    /** The same with another host. */
    public ServerSettings withHost(@Nullable String host) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with another port. */
    public ServerSettings withPort(int port) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with another user. */
    public ServerSettings withUsername(String username) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with another password. */
    public ServerSettings withPassword(@Nullable Secret password) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with another private key. */
    public ServerSettings withIdentityUrl(@Nullable String identityUrl) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with another passphrase. */
    public ServerSettings withPassphrase(@Nullable Secret passphrase) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with or without sudo. */
    public ServerSettings withSudo(boolean sudo) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with another policy. */
    public ServerSettings withHostKeyPolicy(HostKeyPolicy hostKeyPolicy) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with or without compression. */
    public ServerSettings withCompress(boolean compress) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with another limit for making lost connections again. */
    public ServerSettings withReconnect(Duration reconnect) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }

    /** The same with other numbers of connections. */
    public ServerSettings withConnections(Connections connections) {
        return new ServerSettings(host, port, username, password, identityUrl, passphrase, sudo, hostKeyPolicy,
                compress, reconnect, connections);
    }
}
