package org.virtp2v.core.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Spelling;

/**
 * The table of settings: the keys of the kernel command line, each with its long form and, where there is one, its
 * short form, the kind of its value, and where that stands in {@link Settings}. Reading, writing, dumping and hiding of
 * secrets are loops over it. The first keys, up to {@link #OUTPUT_MISC}, are those that the C program dumps, in its
 * order.
 */
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
    FIRMWARE("p2v.firmware", null),
    HOST_KEY("p2v.server.hostkey", null),
    IDENTITY_PASSPHRASE("p2v.identity.passphrase", null),
    COMPRESS("p2v.compress", null),
    RECONNECT("p2v.reconnect", null),
    RESUME("p2v.resume", null),
    TEST_BOOT("p2v.test_boot", null),
    INSTANT("p2v.instant", null),
    CONNECTIONS("p2v.connections", null),
    MAX_RUNNING("p2v.max_running", null),
    BANDWIDTH("p2v.bandwidth", null),
    IGNORE_PREFLIGHT("p2v.ignore_preflight", null),
    ON_READ_ERROR("p2v.on_read_error", null),
    ALLOW_PARTIAL_ARRAYS("p2v.allow_partial_arrays", null),
    EXCLUDE("p2v.exclude", null),
    /** May be given several times. */
    ENCRYPTION_KEY("p2v.key", null),
    ROOT("p2v.root", null),
    /** May be given several times. */
    VIRT_V2V("p2v.v2v", null),
    /** May be given several times. */
    CONFIG("p2v.config", null),
    CONFIG_SHA256("p2v.config.sha256", null),
    CONFIG_MISSING("p2v.config.missing", null),
    NOTIFY("p2v.notify", null),
    NOTIFY_SECRET("p2v.notify.secret", null),
    /** Its fields follow it, see {@link TargetChoice#PREFIX}. */
    TARGET("p2v.target", null);

    /** The beginning of every key; other words of the kernel command line are not ours. */
    public static final String PREFIX = "p2v.";

    private final String longForm;
    private final @Nullable String shortForm;

    Key(String longForm, @Nullable String shortForm) {
        this.longForm = longForm;
        this.shortForm = shortForm;
    }

    /**
     * The other columns of the table: the kind of value, and its place. A row is made only when it is used: the JVM
     * takes longer to link all method references than for the rest of reading a command line.
     */
    private Slot<?> slot() {
        return switch (this) {
            case REMOTE_SERVER -> server().optional(Kind.HOSTS, ServerSettings::host, ServerSettings::withHost);
            case REMOTE_PORT -> server().always(Kind.PORT, ServerSettings::port, ServerSettings::withPort);
            case AUTH_USERNAME -> server().always(Kind.TEXT, ServerSettings::username, ServerSettings::withUsername);
            case AUTH_PASSWORD ->
                server().optional(Kind.SECRET, ServerSettings::password, ServerSettings::withPassword);
            case AUTH_IDENTITY_URL ->
                server().optional(Kind.URL, ServerSettings::identityUrl, ServerSettings::withIdentityUrl);
            case AUTH_SUDO -> server().always(Kind.FLAG, ServerSettings::sudo, ServerSettings::withSudo);
            case GUEST_NAME -> guest().optional(Kind.TEXT_OR_EMPTY, GuestSettings::name, GuestSettings::withName);
            case VCPU_PHYS_TOPO ->
                guest().always(Kind.FLAG, GuestSettings::physicalTopology, GuestSettings::withPhysicalTopology);
            case VCPU_CORES -> guest().optional(Kind.COUNT, GuestSettings::vcpus, GuestSettings::withVcpus);
            case MEMORY -> guest().optional(Kind.SIZE, GuestSettings::memoryBytes, GuestSettings::withMemoryBytes);
            case CPU_VENDOR -> guest().optional(Kind.TEXT, GuestSettings::cpuVendor, GuestSettings::withCpuVendor);
            case CPU_MODEL -> guest().optional(Kind.TEXT, GuestSettings::cpuModel, GuestSettings::withCpuModel);
            case CPU_ACPI -> guest().optional(Kind.FLAG, GuestSettings::acpi, GuestSettings::withAcpi);
            case CPU_APIC -> guest().optional(Kind.FLAG, GuestSettings::apic, GuestSettings::withApic);
            case CPU_PAE -> guest().optional(Kind.FLAG, GuestSettings::pae, GuestSettings::withPae);
            case RTC_BASIS -> guest().optional(Kind.CLOCK_BASIS, GuestSettings::rtcBasis, GuestSettings::withRtcBasis);
            case RTC_OFFSET ->
                guest().optional(Kind.SECONDS, GuestSettings::rtcOffsetSeconds, GuestSettings::withRtcOffsetSeconds);
            case DISKS -> devices().optional(Kind.LIST, DeviceSettings::disks, DeviceSettings::withDisks);
            case REMOVABLE -> devices().optional(Kind.LIST, DeviceSettings::removable, DeviceSettings::withRemovable);
            case INTERFACES ->
                devices().optional(Kind.LIST, DeviceSettings::interfaces, DeviceSettings::withInterfaces);
            case NETWORK_MAP ->
                devices().always(Kind.NETWORK_MAP, DeviceSettings::networkMap, DeviceSettings::withNetworkMap);
            case OUTPUT_TYPE -> output().always(Kind.TEXT, OutputSettings::type, OutputSettings::withType);
            case OUTPUT_ALLOCATION ->
                output().always(Kind.ALLOCATION, OutputSettings::allocation, OutputSettings::withAllocation);
            case OUTPUT_CONNECTION ->
                output().optional(Kind.URL, OutputSettings::connection, OutputSettings::withConnection);
            case OUTPUT_FORMAT -> output().optional(Kind.TEXT, OutputSettings::format, OutputSettings::withFormat);
            case OUTPUT_STORAGE ->
                output().optional(Kind.TEXT_OR_EMPTY, OutputSettings::storage, OutputSettings::withStorage);
            case OUTPUT_MISC -> output().always(Kind.OPTIONS, OutputSettings::misc, OutputSettings::withMisc);
            case PRE -> run().optional(Kind.COMMAND, RunSettings::pre, RunSettings::withPre);
            case POST -> run().optional(Kind.COMMAND_OR_EMPTY, RunSettings::post, RunSettings::withPost);
            case FAIL -> run().optional(Kind.COMMAND, RunSettings::fail, RunSettings::withFail);
            case SKIP_TEST_CONNECTION ->
                run().always(Kind.FLAG, RunSettings::skipTestConnection, RunSettings::withSkipTestConnection);
            case DUMP_CONFIG_AND_EXIT ->
                run().always(Kind.FLAG, RunSettings::dumpConfigAndExit, RunSettings::withDumpConfigAndExit);
            case FIRMWARE -> guest().always(Kind.FIRMWARE, GuestSettings::firmware, GuestSettings::withFirmware);
            case HOST_KEY ->
                server().always(Kind.HOST_KEY_POLICY, ServerSettings::hostKeyPolicy, ServerSettings::withHostKeyPolicy);
            case IDENTITY_PASSPHRASE ->
                server().optional(Kind.SECRET, ServerSettings::passphrase, ServerSettings::withPassphrase);
            case COMPRESS -> server().always(Kind.FLAG, ServerSettings::compress, ServerSettings::withCompress);
            case RECONNECT -> server().always(Kind.DURATION, ServerSettings::reconnect, ServerSettings::withReconnect);
            case TEST_BOOT -> run().optional(Kind.FLAG, RunSettings::testBoot, RunSettings::withTestBoot);
            case INSTANT -> run().always(Kind.FLAG, RunSettings::instant, RunSettings::withInstant);
            case RESUME -> run().always(Kind.RESUME, RunSettings::resume, RunSettings::withResume);
            case CONNECTIONS ->
                server().always(Kind.CONNECTIONS, ServerSettings::connections, ServerSettings::withConnections);
            case MAX_RUNNING -> run().optional(Kind.COUNT, RunSettings::maxRunning, RunSettings::withMaxRunning);
            case BANDWIDTH -> run().optional(Kind.RATE, RunSettings::bytesPerSecond, RunSettings::withBytesPerSecond);
            case IGNORE_PREFLIGHT ->
                run().always(Kind.FLAG, RunSettings::ignorePreflight, RunSettings::withIgnorePreflight);
            case ON_READ_ERROR ->
                run().optional(Kind.READ_ERROR, RunSettings::onReadError, RunSettings::withOnReadError);
            case ALLOW_PARTIAL_ARRAYS ->
                devices().always(Kind.FLAG, DeviceSettings::allowPartialArrays, DeviceSettings::withAllowPartialArrays);
            case EXCLUDE -> devices().optional(Kind.LIST, DeviceSettings::exclude, DeviceSettings::withExclude);
            case ENCRYPTION_KEY ->
                devices().always(Kind.ENCRYPTION_KEYS, DeviceSettings::encryptionKeys,
                        DeviceSettings::withEncryptionKeys);
            case ROOT -> virtV2v().optional(Kind.ROOT, VirtV2vSettings::root, VirtV2vSettings::withRoot);
            case VIRT_V2V ->
                virtV2v().always(Kind.TOOL_OPTIONS, VirtV2vSettings::options, VirtV2vSettings::withOptions);
            case CONFIG -> config().always(Kind.CONFIG_URL, ConfigSettings::urls, ConfigSettings::withUrls);
            case CONFIG_SHA256 -> config().always(Kind.SHA256, ConfigSettings::sums, ConfigSettings::withSums);
            case CONFIG_MISSING ->
                config().always(Kind.MISSING_CONFIG, ConfigSettings::missing, ConfigSettings::withMissing);
            case NOTIFY -> notices().optional(Kind.NOTICE_URL, NoticeSettings::url, NoticeSettings::withUrl);
            case NOTIFY_SECRET -> notices().optional(Kind.SECRET, NoticeSettings::secret, NoticeSettings::withSecret);
            case TARGET -> target().optional(Kind.TEXT, TargetChoice::id, TargetChoice::withId);
        };
    }

    private static Slot.Part<ServerSettings> server() {
        return new Slot.Part<>(Settings::server, Settings::withServer);
    }

    private static Slot.Part<GuestSettings> guest() {
        return new Slot.Part<>(Settings::guest, Settings::withGuest);
    }

    private static Slot.Part<DeviceSettings> devices() {
        return new Slot.Part<>(Settings::devices, Settings::withDevices);
    }

    private static Slot.Part<OutputSettings> output() {
        return new Slot.Part<>(Settings::output, Settings::withOutput);
    }

    private static Slot.Part<TargetChoice> target() {
        return new Slot.Part<>(Settings::target, Settings::withTarget);
    }

    private static Slot.Part<VirtV2vSettings> virtV2v() {
        return new Slot.Part<>(Settings::virtV2v, Settings::withVirtV2v);
    }

    private static Slot.Part<ConfigSettings> config() {
        return new Slot.Part<>(Settings::config, Settings::withConfig);
    }

    private static Slot.Part<NoticeSettings> notices() {
        return new Slot.Part<>(Settings::notices, Settings::withNotices);
    }

    private static Slot.Part<RunSettings> run() {
        return new Slot.Part<>(Settings::run, Settings::withRun);
    }

    /** The documented long form. */
    public String longForm() {
        return longForm;
    }

    /** The short form where there is one, else the long form. */
    public String shortestForm() {
        return shortForm == null ? longForm : shortForm;
    }

    /** The long form and, where there is one, the short form. */
    public Stream<String> forms() {
        return Stream.of(longForm, shortForm).filter(Objects::nonNull);
    }

    /** The kind of its value. */
    public Kind<?> kind() {
        return slot().kind();
    }

    /**
     * The settings with a value that is read.
     *
     * @param text
     *            the text after the equals sign
     * @throws IllegalArgumentException
     *             when it means nothing
     */
    public Settings read(String text, Settings settings) {
        return slot().read(text, settings);
    }

    /** The value as it is read, secrets included; empty when there is none. */
    public String write(Settings settings) {
        return slot().write(settings);
    }

    /** The value as it is read, one text for each time that the key is given; none when there is no value. */
    List<String> occurrences(Settings settings) {
        return slot().occurrences(settings);
    }

    /** The settings with the value that others have. */
    public Settings copy(Settings from, Settings to) {
        return slot().copy().apply(from, to);
    }

    /** The value for people, without secrets; empty when there is none. */
    String show(Settings settings) {
        return slot().show(settings);
    }

    /** Whether some of the value must not be seen. */
    boolean isSecret(Settings settings) {
        return slot().isSecret(settings);
    }

    /** Whether the written text is read as the same value. */
    boolean isReadBack(Settings settings) {
        return slot().isReadBack(settings);
    }

    /** Whether both have the same value. */
    boolean isSame(Settings one, Settings other) {
        return slot().isSame(one, other);
    }

    /** The key with that long or short form. */
    static Optional<Key> of(String form) {
        return Arrays.stream(values()).filter(k -> k.forms().anyMatch(form::equals)).findFirst();
    }

    /** The known form nearest to a misspelt one, when it is near enough. */
    static Optional<String> nearest(String misspelt) {
        List<String> forms = Arrays.stream(values()).flatMap(Key::forms).toList();
        return Spelling.nearest(misspelt.toLowerCase(Locale.ROOT), forms, PREFIX.length());
    }
}
