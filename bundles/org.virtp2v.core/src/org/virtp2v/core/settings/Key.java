package org.virtp2v.core.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** The keys of the kernel command line, each with its long form and, where there is one, its short form. */
public enum Key {
    REMOTE_SERVER("p2v.remote.server", "p2v.server"),
    REMOTE_PORT("p2v.remote.port", "p2v.port"),
    AUTH_USERNAME("p2v.auth.username", "p2v.username"),
    AUTH_PASSWORD("p2v.auth.password", "p2v.password"),
    AUTH_IDENTITY_URL("p2v.auth.identity.url", "p2v.identity"),
    AUTH_SUDO("p2v.auth.sudo", "p2v.sudo"),
    GUEST_NAME("p2v.guestname", "p2v.name"),
    VCPU_PHYS_TOPO("p2v.vcpu.phys_topo", null),
    VCPU_CORES("p2v.vcpu.cores", null),
    MEMORY("p2v.memory", null),
    CPU_VENDOR("p2v.cpu.vendor", null),
    CPU_MODEL("p2v.cpu.model", null),
    CPU_ACPI("p2v.cpu.acpi", null),
    CPU_APIC("p2v.cpu.apic", null),
    CPU_PAE("p2v.cpu.pae", null),
    RTC_BASIS("p2v.rtc.basis", null),
    RTC_OFFSET("p2v.rtc.offset", null),
    DISKS("p2v.disks", null),
    REMOVABLE("p2v.removable", null),
    INTERFACES("p2v.interfaces", null),
    NETWORK_MAP("p2v.network_map", "p2v.network"),
    OUTPUT_TYPE("p2v.output.type", "p2v.o"),
    OUTPUT_ALLOCATION("p2v.output.allocation", "p2v.oa"),
    OUTPUT_CONNECTION("p2v.output.connection", "p2v.oc"),
    OUTPUT_FORMAT("p2v.output.format", "p2v.of"),
    OUTPUT_STORAGE("p2v.output.storage", "p2v.os"),
    OUTPUT_MISC("p2v.output.misc", "p2v.oo"),
    PRE("p2v.pre", null),
    POST("p2v.post", null),
    FAIL("p2v.fail", null),
    SKIP_TEST_CONNECTION("p2v.skip_test_connection", null),
    DUMP_CONFIG_AND_EXIT("p2v.dump_config_and_exit", null),
    HOST_KEY("p2v.server.hostkey", null),
    IDENTITY_PASSPHRASE("p2v.identity.passphrase", null),
    COMPRESS("p2v.compress", null),
    BANDWIDTH("p2v.bandwidth", null),
    IGNORE_PREFLIGHT("p2v.ignore_preflight", null),
    ALLOW_PARTIAL_ARRAYS("p2v.allow_partial_arrays", null),
    /** May be given several times. */
    ENCRYPTION_KEY("p2v.key", null),
    /** Its fields follow it, see {@link TargetChoice#PREFIX}. */
    TARGET("p2v.target", null);

    /** What every key begins with; other words of the kernel command line are not ours. */
    public static final String PREFIX = "p2v.";

    private final String longForm;
    private final @Nullable String shortForm;

    Key(String longForm, @Nullable String shortForm) {
        this.longForm = longForm;
        this.shortForm = shortForm;
    }

    /** The documented long form. */
    public String longForm() {
        return longForm;
    }

    /** The short form where there is one, else the long form. */
    String shortestForm() {
        return shortForm == null ? longForm : shortForm;
    }

    /** The long form and, where there is one, the short form. */
    public Stream<String> forms() {
        return Stream.of(longForm, shortForm).filter(Objects::nonNull);
    }

    /** The key with that long or short form. */
    static Optional<Key> of(String form) {
        return Arrays.stream(values()).filter(k -> k.forms().anyMatch(form::equals)).findFirst();
    }

    /** The known form nearest to a misspelt one, when it is near enough to be what was meant. */
    static Optional<String> nearest(String misspelt) {
        String text = misspelt.toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).flatMap(Key::forms)
                .min((a, b) -> Integer.compare(distance(text, a), distance(text, b)))
                .filter(form -> distance(text, form) <= Math.max(1, (form.length() - PREFIX.length()) / 3));
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
