package org.virtp2v.core.instant;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** A piece of news of a guest that is started before its disks are copied. */
public sealed interface InstantNews {

    /** The files that the guest will write to have been made. */
    record Overlays() implements InstantNews {
    }

    /**
     * The guest has been converted in them.
     *
     * @param took
     *            how long that took
     */
    record Converted(Duration took) implements InstantNews {
    }

    /**
     * The guest has been started: from here on it writes, and going back to this machine loses that.
     *
     * @param at
     *            when, by the server's clock
     * @param kvm
     *            whether it runs with KVM, and not under QEMU's much slower emulation
     * @param where
     *            what it is on the server, such as {@code libvirt domain web1}
     * @param display
     *            where its screen can be seen, such as {@code vnc 127.0.0.1:5901}; empty: nowhere
     */
    record Started(Instant at, boolean kvm, String where, String display) implements InstantNews {
        private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

        /** When, for people: in the time of this machine. */
        public String clock() {
            return CLOCK.format(at.atZone(ZoneId.systemDefault()));
        }

        /** For how many whole hours it has been running, where this machine's clock and the server's agree. */
        public long hours(Instant now) {
            return Math.max(0, Duration.between(at, now).toHours());
        }
    }

    /**
     * It goes on after it had broken off, and nothing of the guest ran any more: it was started again from its disks,
     * as after a power cut.
     */
    record Restarted() implements InstantNews {
    }

    /**
     * How far a disk is.
     *
     * @param disk
     *            its number, counted from 1
     * @param mirror
     *            whether it is being moved to its final file; before that, what is on this machine is copied
     * @param done
     *            bytes of the disk that are done
     * @param total
     *            bytes that it has
     */
    record Stream(int disk, boolean mirror, long done, long total) implements InstantNews {
        /** Whether this part of the work is done. */
        public boolean isDone() {
            return total > 0 && done >= total;
        }
    }

    /**
     * A picture of the guest's screen.
     *
     * @param at
     *            when, since its start
     * @param png
     *            the picture; not to be changed
     */
    record Screen(Duration at, byte[] png) implements InstantNews {
    }

    /**
     * The guest or the copying of its disks stands still, and loses nothing.
     *
     * @param guest
     *            whether it is the guest; else only the copying
     * @param why
     *            why
     * @param detail
     *            more of that; empty: nothing
     */
    record Paused(boolean guest, Why why, String detail) implements InstantNews {
    }

    /** Why something stands still. */
    enum Why {
        /** This machine does not answer, or a part of its disks cannot be read. */
        SOURCE,
        /** There is no space left for what it writes. */
        STORAGE_FULL,
        /** Something else. */
        ERROR;

        /** Its name in JSON; the guide has the list (parts/progress.adoc). */
        public String jsonName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Also for a word that is not known. */
        static Why of(String word) {
            return switch (word) {
                case "source" -> SOURCE;
                case "storage-full" -> STORAGE_FULL;
                default -> ERROR;
            };
        }
    }

    /**
     * It goes on.
     *
     * @param guest
     *            whether it is the guest; else the copying
     */
    record Resumed(boolean guest) implements InstantNews {
    }

    /** It has switched itself off; its disks are copied all the same. */
    record Off() implements InstantNews {
    }

    /**
     * All of this machine's disks is in the guest's, which has been verified: this machine is not needed any more.
     *
     * @param files
     *            the paths of the guest's disks
     */
    record Complete(List<String> files) implements InstantNews {
        public Complete {
            files = List.copyOf(files);
        }
    }

    /**
     * It does not go on; the program on the server ends.
     *
     * @param reason
     *            a word of {@code instant.py}
     * @param detail
     *            more of that; empty: nothing
     */
    record Failed(String reason, String detail) implements InstantNews {
    }
}
