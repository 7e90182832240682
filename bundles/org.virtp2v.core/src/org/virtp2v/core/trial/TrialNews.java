package org.virtp2v.core.trial;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** A piece of news of a test boot. Times count from the start of the guest. */
public sealed interface TrialNews {

    /**
     * The guest has been started; a second time, without KVM, when nothing was seen with it.
     *
     * @param kvm
     *            whether it runs with KVM, and not under QEMU's much slower emulation
     * @param memoryMib
     *            its memory in MiB
     * @param askedMib
     *            the memory in MiB that it is meant to have
     * @param firmware
     *            {@code bios} or {@code uefi}
     * @param limit
     *            how long it is looked at, at most
     * @param whyNoKvm
     *            why it runs without KVM: {@code absent}, {@code not-allowed}, {@code failed} or {@code switched-off};
     *            empty: with it
     * @param kvmDetail
     *            more of that; empty: nothing
     */
    record Started(boolean kvm, long memoryMib, long askedMib, String firmware, Duration limit, String whyNoKvm,
            String kvmDetail) implements TrialNews {
    }

    /**
     * A picture of its screen.
     *
     * @param at
     *            when
     * @param file
     *            the picture's name in the remote directory
     * @param png
     *            the picture; not to be changed
     */
    record Screen(Duration at, String file, byte[] png) implements TrialNews {
    }

    /**
     * The end of its serial console.
     *
     * @param at
     *            when
     * @param text
     *            printable characters
     */
    record Serial(Duration at, String text) implements TrialNews {
    }

    /**
     * Something happened to it.
     *
     * @param at
     *            when
     * @param what
     *            what
     * @param detail
     *            more of it; null: nothing
     */
    record Happened(Duration at, What what, @Nullable String detail) implements TrialNews {
    }

    /** What can happen to a guest. */
    enum What {
        /** Its guest agent answered; the detail is the system's name. */
        AGENT,
        /** It has reset its machine. */
        RESET,
        /** Its kernel panicked. */
        PANICKED,
        /** It has switched its machine off. */
        SHUTDOWN,
        /** QEMU has stopped it. */
        PAUSED
    }

    /**
     * How it ended; the last news.
     *
     * @param at
     *            when it was given; a report has the time of the guest agent's answer there
     * @param verdict
     *            what was seen, and never more
     * @param detail
     *            a line that was read, the name of the system and the like; null: nothing
     * @param resets
     *            how often the guest has reset its machine
     * @param reason
     *            why there was no trial, a word of {@code trial.py}; empty when there was one
     * @param path
     *            the file that this is about; empty: none
     * @param help
     *            a command that would help against that; empty: none is known
     */
    record Ended(Duration at, Verdict verdict, @Nullable String detail, int resets, String reason, String path,
            String help) implements TrialNews {
        /** The same at another time. */
        public Ended at(Duration time) {
            return new Ended(time, verdict, detail, resets, reason, path, help);
        }
    }

    /** What was seen of the guest in the end. */
    enum Verdict {
        AGENT,
        LOGIN,
        PASSPHRASE,
        SCREEN,
        BOOT_LOADER,
        NO_BOOT_DISK,
        EMERGENCY,
        PANIC,
        WINDOWS_STOP,
        RESTARTS,
        POWERED_OFF,
        PAUSED,
        NOTHING,
        SKIPPED,
        CANNOT;

        private static final Set<Verdict> GOOD = Set.of(AGENT, LOGIN, PASSPHRASE, SCREEN, SKIPPED);

        /** Its name in JSON; the guide has the list (parts/progress.adoc). */
        public String jsonName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the guest, as it is, probably does not work, or could not be tried. */
        public boolean isWarning() {
            return !GOOD.contains(this);
        }

        /** Whether the guest was started, and probably does not work as it is. */
        public boolean isBad() {
            return isWarning() && this != CANNOT;
        }
    }
}
