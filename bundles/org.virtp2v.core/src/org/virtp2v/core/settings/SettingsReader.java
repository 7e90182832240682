package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.server.HostKeyPolicy;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.text.Messages;

/**
 * Reads {@link Settings} from a kernel command line. Both forms of every key are known; the first occurrence of a form
 * wins, and the long form wins over the short one. What looks like a key of ours but is not becomes a warning; a value
 * that cannot be understood is an error.
 */
public final class SettingsReader {
    private static final Messages TEXT = Messages.beside(SettingsReader.class);

    private final Map<Key, KernelCommandLine.Entry> given = new EnumMap<>(Key.class);
    private final List<Secret> encryptionKeys = new ArrayList<>();
    private final Map<String, Secret> targetValues = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private SettingsReader() {
    }

    /**
     * What was read.
     *
     * @param settings
     *            the settings
     * @param warnings
     *            what the user should know, such as unknown keys
     */
    public record Reading(Settings settings, List<String> warnings) {
    }

    /**
     * Reads a kernel command line.
     *
     * @throws SettingsException
     *             when values cannot be understood; it names all of them
     */
    public static Reading read(String commandLine) throws SettingsException {
        var reader = new SettingsReader();
        reader.sort(KernelCommandLine.parse(commandLine));
        Settings settings = reader.settings();
        if (!reader.problems.isEmpty()) {
            throw new SettingsException(reader.problems);
        }
        return new Reading(settings, List.copyOf(reader.warnings));
    }

    private void sort(KernelCommandLine line) {
        Set<String> seen = new HashSet<>();
        for (KernelCommandLine.Entry entry : line.entries()) {
            if (!entry.key().startsWith(Key.PREFIX)) {
                continue;
            }
            if (entry.key().startsWith(TargetChoice.PREFIX)) {
                targetValue(entry);
                continue;
            }
            var key = Key.of(entry.key());
            if (key.isEmpty()) {
                warnings.add(Key.nearest(entry.key()).map(near -> TEXT.get("unknownKeyNear", entry.key(), near))
                        .orElseGet(() -> TEXT.get("unknownKey", entry.key())));
            } else if (key.get() == Key.ENCRYPTION_KEY) {
                encryptionKey(entry);
            } else if (!seen.add(entry.key())) {
                warnings.add(TEXT.get("repeatedKey", entry.key()));
            } else {
                boolean isLong = entry.key().equals(key.get().longForm());
                var other = isLong ? given.put(key.get(), entry) : given.putIfAbsent(key.get(), entry);
                if (other != null) {
                    warnings.add(TEXT.get("bothForms", key.get().longForm(), isLong ? other.key() : entry.key()));
                }
            }
        }
        if (line.unterminatedKey() != null && line.unterminatedKey().startsWith(Key.PREFIX)) {
            warnings.add(TEXT.get("unterminatedQuote", line.unterminatedKey()));
        }
    }

    private void targetValue(KernelCommandLine.Entry entry) {
        String field = entry.key().substring(TargetChoice.PREFIX.length());
        if (targetValues.putIfAbsent(field, new Secret(entry.value() == null ? "" : entry.value())) != null) {
            warnings.add(TEXT.get("repeatedKey", entry.key()));
        }
    }

    private void encryptionKey(KernelCommandLine.Entry entry) {
        // SELECTOR:key:KEY, SELECTOR:file:NAME or SELECTOR:clevis, see virt-v2v(1). The value is a secret.
        String value = entry.value() == null ? "" : entry.value();
        if (value.matches("[^:]+:(clevis|(key|file):.+)")) {
            encryptionKeys.add(new Secret(value));
        } else {
            problems.add(TEXT.get("badValue", entry.key(), "***", TEXT.get("expectEncryptionKey")));
        }
    }

