package org.virtp2v.ssh.internal.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Whose signature on a web server's certificate counts: the authorities that Java brings, and those of this machine,
 * where an administrator adds the one of the house.
 */
final class Authorities {
    private static final Logger LOG = Logger.getLogger(Authorities.class.getName());
    /** Files, or directories with files, of Debian and of Fedora and its relatives. */
    private static final List<Path> USUAL_PLACES = List.of(Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/ssl/certs"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"));
    private static final Pattern CERTIFICATE = Pattern
            .compile("-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----");
    private static final long LONGEST_BYTES = 4 << 20;

    private Authorities() {
    }

    /** What makes TLS connections with them. */
    static SSLSocketFactory sockets() throws IOException {
        return sockets(USUAL_PLACES);
    }

    /**
     * The same with authorities from elsewhere, besides Java's.
     *
     * @throws IOException
     *             when Java cannot do it
     */
    static SSLSocketFactory sockets(List<Path> places) throws IOException {
        try {
            Set<X509Certificate> all = new HashSet<>();
            for (TrustManager manager : managers(null).getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    all.addAll(List.of(x509.getAcceptedIssuers()));
                }
            }
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Path place : places) {
                read(place, factory, all);
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : all) {
                store.setCertificateEntry(Integer.toString(number++), certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(store).getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static TrustManagerFactory managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static void read(Path place, CertificateFactory factory, Set<X509Certificate> to) {
        try {
            if (Files.isDirectory(place)) {
                try (var files = Files.newDirectoryStream(place, "*.{crt,pem}")) {
                    for (Path file : files) {
                        readFile(file, factory, to);
                    }
                }
            } else if (Files.isReadable(place)) {
                readFile(place, factory, to);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.INFO, "cannot read " + place, e);
        }
    }

    /** A certificate that cannot be read does not keep the others from being trusted. */
    private static void readFile(Path file, CertificateFactory factory, Set<X509Certificate> to) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_BYTES) {
            return;
        }
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        CERTIFICATE.matcher(text).results().forEach(found -> {
            byte[] pem = found.group().replace("TRUSTED ", "").getBytes(StandardCharsets.US_ASCII);
            try {
                if (factory.generateCertificate(new ByteArrayInputStream(pem)) instanceof X509Certificate certificate) {
                    to.add(certificate);
                }
            } catch (CertificateException e) {
                LOG.log(Level.FINE, "a certificate in " + file, e);
            }
        });
    }
}
