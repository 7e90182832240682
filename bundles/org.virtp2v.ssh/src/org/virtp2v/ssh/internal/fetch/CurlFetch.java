package org.virtp2v.ssh.internal.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.virtp2v.exec.FirstBytes;
import org.virtp2v.exec.LocalProgram;
import org.virtp2v.exec.NotStartedException;
import org.virtp2v.exec.RunningProgram;
import org.virtp2v.ssh.FetchException;

/**
 * Any other URL, through curl(1). The URL goes to curl's standard input, because it may contain a password and other
 * users can see arguments; the key comes from its standard output.
 */
final class CurlFetch extends Fetch {
    private static final int HTTP_ERROR = 22;
    private static final int NOT_FOUND = 78;

    private final String url;
    private final Duration limit;
    private volatile @Nullable RunningProgram current;

    CurlFetch(String url, Duration limit) {
        this.url = url;
        this.limit = limit;
    }

    @Override
    byte[] read() throws IOException {
        FirstBytes content = new FirstBytes(MAX_SIZE + 1);
        FirstBytes errors = new FirstBytes(MAX_SIZE);
        RunningProgram curl = LocalProgram
                .of("curl", "-fsSLg", "--max-time", String.valueOf(limit.toSeconds()), "--proto-default", "https",
                        "--proto-redir", "=https", "--config", "-")
                .withInput(config()).start(content, errors);
        current = curl;
        content.whenFull(curl::kill);
        try {
            int status = curl.await(limit);
            byte[] key = readAll(new ByteArrayInputStream(content.bytes()));
            check(status, start(errors.bytes(), 500));
            return key;
        } catch (NotStartedException e) {
            throw failure("noCurl");
        } catch (TimeoutException e) {
            throw failure("timeout", String.valueOf(limit.toSeconds()));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private byte[] config() {
        return ("url = \"" + url.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    void abort() {
        RunningProgram curl = current;
        if (curl != null) {
            curl.kill();
        }
    }

    private static void check(int status, String errors) throws FetchException {
        if (status == 0) {
            return;
        }
        if (status == HTTP_ERROR && errors.contains("403")) {
            throw failure("forbidden");
        }
        if (status == NOT_FOUND || status == HTTP_ERROR && errors.contains("404")) {
            throw failure("notFound", "curl: " + status);
        }
        throw failure("curl", errors.isEmpty() ? "curl: " + status : errors);
    }
}
