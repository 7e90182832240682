package org.virtp2v.ui.internal.conversion;

import java.time.Duration;
import java.util.List;

import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;
import org.virtp2v.core.text.Numbers;

/** How numbers are written on the page. */
final class Texts {
    private static final Messages TEXT = Messages.beside(Texts.class);

    private Texts() {
    }

    /** A rate in MB/s, with one decimal. */
    static String megabytes(double bytesPerSecond) {
        return Numbers.decimal(bytesPerSecond / 1e6, 1);
    }

    /** Percent, bytes, rate and time left, as far as they are known. */
    static String of(Progress progress) {
        return choices(progress).getFirst();
    }

    /** The same, then shorter and shorter, to the percent alone. */
    static List<String> choices(Progress progress) {
        String percent = TEXT.get("progress.percent", Integer.toString(progress.percent()));
        long read = progress.bytesRead();
        String bytes = read > 0 ? TEXT.get("progress.bytes", ByteSize.format(read)) : "";
        boolean copying = progress.isCopying();
        String rate = copying ? TEXT.get("progress.rate", megabytes(progress.bytesPerSecond())) : "";
        Duration estimate = progress.timeLeft();
        String left = copying && estimate != null ? TEXT.get("progress.left", Numbers.time(estimate)) : "";
        return List.of(percent + bytes + rate + left, percent + rate + left, percent + left, percent);
    }
}
