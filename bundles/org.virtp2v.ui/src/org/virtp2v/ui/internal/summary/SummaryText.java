package org.virtp2v.ui.internal.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.Exclusions;
import org.virtp2v.core.plan.Guest;
import org.virtp2v.core.plan.GuestInterface;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.settings.StaticAddress;
import org.virtp2v.core.settings.ToolOption;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;

/** Describes a plan in plain words. */
public final class SummaryText {
    private static final Messages TEXT = Messages.beside(SummaryText.class);

    private SummaryText() {
    }

    /**
     * A line of the summary.
     *
     * @param subject
     *            its subject
     * @param text
     *            one or several lines
     */
    public record Row(String subject, String text) {
    }

    /**
     * The summary.
     *
     * @param server
     *            the result of the test connection; null: it was not made
     */
    public static List<Row> of(ConversionPlan plan, Machine machine, @Nullable ServerInfo server) {
        List<Row> rows = new ArrayList<>();
        rows.add(row("disks", disks(plan, machine)));
        leftBehind(plan.exclusions()).ifPresent(text -> rows.add(row("left", text)));
        rows.add(row("server", server(plan.login(), server)));
        rows.add(row("guest", guest(plan.guest())));
        rows.add(row("output", OutputText.of(plan.target(), plan.output())));
        rows.add(row("network", network(plan)));
        if (!plan.removable().isEmpty()) {
            rows.add(row("removable", TEXT.get("removable.text", String.join(", ", plan.removable()))));
        }
        if (!plan.encryptionKeys().isEmpty()) {
            rows.add(row("keys", TEXT.get("keys.text", Integer.toString(plan.encryptionKeys().size()))));
        }
        String root = plan.virtV2v().root();
        if (root != null) {
            rows.add(row("system", root));
        }
        List<ToolOption> options = plan.virtV2v().options();
        if (!options.isEmpty()) {
            rows.add(row("options", options.stream().map(ToolOption::shown).collect(Collectors.joining("\n"))));
        }
        if (plan.instant()) {
            rows.add(row("instant", TEXT.get("instant.text")));
        }
        Long limit = plan.bytesPerSecond();
        if (limit != null) {
            rows.add(row("limit", TEXT.get("limit.text", ByteSize.format(limit))));
        }
        return rows;
    }

    private static Row row(String subject, String text) {
        return new Row(TEXT.get("row." + subject), text);
    }

    private static String disks(ConversionPlan plan, Machine machine) {
        List<String> lines = new ArrayList<>();
        long bytes = 0;
        for (SourceDisk disk : plan.disks()) {
            bytes += disk.sizeBytes();
            String model = machine.disks().stream().filter(d -> d.device().equals(disk.path())).findFirst()
                    .map(Disk::model).orElse(null);
            lines.add(model == null ? TEXT.get("disk", disk.name(), ByteSize.format(disk.sizeBytes()))
                    : TEXT.get("diskModel", disk.name(), ByteSize.format(disk.sizeBytes()), model));
        }
        if (plan.disks().size() > 1) {
            lines.add(TEXT.get("disks.total", Integer.toString(plan.disks().size()), ByteSize.format(bytes)));
        }
        return String.join("\n", lines);
    }

    private static Optional<String> leftBehind(Exclusions exclusions) {
        List<String> lines = new ArrayList<>();
        for (Exclusions.Part part : exclusions.parts()) {
            lines.add(TEXT.get(part.swap() ? "left.swap" : "left.part", part.name(),
                    ByteSize.format(part.sizeBytes())));
        }
        if (!exclusions.copiedSwap().isEmpty()) {
            lines.add(TEXT.get("left.copiedSwap", String.join(", ", exclusions.copiedSwap())));
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
    }

    private static String server(ServerLogin login, @Nullable ServerInfo server) {
        String address = TEXT.get(login.sudo() ? "server.sudo" : "server.text", login.username(), login.address());
        return server == null ? address : TEXT.get("server.version", address, server.version());
    }

    private static String guest(Guest guest) {
        List<String> lines = new ArrayList<>();
        lines.add(TEXT.get("guest.text", guest.name(), Integer.toString(guest.vcpus()),
                ByteSize.format(guest.memoryBytes())));
        if (guest.sockets() > 1 || guest.threadsPerCore() > 1) {
            lines.add(TEXT.get("guest.topology", Integer.toString(guest.sockets()),
                    Integer.toString(guest.coresPerSocket()), Integer.toString(guest.threadsPerCore())));
        }
        lines.add(TEXT.get("guest." + guest.firmware().name()));
        return String.join("\n", lines);
    }

    private static String network(ConversionPlan plan) {
        return plan.interfaces().isEmpty() ? TEXT.get("network.none")
                : plan.interfaces().stream().map(card -> network(card, plan.virtV2v().addresses()))
                        .collect(Collectors.joining("\n"));
    }

    private static String network(GuestInterface card, List<StaticAddress> all) {
        String connected = TEXT.get("network.text", card.name(), card.network());
        String addresses = all.stream().filter(address -> address.interfaceName().equals(card.name()))
                .map(StaticAddress::address).collect(Collectors.joining(", "));
        return addresses.isEmpty() ? connected : TEXT.get("network.address", connected, addresses);
    }
}
