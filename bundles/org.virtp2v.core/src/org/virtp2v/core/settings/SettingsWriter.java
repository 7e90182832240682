package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.HostKeyPolicy;

/**
 * Writes {@link Settings} as a kernel command line that {@link SettingsReader} reads back to the same settings. Only what
 * differs from the defaults is written, so the line also suits the next machine. Secrets are never written.
 */
public final class SettingsWriter {
    /** Such as OpenStack's {@code os-password=…}; not the name of a file with one. */
    private static final Pattern SECRET_OPTION = Pattern.compile("(?i)^[^=]*(?:password|secret)=.");

    private final Settings settings;
    private final Settings defaults;
    private final List<String> words = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private SettingsWriter(Settings settings, Settings defaults) {
        this.settings = settings;
        this.defaults = defaults;
    }

    /**
     * What was written.
     *
     * @param line
     *            the words, separated by spaces
     * @param leftOut
     *            the long forms of keys that have a value which is not in the line: secrets, and values that the grammar
     *            cannot express
     */
    public record Writing(String line, List<String> leftOut) {
        public Writing {
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * Writes settings.
     *
     * @param settings
     *            settings with their defaults filled in
     * @param defaults
     *            what they are when only the output mode is given: {@link Defaults#forOutput}
     * @param isSecret
     *            whether a field of the target, by its key, is a secret
     */
    public static Writing write(Settings settings, Settings defaults, Predicate<String> isSecret) {
        SettingsWriter writer = new SettingsWriter(settings, defaults);
        writer.server();
        writer.guest();
        writer.devices();
        writer.output();
        writer.run();
        writer.extras();
        writer.target(isSecret);
        return new Writing(String.join(" ", writer.words), writer.leftOut);
    }

    /** Whether an option of virt-v2v ({@code -oo}) has a password as its value. */
    public static boolean holdsSecret(String option) {
        return SECRET_OPTION.matcher(option).find();
    }

    private void server() {
        add(Key.REMOTE_SERVER, s -> s.server().host());
        add(Key.REMOTE_PORT, s -> s.server().port());
        add(Key.AUTH_USERNAME, s -> s.server().username());
        secret(Key.AUTH_PASSWORD, settings.server().password());
        url(Key.AUTH_IDENTITY_URL, s -> s.server().identityUrl());
        add(Key.AUTH_SUDO, s -> s.server().sudo());
    }

    private void guest() {
        add(Key.GUEST_NAME, s -> s.guest().name());
        add(Key.VCPU_PHYS_TOPO, s -> s.guest().physicalTopology());
        add(Key.VCPU_CORES, s -> s.guest().vcpus());
        add(Key.MEMORY, s -> s.guest().memoryBytes());
        add(Key.CPU_VENDOR, s -> s.guest().cpuVendor());
        add(Key.CPU_MODEL, s -> s.guest().cpuModel());
        add(Key.CPU_ACPI, s -> s.guest().acpi());
        add(Key.CPU_APIC, s -> s.guest().apic());
        add(Key.CPU_PAE, s -> s.guest().pae());
        boolean sameClock = settings.guest().rtcBasis() == defaults.guest().rtcBasis();
        add(Key.RTC_BASIS, s -> word(s.guest().rtcBasis()));
        // A given basis comes with no offset.
        Integer offset = settings.guest().rtcOffsetSeconds();
        if (!Objects.equals(offset, sameClock ? defaults.guest().rtcOffsetSeconds() : Integer.valueOf(0))) {
            put(Key.RTC_OFFSET, offset);
        }
    }

    private void devices() {
        list(Key.DISKS, s -> s.devices().disks());
        list(Key.REMOVABLE, s -> s.devices().removable());
        list(Key.INTERFACES, s -> s.devices().interfaces());
        list(Key.NETWORK_MAP,
                s -> s.devices().networkMap().entries().stream().map(NetworkMap.Entry::toString).toList());
    }

    private void output() {
        add(Key.OUTPUT_TYPE, s -> s.output().type());
        add(Key.OUTPUT_ALLOCATION, s -> word(s.output().allocation()));
        url(Key.OUTPUT_CONNECTION, s -> s.output().connection());
        add(Key.OUTPUT_FORMAT, s -> s.output().format());
        add(Key.OUTPUT_STORAGE, s -> s.output().storage());
        if (settings.output().misc().stream().anyMatch(SettingsWriter::holdsSecret)) {
            leftOut.add(Key.OUTPUT_MISC.longForm());
        } else {
            list(Key.OUTPUT_MISC, s -> s.output().misc());
        }
    }

    private void run() {
        add(Key.PRE, s -> s.run().pre());
        add(Key.POST, s -> s.run().post());
        add(Key.FAIL, s -> s.run().fail());
        add(Key.SKIP_TEST_CONNECTION, s -> s.run().skipTestConnection());
    }

    private void extras() {
        add(Key.HOST_KEY, s -> policy(s.extras().hostKeyPolicy()));
        secret(Key.IDENTITY_PASSPHRASE, settings.extras().identityPassphrase());
        add(Key.COMPRESS, s -> s.extras().compress());
        add(Key.BANDWIDTH, s -> s.extras().bytesPerSecond());
        add(Key.IGNORE_PREFLIGHT, s -> s.extras().ignorePreflight());
        add(Key.ALLOW_PARTIAL_ARRAYS, s -> s.extras().allowPartialArrays());
        secret(Key.ENCRYPTION_KEY, settings.extras().encryptionKeys().isEmpty() ? null : "");
    }

    private void target(Predicate<String> isSecret) {
        add(Key.TARGET, s -> s.extras().target().id());
        settings.extras().target().values().forEach((field, value) -> {
            if (isSecret.test(field)) {
                leftOut.add(TargetChoice.PREFIX + field);
            } else {
                put(TargetChoice.PREFIX + field, TargetChoice.PREFIX + field, value.reveal());
            }
        });
    }

    private static @Nullable String policy(HostKeyPolicy policy) {
        return switch (policy) {
            case HostKeyPolicy.AcceptOnce once -> null;
            case HostKeyPolicy.Strict strict -> "strict";
            case HostKeyPolicy.Fingerprint fingerprint -> fingerprint.sha256();
        };
    }

    private static @Nullable String word(@Nullable Enum<?> value) {
        return value == null ? null : value.name().toLowerCase(Locale.ROOT);
    }

    private void secret(Key key, @Nullable Object value) {
        if (value != null) {
            leftOut.add(key.longForm());
        }
    }

    private void add(Key key, Function<Settings, @Nullable Object> field) {
        Object value = field.apply(settings);
        if (!Objects.equals(value, field.apply(defaults))) {
            put(key, value);
        }
    }

    private void url(Key key, Function<Settings, @Nullable String> field) {
        String url = field.apply(settings);
        if (url != null && UrlPassword.isIn(url)) {
            leftOut.add(key.longForm());
        } else {
            add(key, field::apply);
        }
    }

    private void list(Key key, Function<Settings, @Nullable List<String>> field) {
        List<String> values = field.apply(settings);
        if (Objects.equals(values, field.apply(defaults))) {
            return;
        }
        List<String> elements = values == null ? List.of() : values;
        UnaryOperator<String> readBack = String::strip;
        if (elements.stream().anyMatch(e -> e.isEmpty() || e.indexOf(',') >= 0 || !readBack.apply(e).equals(e))) {
            leftOut.add(key.longForm());
        } else {
            put(key, elements.stream().collect(Collectors.joining(",")));
        }
    }

    private void put(Key key, @Nullable Object value) {
        put(key.longForm(), key.shortestForm(), value);
    }

    /** There are no escapes: a value can have spaces or begin with a quote, or have quotes, but not both. */
    private void put(String longForm, String form, @Nullable Object value) {
        String text = value == null ? "" : value.toString();
        boolean spaces = text.chars().anyMatch(c -> c == ' ' || c == '\t');
        boolean quotes = text.indexOf('"') >= 0;
        if (text.chars().anyMatch(c -> c == '\n' || c == '\r') || quotes && (spaces || text.startsWith("\""))) {
            leftOut.add(longForm);
        } else {
            words.add(form + "=" + (spaces ? "\"" + text + "\"" : text));
        }
    }
}
