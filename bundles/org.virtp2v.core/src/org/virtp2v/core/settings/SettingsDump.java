package org.virtp2v.core.settings;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Prints settings for people and scripts: one line a field, in the format of {@code p2v.dump_config_and_exit}. */
public final class SettingsDump {
    private static final String ABSENT = "(none)";
    private final StringBuilder out = new StringBuilder();

    private SettingsDump() {
    }

    /**
     * The dump, ending with a newline. No password is in it, also none inside of URLs and {@code -oo} options.
     *
     * @param settings
     *            settings with their defaults filled in
     * @param localVersion
     *            version of this program
     * @param remoteVersion
     *            version of virt-v2v; null before a connection
     */
    public static String of(Settings settings, String localVersion, @Nullable String remoteVersion) {
        var dump = new SettingsDump();
        dump.line("local version", localVersion);
        dump.line("remote version", remoteVersion);
        dump.server(settings.server());
        dump.guest(settings.guest());
        dump.list("disks", settings.devices().disks());
        dump.list("removable", settings.devices().removable());
        dump.list("interfaces", settings.devices().interfaces());
        dump.line("network_map", settings.devices().networkMap().toString());
        dump.output(settings.output());
        dump.target(settings.extras().target());
        return dump.out.toString();
    }

    private void server(Settings.Server server) {
        line("remote.server", server.host());
        line("remote.port", server.port());
        line("auth.username", server.username());
        line("auth.password", server.password());
        line("auth.identity.url", url(server.identityUrl()));
        // The C program copies the key to a file; here it stays in memory, and the two lines remain for scripts.
        line("auth.identity.file", null);
        line("auth.identity.file_needs_update", server.identityUrl() != null);
        line("auth.sudo", server.sudo());
    }

    private void guest(Settings.Guest guest) {
        line("guestname", guest.name());
        line("vcpu.phys_topo", guest.physicalTopology());
        line("vcpu.cores", guest.vcpus());
        line("memory", guest.memoryBytes());
        line("cpu.vendor", guest.cpuVendor());
        line("cpu.model", guest.cpuModel());
        line("cpu.acpi", guest.acpi());
        line("cpu.apic", guest.apic());
        line("cpu.pae", guest.pae());
        line("rtc.basis", word(guest.rtcBasis()));
        line("rtc.offset", guest.rtcOffsetSeconds());
    }

    private void output(Settings.Output output) {
        line("output.type", output.type());
        line("output.allocation", word(output.allocation()));
        line("output.connection", url(output.connection()));
        line("output.format", output.format());
        line("output.storage", output.storage());
        list("output.misc", output.misc().stream().map(SettingsDump::option).toList());
    }

    /** The C program has no targets, so there are lines only where one is asked for. */
    private void target(TargetChoice target) {
        if (target.id() != null) {
            line("target", target.id());
        }
        target.values().forEach((key, value) -> line("target." + key, value));
    }

    private static @Nullable String url(@Nullable String url) {
        return url == null ? null : UrlPassword.hide(url);
    }

    private static String option(String misc) {
        return SettingsWriter.holdsSecret(misc) ? misc.substring(0, misc.indexOf('=') + 1) + "***" : misc;
    }

    private static @Nullable String word(@Nullable Enum<?> value) {
        return value == null ? null : value.name().toLowerCase(Locale.ROOT);
    }

    private void list(String name, @Nullable List<String> values) {
        line(name, values == null ? null : String.join(" ", values));
    }

    private void line(String name, @Nullable Object value) {
        String text = value == null || value.toString().isEmpty() ? ABSENT : value.toString();
        out.append(String.format(Locale.ROOT, "%-20s %s%n", name, text));
    }
}
