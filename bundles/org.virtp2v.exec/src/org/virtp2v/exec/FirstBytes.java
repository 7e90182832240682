package org.virtp2v.exec;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/** Keeps the first bytes and drops the rest, so that a program can go on writing. Thread-safe. */
public final class FirstBytes extends OutputStream {
    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private Runnable whenFull = () -> {
    };

    /**
     * @param limit
     *            how many bytes are kept
     */
    public FirstBytes(int limit) {
        this.limit = limit;
    }

    /** Has something done as soon as nothing more is kept, on the thread that writes, or now. */
    public synchronized void whenFull(Runnable action) {
        whenFull = action;
        if (kept.size() == limit) {
            action.run();
        }
    }

    @Override
    public synchronized void write(int value) {
        write(new byte[] { (byte) value }, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int wanted = Math.min(length, limit - kept.size());
        kept.write(bytes, offset, wanted);
        if (wanted > 0 && kept.size() == limit) {
            whenFull.run();
        }
    }

    /** What has been kept until now. */
    public synchronized byte[] bytes() {
        return kept.toByteArray();
    }
}
