package org.virtp2v.ssh.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.time.InstantSource;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.ssh.FetchException;

class CertificateTimeTest {
    private static final InstantSource EMPTY_BATTERY = InstantSource.fixed(Instant.parse("2001-01-01T00:03:21Z"));

    /** As the JDK nests them. */
    private static SSLHandshakeException refused(Exception cause) {
        var path = new CertPathValidatorException("validity check failed", cause);
        var failure = new SSLHandshakeException("PKIX path validation failed");
        failure.initCause(new CertificateException("PKIX path validation failed", path));
        return failure;
    }

    @ParameterizedTest
    @CsvSource({ "true, is not valid yet", "false, has expired" })
    void namesTheClockWhereACertificateIsRefusedForItsTime(boolean early, String words) {
        var failure = refused(early ? new CertificateNotYetValidException("NotBefore: 2026")
                : new CertificateExpiredException("NotAfter: 2000"));

        assertThat(CertificateTime.explain(failure, "keys.example.com", EMPTY_BATTERY))
                .isInstanceOfSatisfying(FetchException.class, explained -> {
                    assertThat(explained).hasMessageContainingAll("keys.example.com", "2001-01-01 00:03 UTC", words);
                    assertThat(explained).hasCause(failure);
                });
    }

    @Test
    void leavesOtherFailuresAlone() {
        var unknown = refused(new CertificateException("unable to find valid certification path"));
        var reset = new IOException("Connection reset");

        assertThat(CertificateTime.explain(unknown, "h", EMPTY_BATTERY)).isSameAs(unknown);
        assertThat(CertificateTime.explain(reset, "h", EMPTY_BATTERY)).isSameAs(reset);
    }
}
