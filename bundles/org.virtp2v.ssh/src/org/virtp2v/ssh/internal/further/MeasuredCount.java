package org.virtp2v.ssh.internal.further;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import org.virtp2v.core.server.Connections;

/**
 * As many connections as help: while a disk is copied at a steady rate, one more is made; it stays only when the rate
 * has grown by it. Otherwise it is closed, and for a good while no other one is tried. What is not copied any more goes
 * back to one.
 */
public final class MeasuredCount implements ConnectionCount {

    /**
     * How it is measured.
     *
     * @param window
     *            the time over which a rate is measured; two of them in a row decide
     * @param settle
     *            until a further connection carries something: the relay looks for new ports every second
     * @param again
     *            how long no other one is tried after one that was of no use
     * @param idle
     *            how long nothing is copied until there is only one
     * @param free
     *            which part of the time of this machine's cores must be free for another one to be tried, 0 to 1
     */
    public record Rule(Duration window, Duration settle, Duration again, Duration idle, double free) {
        /** The product's. */
        public static final Rule STANDARD = new Rule(Duration.ofSeconds(3), Duration.ofSeconds(2),
                Duration.ofMinutes(10), Duration.ofMinutes(1), 0.15);
    }

    /** What a further connection must bring. */
    private static final double GAIN = 1.15;
    /** A rate that still grows by itself, as at the beginning, or falls so much, is not steady. */
    private static final double GROWS = 1.1;
    private static final double FALLS = 0.6;
    /** Bytes per second: slower, it is not a copy, or hardly one. */
    private static final double LEAST = 256 * 1024;
    /** Of a limit of the bandwidth: then it is what limits. */
    private static final double NEARLY = 0.9;
    private static final double SECOND_NANOS = 1e9;

    private enum State {
        WATCHING, ASKED, SETTLING, TRYING
    }

    private final Connections connections;
    private final Traffic.OfDisk traffic;
    private final Rule rule;
    private final DoubleSupplier idle;
    private State state = State.WATCHING;
    private int connected;
    /** The rate to beat, in bytes per second. */
    private double base;
    private boolean waits;
    private long notBefore;
    private long busyAt;
    // the present window, and the rates of those before since the state began
    private int windows = -1;
    private long began;
    private long bytes;
    private long bytesOfAll;
    private double previous;
    private double last;
    private double lastOfAll;
    private double free;

    /**
     * @param idle
     *            the idle part of the time of all cores since it was asked last
     */
    MeasuredCount(Connections connections, Traffic.OfDisk traffic, Rule rule, DoubleSupplier idle) {
        this.connections = connections;
        this.traffic = traffic;
        this.rule = rule;
        this.idle = idle;
    }

    @Override
    public Step step(long nanos, int have) {
        traffic.has(have);
        if (state == State.ASKED && have > connected) {
            enter(State.SETTLING, nanos);
        } else if (state != State.WATCHING && have <= connected) {
            rest(nanos); // the one that is tried is lost, or was not to be had
        }
        if (state == State.SETTLING && nanos - began >= rule.settle().toNanos()) {
            enter(State.TRYING, nanos);
        }
        if (state == State.SETTLING || !measured(nanos)) {
            return Step.NONE;
        }
        return state == State.TRYING ? judge(nanos) : watch(nanos, have);
    }

    /** Whether a window has just ended. */
    private boolean measured(long nanos) {
        if (windows < 0) {
            restart(nanos);
            return false;
        }
        long length = nanos - began;
        if (length < rule.window().toNanos()) {
            return false;
        }
        previous = last;
        last = (traffic.bytes() - bytes) / (length / SECOND_NANOS);
        lastOfAll = (traffic.bytesOfAll() - bytesOfAll) / (length / SECOND_NANOS);
        int ended = windows + 1;
        restart(nanos);
        windows = ended;
        return true;
    }

    private void restart(long nanos) {
        windows = 0;
        began = nanos;
        bytes = traffic.bytes();
        bytesOfAll = traffic.bytesOfAll();
        free = idle.getAsDouble();
    }

    private Step watch(long nanos, int have) {
        if (last >= LEAST || have == 1) {
            busyAt = nanos;
        }
        if (have > 1 && nanos - busyAt > rule.idle().toNanos()) {
            return Step.FEWER;
        }
        boolean steady = windows >= 2 && last >= LEAST && last <= GROWS * previous && last >= FALLS * previous;
        if (have >= connections.most() || !steady || waits && nanos - notBefore < 0
                || free < rule.free() || lastOfAll >= NEARLY * connections.enough() || !traffic.beginTrial()) {
            return Step.NONE;
        }
        connected = have;
        base = Math.max(previous, last);
        enter(State.ASKED, nanos);
        return Step.MORE;
    }

    private Step judge(long nanos) {
        if (windows < 2) {
            return Step.NONE;
        }
        if (Math.min(previous, last) < GAIN * base) {
            rest(nanos);
            return Step.FEWER;
        }
        traffic.endTrial();
        enter(State.WATCHING, nanos);
        return Step.NONE;
    }

    private void enter(State next, long nanos) {
        state = next;
        restart(nanos);
    }

    private void rest(long nanos) {
        traffic.endTrial();
        waits = true;
        notBefore = nanos + rule.again().toNanos();
        enter(State.WATCHING, nanos);
    }

    @Override
    public void failed(long nanos) {
        rest(nanos);
    }

    @Override
    public void reset(long nanos) {
        traffic.endTrial();
        traffic.has(1);
        enter(State.WATCHING, nanos);
    }
}
