package org.virtp2v.core.failure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The conversion server was reached, but is not able to do the conversion, or virt-v2v failed. */
public final class ServerException extends ConversionException {
    private static final long serialVersionUID = 1L;

    /** The cause on the server. */
    public enum Reason {
        /** {@code sudo -n} asks for a password. */
        SUDO_NEEDS_PASSWORD,
        /** sudo is missing, or does not allow virt-v2v. */
        SUDO_REFUSED,
        /** There is no virt-v2v. */
        NO_VIRT_V2V,
        /** virt-v2v is older than 1.28 or lacks {@code libguestfs-rewrite}. */
        VIRT_V2V_TOO_OLD,
        /** A command printed something that was not expected. */
        NOT_UNDERSTOOD,
        /** A command took too long. */
        TIMEOUT,
        /** The login shell was started, and did not get as far as to run a command in time. */
        SHELL_STUCK,
        /** A directory or file could not be written, most often because the file system is full. */
        CANNOT_WRITE,
        /** The preflight found something that the conversion would fail of. */
        PREFLIGHT,
        /** Another run has the guest's name there. Nothing was changed. */
        NAME_TAKEN,
        /** Whether another run has the guest's name there cannot be found out. Nothing was changed. */
        CANNOT_CLAIM,
        /**
         * The slot that this machine was given there is gone, as its connection was away too long. Nothing was changed.
         */
        SLOT_LOST,
        /** There is no conversion that could go on, or it cannot. Nothing was changed. */
        CANNOT_RESUME,
        /** It cannot start a guest before its disks are copied. Nothing was changed. */
        CANNOT_INSTANT,
        /** What would be started could not be stopped again, so nothing was; or what runs could not be stopped. */
        CANNOT_STOP,
        /** virt-v2v ended with an error. */
        CONVERSION_FAILED,
        /** virt-v2v ended without an error, but the guest is not complete. */
        GUEST_INCOMPLETE
    }

    private final Reason reason;
    private final ArrayList<String> systems;

    /**
     * @param reason
     *            the cause
     * @param message
     *            what happened, on which server, and what the user can do
     * @param cause
     *            where it came from, or null
     */
    public ServerException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause, null);
        this.reason = reason;
        this.systems = new ArrayList<>();
    }

    /**
     * The failure of virt-v2v.
     *
     * @param message
     *            what happened, on which server, and what the user can do
     * @param systems
     *            {@link #systems()}
     * @param advice
     *            {@link #advice()}
     */
    public ServerException(String message, List<String> systems, @Nullable String advice) {
        super(message, null, advice);
        this.reason = Reason.CONVERSION_FAILED;
        this.systems = new ArrayList<>(systems);
    }

    /** The cause. */
    public Reason reason() {
        return reason;
    }

    /** Whether it is only that something took too long. */
    public boolean isLate() {
        return reason == Reason.TIMEOUT || reason == Reason.SHELL_STUCK;
    }

    /**
     * The root file systems of the operating systems that virt-v2v found, where it does not know which one to convert;
     * else none.
     */
    public List<String> systems() {
        return List.copyOf(systems);
    }
}
