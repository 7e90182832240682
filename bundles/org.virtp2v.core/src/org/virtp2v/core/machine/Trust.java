package org.virtp2v.core.machine;

/**
 * Secure Boot and TPM of the machine. A guest gets neither from virt-p2v, and secrets that were sealed to them do not
 * open there.
 *
 * @param secureBoot
 *            whether UEFI Secure Boot is on
 * @param tpm
 *            the trusted platform module
 */
public record Trust(SecureBoot secureBoot, Tpm tpm) {
    /** Of a machine without this information. */
    public static final Trust UNKNOWN = new Trust(SecureBoot.UNKNOWN, Tpm.UNKNOWN);

    /** UEFI Secure Boot; {@link #UNKNOWN} also on a machine without UEFI. */
    public enum SecureBoot {
        ON, OFF, UNKNOWN
    }

    /** The version of the trusted platform module. */
    public enum Tpm {
        NONE, V1_2, V2_0, UNKNOWN
    }
}
