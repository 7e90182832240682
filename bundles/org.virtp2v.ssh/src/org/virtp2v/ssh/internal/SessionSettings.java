package org.virtp2v.ssh.internal;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.Session;

/** How sessions differ from JSch's defaults. */
final class SessionSettings {
    /** Several times as fast as the other ciphers where the processor helps, which all do that run virt-v2v. */
    private static final String FASTEST_CIPHER = "aes128-gcm@openssh.com";
    /** One wrong answer for each way to give a password; servers count too, and become slow. */
    private static final String LOGIN_TRIES = "2";

    private SessionSettings() {
    }

    static void apply(Session session, boolean withIdentity) {
        for (String direction : new String[] { "c2s", "s2c" }) {
            session.setConfig("cipher." + direction, first(FASTEST_CIPHER, JSch.getConfig("cipher." + direction)));
            session.setConfig("compression." + direction, "none");
        }
        session.setConfig("server_host_key", withoutCertificates(JSch.getConfig("server_host_key")));
        session.setConfig("prefer_known_host_key_types", "yes");
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("HashKnownHosts", "no");
        session.setConfig("PreferredAuthentications", withIdentity ? "publickey" : "password,keyboard-interactive");
        session.setConfig("MaxAuthTries", LOGIN_TRIES);
    }

    private static String first(String name, String others) {
        Set<String> names = new LinkedHashSet<>();
        names.add(name);
        names.addAll(Arrays.asList(others.split(",")));
        return String.join(",", names);
    }

    private static String withoutCertificates(String algorithms) {
        return Arrays.stream(algorithms.split(",")).filter(a -> !a.contains("-cert-")).collect(Collectors.joining(","));
    }
}
