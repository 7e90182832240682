package org.virtp2v.core.settings;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;

/**
 * A URL of {@code p2v.config}, in which names in braces stand for properties of this machine. What they stand for is
 * percent-encoded (RFC 3986), so no machine can be called such that another file is meant.
 */
public final class ConfigUrl {
    /** A name in braces. */
    private static final Pattern NAME = Pattern.compile("\\{([^{}]*)\\}");
    /** PXELINUX gives the kernel the address of the port it booted from, after the type of hardware: SYSAPPEND. */
    private static final Pattern BOOT_PORT = Pattern
            .compile("(?i)(?:[0-9a-f]{2}[-:])?([0-9a-f]{2}(?:[-:][0-9a-f]{2}){5})");

    private ConfigUrl() {
    }

    /** The names. */
    private enum Name {
        MAC, UUID, SERIAL, HOSTNAME, ASSET;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The URLs for a machine.
     *
     * @param urls
     *            all that there are for it, in the order in which they are to be tried
     * @param unknown
     *            those that cannot be made, because the machine does not tell what they need, as they were given
     */
    public record Expansion(List<String> urls, List<String> unknown) {
        public Expansion {
            urls = List.copyOf(urls);
            unknown = List.copyOf(unknown);
        }
    }

    /** Whether it is a URL or an absolute path, and all names in braces are known. */
    static boolean isValid(String url) {
        Matcher names = NAME.matcher(url);
        return url.matches("(?s)(/|[A-Za-z][A-Za-z0-9+.-]*:).*")
                && names.results().allMatch(name -> find(name.group(1)).isPresent())
                && !names.replaceAll("").matches("(?s).*[{}\\s\\p{Cc}].*");
    }

    /** The names in braces, for people. */
    static String names() {
        return Stream.of(Name.values()).map(name -> "{" + name.word() + "}").collect(Collectors.joining(", "));
    }

    /**
     * Replaces the names in braces.
     *
     * @param urls
     *            valid URLs
     * @param commandLine
     *            the kernel command line, which may tell the port that this machine booted from ({@code BOOTIF=}); if
     *            it does not, each port is meant in turn
     */
    public static Expansion expand(List<String> urls, Machine machine, KernelCommandLine commandLine) {
        Set<String> expanded = new LinkedHashSet<>();
        List<String> unknown = new ArrayList<>();
        for (String url : urls) {
            List<String> made = macs(url, machine, commandLine).stream().map(mac -> replace(url, machine, mac))
                    .filter(Objects::nonNull).toList();
            expanded.addAll(made);
            if (made.isEmpty()) {
                unknown.add(url);
            }
        }
        return new Expansion(List.copyOf(expanded), unknown);
    }

    /** One for each URL to be made; one that means nothing when there is no address in it. */
    private static List<String> macs(String url, Machine machine, KernelCommandLine commandLine) {
        if (!url.contains("{" + Name.MAC.word() + "}")) {
            return List.of("");
        }
        Optional<String> booted = commandLine.entries().stream().filter(entry -> entry.key().equals("BOOTIF"))
                .map(entry -> BOOT_PORT.matcher(entry.text())).filter(Matcher::matches)
                .map(matcher -> matcher.group(1)).findFirst();
        return booted.map(Stream::of)
                .orElseGet(() -> machine.interfaces().stream().filter(port -> port.kind().isForGuests())
                        .map(NetworkInterface::macAddress).filter(Objects::nonNull))
                .map(mac -> mac.toLowerCase(Locale.ROOT).replace(':', '-')).toList();
    }

    private static @Nullable String replace(String url, Machine machine, String mac) {
        var replaced = new StringBuilder();
        Matcher names = NAME.matcher(url);
        while (names.find()) {
            String value = value(find(names.group(1)).orElseThrow(), machine, mac);
            if (value == null || value.isBlank()) {
                return null;
            }
            names.appendReplacement(replaced, Matcher.quoteReplacement(encode(value.strip())));
        }
        return names.appendTail(replaced).toString();
    }

    private static @Nullable String value(Name name, Machine machine, String mac) {
        return switch (name) {
            case MAC -> mac;
            case UUID -> machine.identity().uuid();
            case SERIAL -> machine.identity().serial();
            case HOSTNAME -> machine.hostName();
            case ASSET -> machine.identity().asset();
        };
    }

    /** Dots alone would be a way up in a path. */
    private static String encode(String value) {
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
        return encoded.matches("\\.+") ? encoded.replace(".", "%2E") : encoded;
    }

    private static Optional<Name> find(String word) {
        return Stream.of(Name.values()).filter(name -> name.word().equals(word)).findFirst();
    }
}
