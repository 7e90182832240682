package org.virtp2v.ssh.internal.fetch;

import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Tells a certificate that is refused for its time from other failures: in a machine whose battery is empty, the clock
 * shows a year long past, and then no certificate is valid yet.
 */
final class CertificateTime {
    private static final int LONGEST_CHAIN = 20;

    private CertificateTime() {
    }

    /** The failure in words that name the clock, where a time is the cause; else the failure itself. */
    static IOException explain(IOException failure, String host, InstantSource clock) {
        Throwable cause = failure;
        for (int i = 0; i < LONGEST_CHAIN && cause != null; i++) {
            if (cause instanceof CertificateNotYetValidException || cause instanceof CertificateExpiredException) {
                String key = cause instanceof CertificateExpiredException ? "expired" : "notYetValid";
                var explained = Fetch.failure(key, host,
                        clock.instant().truncatedTo(ChronoUnit.MINUTES).toString().replace("T", " ").replace(":00Z",
                                ""));
                explained.initCause(failure);
                return explained;
            }
            cause = cause.getCause();
        }
        return failure;
    }
}
