package org.virtp2v.ui.internal.conversion;

import java.time.Duration;
import java.util.Locale;

import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.Progress;

/** How numbers are written on the page. */
final class Texts {
    private static final Messages TEXT = Messages.beside(Texts.class);

    private Texts() {
    }

    /** A duration: {@code 0:07}, {@code 12:30} or {@code 1:02:03}. */
    static String time(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return seconds < 3600 ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** A rate in MB/s, with one decimal. */
    static String megabytes(double bytesPerSecond) {
        return String.format(Locale.ROOT, "%.1f", bytesPerSecond / 1e6);
    }

    /** Percent, bytes, rate and time left, as far as they are known. */
    static String of(Progress progress) {
        StringBuilder text = new StringBuilder(TEXT.get("progress.percent", Integer.toString(progress.percent())));
        if (progress.bytes() > 0) {
            text.append(TEXT.get("progress.bytes", ByteSize.format(progress.bytes())));
        }
        if (progress.bytesPerSecond() >= 0) {
            text.append(TEXT.get("progress.rate", megabytes(progress.bytesPerSecond())));
            Duration left = progress.timeLeft();
            if (left != null) {
                text.append(TEXT.get("progress.left", time(left)));
            }
        }
        return text.toString();
    }
}
