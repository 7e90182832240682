package org.virtp2v.core.convert;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Poster;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.NoticeSettings;
import org.virtp2v.core.text.Messages;

/**
 * Posts notices, one after the other, on a thread of its own: a web server that is slow, refuses or is not there can
 * neither delay a conversion nor make it fail. What cannot be posted is tried again with growing pauses; when too many
 * wait, the oldest are dropped. At the end there is a moment for the rest.
 */
final class Notices implements AutoCloseable {
    private static final Messages TEXT = Messages.beside(Notices.class);
    private static final int MOST = 200;
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** So many failures in a row are told: the network may not be up at first. */
    private static final int TOLD = 4;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;

    private final String url;
    private final @Nullable Secret secret;
    private final Poster poster;
    private final Consumer<String> warnings;
    private final Duration firstPause;
    private final Duration patience;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean ends;
    private boolean told;

    /**
     * @param warnings
     *            told once when they do not arrive; on the thread that posts
     * @param firstPause
     *            after the first failure
     * @param patience
     *            how long the end waits for the rest
     */
    Notices(Secret url, @Nullable Secret secret, Poster poster, Consumer<String> warnings, Duration firstPause,
            Duration patience) {
        this.url = url.reveal();
        this.secret = secret;
        this.poster = poster;
        this.warnings = warnings;
        this.firstPause = firstPause;
        this.patience = patience;
        this.thread = Thread.ofPlatform().name("notices").daemon().unstarted(this::post);
    }

    /** As the settings want it; null: nobody is to be told. */
    static @Nullable Notices of(NoticeSettings settings, Poster poster, Consumer<String> warnings) {
        Secret url = settings.url();
        return url == null ? null
                : new Notices(url, settings.secret(), poster, warnings, Duration.ofSeconds(1), Duration.ofSeconds(15));
    }

    /** Has one posted. Returns at once. */
    synchronized void add(String json) {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        if (waiting.size() == MOST) {
            waiting.removeFirst();
        }
        waiting.addLast(json.getBytes(StandardCharsets.UTF_8));
        notifyAll();
    }

    /** Waits a moment for those that have not been posted yet, and gives up the others. */
    @Override
    public void close() {
        synchronized (this) {
            ends = true;
            notifyAll();
        }
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void post() {
        try {
            Duration pause = firstPause;
            int failures = 0;
            for (byte[] next = next(); next != null; next = next()) {
                String why = attempt(next);
                if (why == null) {
                    done(next);
                    failures = 0;
                    pause = firstPause;
                } else {
                    if (++failures == TOLD) {
                        tell(TEXT.get("notice.late", host(), why));
                    }
                    pause(pause);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // given up
        }
    }

    /** The oldest one; null at the end. */
    private synchronized byte @Nullable [] next() throws InterruptedException {
        while (waiting.isEmpty() && !ends) {
            wait();
        }
        return waiting.peekFirst();
    }

    /** It may have been dropped meanwhile. */
    private synchronized void done(byte[] notice) {
        waiting.remove(notice);
    }

    /** At the end there is no time for long ones. */
    private synchronized void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        long left = time.toMillis();
        while (left > 0) {
            wait(ends ? Math.min(left, firstPause.toMillis()) : left);
            left = ends ? 0 : Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
    }

    /** Null: it need not be tried again. */
    private @Nullable String attempt(byte[] notice) throws InterruptedException {
        try {
            int status = poster.post(url, headers(notice), notice, LIMIT);
            if (status == REQUEST_TIMEOUT || status == TOO_EARLY || status == TOO_MANY || status >= 500) {
                return TEXT.get("notice.status", String.valueOf(status));
            }
            if (status < 200 || status >= 300) {
                tell(TEXT.get("notice.refused", host(), String.valueOf(status)));
            }
            return null;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Map<String, String> headers(byte[] notice) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        Secret key = secret;
        if (key != null) {
            headers.put("X-Virt-P2V-Signature", "sha256=" + sign(key, notice));
        }
        return headers;
    }

    /** HMAC-SHA256 (RFC 2104), in hexadecimal. */
    static String sign(Secret key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private void tell(String text) {
        if (!told) {
            told = true;
            warnings.accept(text);
        }
    }

    /** The rest of the URL may be secret. */
    private String host() {
        return String.valueOf(URI.create(url).getHost());
    }
}
