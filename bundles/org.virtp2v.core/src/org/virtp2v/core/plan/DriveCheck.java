package org.virtp2v.core.plan;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Disk;
import org.virtp2v.core.machine.DriveHealth;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.text.Messages;

/**
 * Whether a chosen drive says of itself that it is failing, or that it has sectors that it cannot read. Sectors that it
 * has replaced are no reason for a warning: it works with its spare ones.
 */
final class DriveCheck {
    private static final Messages TEXT = Messages.beside(DriveCheck.class);

    private DriveCheck() {
    }

    static void check(Disk disk, Notes warnings) {
        DriveHealth health = disk.hardware().health();
        if (health.isFailing()) {
            warnings.add(Key.DISKS, "driveFailing", disk.name(), figures(health));
        } else if (health.isUnreadable()) {
            warnings.add(Key.DISKS, "driveUnreadable", disk.name(), figures(health));
        }
    }

    /** What the drive counts. */
    private static String figures(DriveHealth health) {
        List<String> figures = new ArrayList<>();
        DriveHealth.Flash flash = health.flash();
        if (flash != null && flash.criticalWarning() > 0) {
            figures.add(TEXT.get("drive.warning", String.format("0x%02x", flash.criticalWarning())));
        }
        count(figures, "drive.pending", health.pendingSectors());
        count(figures, "drive.uncorrectable", health.uncorrectableErrors());
        count(figures, "drive.reallocated", health.reallocatedSectors());
        if (flash != null) {
            figures.add(TEXT.get("drive.flash", Integer.toString(flash.sparePercent()),
                    Integer.toString(flash.usedPercent())));
        }
        return figures.isEmpty() ? TEXT.get("drive.noFigures") : String.join(", ", figures);
    }

    private static void count(List<String> figures, String text, @Nullable Long count) {
        if (count != null) {
            figures.add(TEXT.get(text, Long.toString(count)));
        }
    }
}
