package org.virtp2v.ssh.internal.identity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.virtp2v.ssh.internal.blocking.Blocking;

/**
 * Any other URL, through curl(1). The URL goes to curl's standard input, because it may contain a password and other
 * users can see arguments; the key comes from its standard output.
 */
final class CurlFetch extends Fetch {
    private static final int HTTP_ERROR = 22;
    private static final int NOT_FOUND = 78;

    private final String url;
    private final Duration limit;
    private volatile @Nullable Process current;

    CurlFetch(String url, Duration limit) {
        this.url = url;
        this.limit = limit;
    }

    @Override
    byte[] read() throws IOException {
        Process curl = start();
        current = curl;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        Thread drain = Blocking.start("curl", () -> drain(curl.getErrorStream(), errors));
        try (OutputStream config = curl.getOutputStream()) {
            config.write(("url = \"" + url.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = curl.getInputStream()) {
            byte[] content = readAll(in);
            if (!curl.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new FetchException("identity.timeout", String.valueOf(limit.toSeconds()));
            }
            drain.join();
            check(curl.exitValue(), start(errors, 500));
            return content;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            curl.destroyForcibly();
        }
    }

    @Override
    void abort() {
        Process curl = current;
        if (curl != null) {
            curl.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        try {
            return new ProcessBuilder("curl", "-fsSLg", "--max-time", String.valueOf(limit.toSeconds()),
                    "--proto-default", "https", "--config", "-").start();
        } catch (IOException e) {
            throw new FetchException("identity.noCurl");
        }
    }

    private static void check(int status, String errors) throws FetchException {
        if (status == 0) {
            return;
        }
        if (status == HTTP_ERROR && errors.contains("403")) {
            throw new FetchException("identity.forbidden");
        }
        if (status == NOT_FOUND || status == HTTP_ERROR && errors.contains("404")) {
            throw new FetchException("identity.notFound", "curl: " + status);
        }
        throw new FetchException("identity.curl", errors.isEmpty() ? "curl: " + status : errors);
    }

    private static void drain(InputStream in, ByteArrayOutputStream to) {
        try (in) {
            to.write(in.readNBytes(MAX_SIZE));
        } catch (IOException e) {
            // the process is gone; what came until now is good enough for a message
        }
    }
}
