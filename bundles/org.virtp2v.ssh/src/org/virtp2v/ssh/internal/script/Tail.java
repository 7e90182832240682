package org.virtp2v.ssh.internal.script;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the last written bytes, for messages. */
public final class Tail extends OutputStream {
    private static final int CAPACITY = 4096;

    private final byte[] ring = new byte[CAPACITY];
    private long total;

    @Override
    public synchronized void write(int value) {
        ring[(int) (total++ % CAPACITY)] = (byte) value;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = Math.max(0, length - CAPACITY); i < length; i++) {
            write(bytes[offset + i]);
        }
    }

    /** The text without terminal control, stripped. */
    public synchronized String text() {
        int length = (int) Math.min(total, CAPACITY);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((total - length + i) % CAPACITY)];
        }
        return Terminal.plain(new String(bytes, StandardCharsets.UTF_8)).strip();
    }
}
