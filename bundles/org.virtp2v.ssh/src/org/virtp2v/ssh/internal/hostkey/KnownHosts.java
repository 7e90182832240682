package org.virtp2v.ssh.internal.hostkey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The known_hosts files as sshd(8) describes them: patterns, hashed names, {@code [host]:port}, {@code @revoked} and
 * {@code @cert-authority}. They are read and never written.
 */
public final class KnownHosts {
    private static final Logger LOG = Logger.getLogger(KnownHosts.class.getName());
    private static final String HASH_MAGIC = "|1|";

    /** The marker of a line's key: the host has it, nobody must use it any more, or it signs keys of hosts. */
    enum Marker {
        NONE(""), REVOKED("@revoked"), AUTHORITY("@cert-authority");

        private final String text;

        Marker(String text) {
            this.text = text;
        }

        /** As it stands at the beginning of a line. */
        String text() {
            return text;
        }
    }

    /**
     * A line.
     *
     * @param hosts
     *            its first field: comma separated patterns, or one hashed name
     * @param type
     *            the key's algorithm name
     * @param key
     *            the key as in RFC 4253, section 6.6
     * @param marker
     *            its marker
     * @param where
     *            file and line, for messages
     */
    record Entry(String hosts, String type, byte[] key, Marker marker, String where) {

        boolean hasKey(byte[] other) {
            return MessageDigest.isEqual(key, other);
        }

        /** Whether the line is about a host, of which these are all spellings; the normal form is one of them. */
        boolean matches(Set<String> names) {
            if (hosts.startsWith(HASH_MAGIC)) {
                return names.stream().anyMatch(this::matchesHash);
            }
            boolean matches = false;
            for (String element : hosts.split(",")) {
                boolean negated = element.startsWith("!");
                String pattern = HostSpellings.ofPattern(negated ? element.substring(1) : element);
                if (names.stream().anyMatch(name -> matches(pattern, name))) {
                    if (negated) {
                        return false;
                    }
                    matches = true;
                }
            }
            return matches;
        }

        private boolean matchesHash(String name) {
            String[] parts = hosts.substring(HASH_MAGIC.length()).split("\\|");
            if (parts.length != 2) {
                return false;
            }
            try {
                Mac mac = Mac.getInstance("HmacSHA1");
                mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[0]), "HmacSHA1"));
                byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
                return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[1]));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                return false;
            }
        }

        /**
         * Whether a name is one of a pattern with {@code *} and {@code ?}. A star that has taken too little is tried
         * again, but only the last one: more is never needed, and would take for ever with many stars.
         */
        private static boolean matches(String pattern, String name) {
            int star = -1;
            int taken = 0;
            int p = 0;
            for (int i = 0; i < name.length();) {
                char c = p < pattern.length() ? pattern.charAt(p) : 0;
                if (c == '*') {
                    star = p++;
                    taken = i;
                } else if (p < pattern.length() && (c == '?' || c == name.charAt(i))) {
                    p++;
                    i++;
                } else if (star >= 0) {
                    p = star + 1;
                    i = ++taken;
                } else {
                    return false;
                }
            }
            return pattern.substring(p).chars().allMatch(c -> c == '*');
        }
    }

    private final List<Entry> entries;

    private KnownHosts(List<Entry> entries) {
        this.entries = entries;
    }

    /** Reads the files that are there; lines that are not understood are skipped. */
    public static KnownHosts read(List<Path> files) {
        List<Entry> entries = new ArrayList<>();
        for (Path file : files) {
            try {
                // whatever is not UTF-8 concerns only its own line
                List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
                for (int i = 0; i < lines.size(); i++) {
                    Entry entry = parse(lines.get(i).strip(), file + ":" + (i + 1));
                    if (entry != null) {
                        entries.add(entry);
                    }
                }
            } catch (NoSuchFileException e) {
                // no host is known from there
            } catch (IOException e) {
                LOG.log(Level.WARNING, "cannot read " + file, e);
            }
        }
        return new KnownHosts(entries);
    }

    /**
     * The lines for a host.
     *
     * @param host
     *            in its normal form
     */
    List<Entry> find(String host, int port) {
        Set<String> names = HostSpellings.of(host, port);
        return entries.stream().filter(e -> e.matches(names)).toList();
    }

    private static @Nullable Entry parse(String line, String where) {
        if (line.isEmpty() || line.startsWith("#")) {
            return null;
        }
        Marker marker = Arrays.stream(Marker.values()).filter(m -> line.split("\\s", 2)[0].equals(m.text())).findAny()
                .orElse(Marker.NONE);
        if (line.startsWith("@") && marker == Marker.NONE) {
            return null;
        }
        String[] fields = line.substring(marker.text().length()).strip().split("\\s+");
        if (fields.length < 3) {
            return null;
        }
        try {
            return new Entry(fields[0], fields[1], Base64.getDecoder().decode(fields[2]), marker, where);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
