package org.virtp2v.ssh.internal.script;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Passes on the output after a marker line. The output before it is noise of start-up files, and goes where nobody
 * looks unless the marker never comes.
 */
final class AfterMarker extends OutputStream {
    private final byte[] marker;
    private final OutputStream noise;
    private final OutputStream rest;
    private final Runnable seen;
    private final Runnable closed;
    private int matched;

    /**
     * @param marker
     *            its first character must not occur in it again
     * @param noise
     *            gets the output before it
     * @param rest
     *            gets the output after its line
     * @param seen
     *            called once when it came
     * @param closed
     *            called when the stream ends
     */
    AfterMarker(String marker, OutputStream noise, OutputStream rest, Runnable seen, Runnable closed) {
        this.marker = (marker + "\n").getBytes(StandardCharsets.US_ASCII);
        this.noise = noise;
        this.rest = rest;
        this.seen = seen;
        this.closed = closed;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] { (byte) value }, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (matched == marker.length) {
            rest.write(bytes, offset, length);
            return;
        }
        int end = offset + length;
        int i = offset;
        while (i < end && matched < marker.length) {
            byte b = bytes[i++];
            matched = b == marker[matched] ? matched + 1 : b == marker[0] ? 1 : 0;
        }
        noise.write(bytes, offset, i - offset);
        if (matched == marker.length) {
            seen.run();
            rest.write(bytes, i, end - i);
        }
    }

    @Override
    public void close() throws IOException {
        rest.close();
        closed.run();
    }
}
