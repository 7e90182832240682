package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DriveHealth;

import com.google.gson.JsonObject;

/** What the drives say of their own health, through smartctl 7.0 or newer, which has JSON. */
final class DriveHealthProbe {
    private static final int REALLOCATED = 5;
    private static final int PENDING = 197;
    private static final int UNCORRECTABLE = 198;
    /** Of a raw value; some drives show more behind it. */
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18})\\b.*");

    private final ReadOnlyTools tools;

    DriveHealthProbe(ReadOnlyTools tools) {
        this.tools = tools;
    }

    /** The health of each disk: a drive that hangs takes its time, and none of the others'. */
    List<DriveHealth> health(List<Disk> disks) throws InterruptedException {
        List<Callable<DriveHealth>> questions = new ArrayList<>();
        disks.forEach(disk -> questions.add(() -> health(disk)));
        return SideBySide.all(questions).stream().map(health -> health.orElse(DriveHealth.UNKNOWN)).toList();
    }

    /** The health of a disk; unknown where there is no drive behind it that smartctl could ask. */
    DriveHealth health(Disk disk) throws InterruptedException {
        var device = disk.device().toString();
        return switch (disk.hardware().bus()) {
            case IDE, SATA, NVME, USB, UNKNOWN -> parse(tools.smart(device, false));
            case SCSI, SAS, FIBRE_CHANNEL -> parse(tools.smart(device, true));
            case RAID, ISCSI, MMC, VIRTIO, XEN -> DriveHealth.UNKNOWN;
        };
    }

    /** Reads smartctl's output; whatever is not understood is unknown. */
    static DriveHealth parse(String json) {
        var drive = ToolJson.object(json);
        var nvme = ToolJson.child(drive, "nvme_smart_health_information_log");
        var passed = ToolJson.text(ToolJson.child(drive, "smart_status"), "passed");
        var uncorrectable = attribute(drive, UNCORRECTABLE, "Uncorrect");
        if (uncorrectable == null) {
            uncorrectable = number(nvme, "media_errors");
        }
        if (uncorrectable == null) {
            uncorrectable = number(ToolJson.child(ToolJson.child(drive, "scsi_error_counter_log"), "read"),
                    "total_uncorrected_errors");
        }
        var reallocated = attribute(drive, REALLOCATED, "Realloc");
        return new DriveHealth(passed(passed), attribute(drive, PENDING, "Pending"), uncorrectable,
                reallocated == null ? number(drive, "scsi_grown_defect_list") : reallocated, flash(nvme));
    }

    private static @Nullable Boolean passed(@Nullable String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            case null, default -> null;
        };
    }

    /** The raw value of an ATA attribute. Makers use the numbers for other things too, and smartctl names these so. */
    private static @Nullable Long attribute(JsonObject drive, int id, String name) {
        for (var attribute : ToolJson.objects(ToolJson.child(drive, "ata_smart_attributes"), "table")) {
            var itsName = ToolJson.text(attribute, "name");
            if (Integer.toString(id).equals(ToolJson.text(attribute, "id")) && itsName != null
                    && itsName.contains(name)) {
                return number(ToolJson.child(attribute, "raw"), "string");
            }
        }
        return null;
    }

    private static DriveHealth.@Nullable Flash flash(JsonObject nvme) {
        var warning = number(nvme, "critical_warning");
        var spare = number(nvme, "available_spare");
        var used = number(nvme, "percentage_used");
        return warning == null || spare == null || used == null ? null
                : new DriveHealth.Flash(clamp(warning), clamp(spare), clamp(used));
    }

    /** One byte each. */
    private static int clamp(long value) {
        return Math.clamp(value, 0, 255);
    }

    private static @Nullable Long number(JsonObject parent, String name) {
        var text = ToolJson.text(parent, name);
        var number = NUMBER.matcher(text == null ? "" : text);
        return number.matches() ? Long.valueOf(number.group(1)) : null;
    }
}
