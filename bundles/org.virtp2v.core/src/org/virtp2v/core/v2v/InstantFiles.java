package org.virtp2v.core.v2v;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestInterface;
import org.virtp2v.core.plan.GuestLink;
import org.virtp2v.core.plan.LibvirtPool;
import org.virtp2v.core.plan.Overlays;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.OutputSettings.Allocation;
import org.virtp2v.core.text.Json;

/**
 * The program that stands in virt-v2v's place when the guest is started before its disks are copied, and what it has to
 * know. {@code instant.py} beside this class describes itself.
 */
final class InstantFiles {
    private static final String SETTINGS = "instant.json";
    private static final String RAW = "raw";
    private static final String BACKEND_SETTINGS = "LIBGUESTFS_BACKEND_SETTINGS";
    private static final String NO_KVM = "force_tcg";

    private InstantFiles() {
    }

    /** The program with its arguments, run in the remote directory. */
    static List<String> command(DiskPorts ports) {
        String interpreter = ports.interpreter();
        if (interpreter == null) {
            throw new IllegalArgumentException("there is nothing to run it with");
        }
        return List.of(interpreter, "-I", ServerProgram.INSTANT.file());
    }

    /** The files, all of them required. */
    static List<RemoteFile> of(ConversionPlan plan, boolean colours, GuestLink link) {
        List<RemoteFile> files = new ArrayList<>(ServerProgram.INSTANT.files(RemoteFile.Kind.NEEDED));
        files.add(RemoteFile.needed(SETTINGS,
                (settings(plan, colours, link) + "\n").getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    private static Json settings(ConversionPlan plan, boolean colours, GuestLink link) {
        LibvirtPool pool = LibvirtPool.of(plan);
        String metadata = plan.target().files().metadata();
        boolean emulated = isEmulated(plan);
        return Json.object().with("guest", plan.guest().name())
                .with("mode", OutputMode.of(plan.output().type()).name())
                .with("storage", pool == null ? plan.output().storage() : pool.name())
                .with("connection", pool == null ? null : pool.uri())
                .with("format", Objects.requireNonNullElse(plan.output().format(), RAW))
                .with("allocation", plan.output().allocation() == Allocation.PREALLOCATED ? "preallocated" : "sparse")
                .with("disks", disks(plan)).with("metadata", metadata.isEmpty() ? null : metadata)
                .with("firmware", firmware(plan.guest().firmware())).with("bridges", bridges(plan))
                .with("program", ToolArguments.IN_PLACE).with("arguments", ToolArguments.inPlace(plan, colours))
                .with("bandwidth", plan.bytesPerSecond()).with("kvm", emulated ? "never" : "auto")
                .with("allow_tcg", emulated || plan.ignorePreflight())
                .with("link", link.jsonName());
    }

    private static List<Json> disks(ConversionPlan plan) {
        List<String> overlays = Overlays.of(plan);
        List<String> names = plan.target().files().disks();
        return IntStream.range(0, plan.disks().size()).mapToObj(i -> Json.object().with("name", names.get(i))
                .with("bytes", plan.disks().get(i).sizeBytes()).with("overlay", overlays.get(i))).toList();
    }

    private static @Nullable String firmware(Firmware firmware) {
        return switch (firmware) {
            case BIOS -> "bios";
            case UEFI -> "uefi";
            case UNKNOWN -> null;
        };
    }

    /** The bridges of the server by the hardware addresses of the interfaces. */
    private static Map<String, String> bridges(ConversionPlan plan) {
        Map<String, String> bridges = new LinkedHashMap<>();
        for (GuestInterface card : plan.interfaces()) {
            String bridge = plan.virtV2v().bridges().get(card.name());
            if (bridge != null) {
                bridges.put(String.valueOf(card.macAddress()), bridge);
            }
        }
        return bridges;
    }

    /** Whether the user wants no KVM, as for virt-v2v itself; see guestfs(3). */
    private static boolean isEmulated(ConversionPlan plan) {
        Secret given = plan.virtV2v().variables().get(BACKEND_SETTINGS);
        return given != null && List.of(given.reveal().split(":")).contains(NO_KVM);
    }
}