    private Settings settings() {
        var server = new Settings.Server(text(Key.REMOTE_SERVER),
                value(Key.REMOTE_PORT, "expectPort", SettingsReader::port, Settings.Server.DEFAULT_PORT),
                orDefault(text(Key.AUTH_USERNAME), Settings.Server.DEFAULT_USERNAME), secret(Key.AUTH_PASSWORD),
                text(Key.AUTH_IDENTITY_URL), flag(Key.AUTH_SUDO));
        var guest = new Settings.Guest(raw(Key.GUEST_NAME), flag(Key.VCPU_PHYS_TOPO),
                value(Key.VCPU_CORES, "expectPositive", SettingsReader::positive, null),
                value(Key.MEMORY, "expectSize", ByteSize::parse, null), text(Key.CPU_VENDOR), text(Key.CPU_MODEL),
                optionalFlag(Key.CPU_ACPI), optionalFlag(Key.CPU_APIC), optionalFlag(Key.CPU_PAE),
                value(Key.RTC_BASIS, "expectBasis", t -> constant(Rtc.Basis.class, t), null),
                value(Key.RTC_OFFSET, "expectSeconds", Integer::valueOf, null));
        var devices = new Settings.Devices(list(Key.DISKS), list(Key.REMOVABLE), list(Key.INTERFACES),
                value(Key.NETWORK_MAP, "expectNetworkMap", t -> NetworkMap.parse(split(t)), new NetworkMap(List.of())));
        var output = new Settings.Output(orDefault(text(Key.OUTPUT_TYPE), Settings.Output.DEFAULT_TYPE),
                value(Key.OUTPUT_ALLOCATION, "expectAllocation", t -> constant(Settings.Allocation.class, t),
                        Settings.Allocation.NONE),
                text(Key.OUTPUT_CONNECTION), text(Key.OUTPUT_FORMAT), raw(Key.OUTPUT_STORAGE),
                orDefault(list(Key.OUTPUT_MISC), List.of()));
        var run = new Settings.Run(text(Key.PRE), raw(Key.POST), text(Key.FAIL), flag(Key.SKIP_TEST_CONNECTION),
                flag(Key.DUMP_CONFIG_AND_EXIT));
        return new Settings(server, guest, devices, output, run, extras());
    }

    private Settings.Extras extras() {
        return new Settings.Extras(
                value(Key.HOST_KEY, "expectHostKey", HostKeyPolicy::parse, new HostKeyPolicy.AcceptOnce()),
                secret(Key.IDENTITY_PASSPHRASE), flag(Key.COMPRESS),
                value(Key.BANDWIDTH, "expectRate", SettingsReader::rate, null), flag(Key.IGNORE_PREFLIGHT),
                flag(Key.ALLOW_PARTIAL_ARRAYS), encryptionKeys,
                target());
    }

    private TargetChoice target() {
        String id = text(Key.TARGET);
        return new TargetChoice(id, id == null ? null : text(Key.OUTPUT_TYPE), targetValues);
    }

    /** The value as it stands; empty for a key without one; null when the key is not there. */
    private @Nullable String raw(Key key) {
        var entry = given.get(key);
        if (entry == null) {
            return null;
        }
        return entry.value() == null ? "" : entry.value();
    }

    /** The value; null also when it is empty. */
    private @Nullable String text(Key key) {
        String raw = raw(key);
        return raw == null || raw.isEmpty() ? null : raw;
    }

    private @Nullable Secret secret(Key key) {
        String text = text(key);
        return text == null ? null : new Secret(text);
    }

    private @Nullable List<String> list(Key key) {
        String raw = raw(key);
        return raw == null ? null : split(raw);
    }

    private static List<String> split(String text) {
        return java.util.Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    private boolean flag(Key key) {
        return Boolean.TRUE.equals(optionalFlag(key));
    }

    private @Nullable Boolean optionalFlag(Key key) {
        return raw(key) == null ? null : parsed(key, "expectBoolean", Flags::parse, null);
    }

    private <T> T value(Key key, String expectation, Function<String, T> parser, T fallback) {
        return text(key) == null ? fallback : parsed(key, expectation, parser, fallback);
    }

    private <T> T parsed(Key key, String expectation, Function<String, T> parser, T fallback) {
        try {
            return parser.apply(orDefault(raw(key), ""));
        } catch (IllegalArgumentException e) {
            problems.add(TEXT.get("badValue", given.get(key).key(), orDefault(raw(key), ""), TEXT.get(expectation)));
            return fallback;
        }
    }

    private static Integer port(String text) {
        int port = positive(text);
        if (port > 65535) {
            throw new IllegalArgumentException(text);
        }
        return port;
    }

    private static Long rate(String text) {
        long rate = ByteSize.parse(text);
        if (rate < 1) {
            throw new IllegalArgumentException(text);
        }
        return rate;
    }

    private static Integer positive(String text) {
        int number = Integer.parseInt(text);
        if (number < 1) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }

    private static <T> T orDefault(@Nullable T value, T fallback) {
        return value == null ? fallback : value;
    }
}
