package org.virtp2v.core.server;

import org.jspecify.annotations.Nullable;

/**
 * How to get into the conversion server.
 *
 * @param host
 *            name or address
 * @param port
 *            SSH port, 1 to 65535
 * @param username
 *            the remote user
 * @param password
 *            the password; null when there is none; not used when there is an identity
 * @param identityUrl
 *            where the private key is to be had; null for password log-in
 * @param sudo
 *            whether virt-v2v is run through {@code sudo -n}
 */
public record ServerLogin(String host, int port, String username, @Nullable Secret password,
        @Nullable String identityUrl, boolean sudo) {

    /** Host and port as people write them: {@code host:port}, with brackets around an IPv6 address. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
