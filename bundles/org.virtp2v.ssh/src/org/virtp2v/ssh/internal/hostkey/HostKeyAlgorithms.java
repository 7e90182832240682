package org.virtp2v.ssh.internal.hostkey;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import com.jcraft.jsch.JSch;

/** The names under which host keys are asked for: RFC 4253, section 6.6, RFC 8332, and OpenSSH's PROTOCOL.certkeys. */
public final class HostKeyAlgorithms {
    private static final String CERTIFICATE = "-cert-";
    private static final String RSA = "ssh-rsa";

    private HostKeyAlgorithms() {
    }

    /**
     * The algorithms to request, best first.
     *
     * @param certificates
     *            whether keys with a certificate are of use
     * @param without
     *            types of keys that are of no use
     * @return a comma separated list; empty when nothing is left
     */
    public static String offer(boolean certificates, Set<String> without) {
        return Arrays.stream(JSch.getConfig("server_host_key").split(","))
                .filter(a -> certificates || !a.contains(CERTIFICATE)).filter(a -> !without.contains(keyType(a)))
                .collect(Collectors.joining(","));
    }

    /** The type of key that an algorithm uses: RSA keys have several signature algorithms. */
    private static String keyType(String algorithm) {
        int certificate = algorithm.indexOf(CERTIFICATE);
        String plain = certificate < 0 ? algorithm : algorithm.substring(0, certificate);
        return plain.startsWith("rsa-sha2-") || plain.startsWith(RSA) ? RSA : plain;
    }
}
