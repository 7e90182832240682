package org.virtp2v.hardware.internal;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Trust;
import org.virtp2v.core.machine.Trust.SecureBoot;
import org.virtp2v.core.machine.Trust.Tpm;

/** The firmware's information from the kernel: how the machine was booted, its identity, Secure Boot and TPM. */
final class FirmwareProbe {
    private static final String DMI = "/sys/class/dmi/id/";
    private static final String SECURE_BOOT = "/sys/firmware/efi/efivars/"
            + "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    private static final String TPM = "/sys/class/tpm";
    /** Placeholders that makers leave in the tables. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "to be filled by o\\.e\\.m\\.|o\\.e\\.m\\.|oem|default string|not (?:specified|applicable|available)"
                    + "|none|n/a|unknown|system (?:manufacturer|product name|serial number)|[0.x -]+|0?123456789",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ASSET_PLACEHOLDER = Pattern.compile(
            "(?:no |chassis |base ?board |board )?asset(?:[- ]?tag)?(?:[- ]?num(?:ber)?)?[- ]?[0-9]?|asset-1234567890|atn12345678901234567",
            Pattern.CASE_INSENSITIVE);

    /**
     * UUIDs that boards of many machines have: AMI's default in both orders of its bytes (SMBIOS swaps some of them),
     * and such as were counted up by hand.
     */
    private static final Set<String> SHARED_UUIDS = Set.of("00020003-0004-0005-0006-000700080009",
            "03000200-0400-0500-0006-000700080009", "12345678-1234-5678-90ab-cddeefaabbcc",
            "00112233-4455-6677-8899-aabbccddeeff", "33221100-5544-7766-8899-aabbccddeeff",
            "01020304-0506-0708-090a-0b0c0d0e0f10", "04030201-0605-0807-090a-0b0c0d0e0f10");
    /** All digits 0 or F means none (SMBIOS, 7.2.1); no real one has as few different digits as this. */
    private static final int FEW_DIGITS = 4;

    private final SystemFiles files;

    FirmwareProbe(SystemFiles files) {
        this.files = files;
    }

    /** How the machine was booted. */
    Firmware firmware(boolean x86) {
        if (files.exists("/sys/firmware/efi")) {
            return Firmware.UEFI;
        }
        return x86 && files.exists("/sys/firmware") ? Firmware.BIOS : Firmware.UNKNOWN;
    }

    Identity identity() {
        return new Identity(field("sys_vendor"), field("product_name"), field("product_serial"), uuid(), asset());
    }

    /** The chassis has it, or else the board: not all makers know the difference. */
    private @Nullable String asset() {
        for (String name : List.of("chassis_asset_tag", "board_asset_tag")) {
            String text = field(name);
            if (text != null && !ASSET_PLACEHOLDER.matcher(text).matches()) {
                return text;
            }
        }
        return null;
    }

    private @Nullable String uuid() {
        var text = field("product_uuid");
        if (text == null) {
            return null;
        }
        var uuid = text.toLowerCase(Locale.ROOT);
        var digits = uuid.chars().filter(c -> c != '-').distinct().count();
        return digits <= FEW_DIGITS || SHARED_UUIDS.contains(uuid) ? null : uuid;
    }

    Trust trust() {
        // Four bytes of attributes come before a variable's value, see efivarfs.rst of the kernel.
        byte[] variable = files.bytes(SECURE_BOOT);
        SecureBoot secureBoot = SecureBoot.UNKNOWN;
        if (variable.length == 5) {
            secureBoot = variable[4] == 1 ? SecureBoot.ON : SecureBoot.OFF;
        }
        return new Trust(secureBoot, tpm());
    }

    private Tpm tpm() {
        if (!files.exists(TPM)) {
            return Tpm.UNKNOWN;
        }
        if (!files.exists(TPM + "/tpm0")) {
            return Tpm.NONE;
        }
        return switch (files.count(TPM + "/tpm0/tpm_version_major")) {
            case 1 -> Tpm.V1_2;
            case 2 -> Tpm.V2_0;
            default -> Tpm.UNKNOWN;
        };
    }

    private @Nullable String field(String name) {
        var text = files.line(DMI + name);
        return text == null || PLACEHOLDER.matcher(text).matches() ? null : text;
    }
}
