package org.virtp2v.core.output;

/** The names of virt-v2v's output modes ({@code -o}); see virt-v2v(1). */
public final class OutputModes {
    private OutputModes() {
    }

    /** The name that virt-v2v had for a mode before it got another. */
    public static String canonical(String mode) {
        return switch (mode) {
            case "disk" -> "local";
            case "ovirt", "rhev" -> "rhv";
            case "ovirt-upload", "rhev-upload" -> "rhv-upload";
            default -> mode;
        };
    }

    /** Whether two names mean the same mode. */
    public static boolean same(String mode, String other) {
        return canonical(mode).equals(canonical(other));
    }
}
