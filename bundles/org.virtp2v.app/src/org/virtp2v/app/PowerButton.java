package org.virtp2v.app;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.virtp2v.core.machine.PowerButtonListener;

/**
 * Listens to the power button of this machine, as the kernel's input devices tell it (Linux,
 * Documentation/input/input.rst, and input-event-codes.h): a second press within ten seconds counts. Other keys of
 * these devices, which may be keyboards, are passed over. It takes nothing away from others who listen.
 */
final class PowerButton implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PowerButton.class.getName());
    /** So long a press waits for the second. */
    static final Duration AGAIN = Duration.ofSeconds(10);
    /** One press may be told by two devices (ACPI's fixed button, and one in its name space), and a finger may slip. */
    private static final Duration SAME_PRESS = Duration.ofMillis(500);
    private static final int KEY_POWER = 116;
    private static final int KEY_POWER2 = 0x164;
    private static final int EV_KEY = 1;
    /** struct input_event, 64 bit: two longs with the time, type and code as shorts, and the value as an int. */
    private static final int EVENT_BYTES = 24;
    private static final int TYPE_AT = 16;
    private static final int CODE_AT = 18;
    private static final int VALUE_AT = 20;
    private static final int MOST_EVENTS = 64;

    private final PowerButtonListener listener;
    private final LongSupplier nanoTime;
    private final List<FileChannel> devices = new ArrayList<>();
    private boolean waiting;
    private long pressedAt;

    private PowerButton(PowerButtonListener listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.pressedAt = nanoTime.getAsLong() - SAME_PRESS.toNanos();
    }

    /** Listens from now on. */
    static PowerButton listen(PowerButtonListener listener) {
        return listen(Path.of("/sys/class/input"), Path.of("/dev/input"), listener, System::nanoTime);
    }

    /**
     * The same with other directories.
     *
     * @param classes
     *            the kernel's list of input devices
     * @param devices
     *            the devices, by the same names
     * @param nanoTime
     *            {@link System#nanoTime()}
     */
    static PowerButton listen(Path classes, Path devices, PowerButtonListener listener, LongSupplier nanoTime) {
        var button = new PowerButton(listener, nanoTime);
        try (Stream<Path> all = Files.list(classes)) {
            all.map(Path::getFileName).filter(n -> n.toString().startsWith("event"))
                    .filter(name -> hasPowerKey(classes.resolve(name))).forEach(n -> button.open(devices.resolve(n)));
        } catch (IOException e) {
            LOG.log(Level.FINE, "no input devices", e);
        }
        return button;
    }

    /** The keys are bits, in words of 64 from the most significant on, without leading zeros. */
    private static boolean hasPowerKey(Path device) {
        try {
            BigInteger keys = BigInteger.ZERO;
            for (String word : Files.readString(device.resolve("device/capabilities/key")).strip().split(" ")) {
                keys = keys.shiftLeft(Long.SIZE).or(new BigInteger(word, 16));
            }
            return keys.testBit(KEY_POWER) || keys.testBit(KEY_POWER2);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    private void open(Path file) {
        try {
            FileChannel device = FileChannel.open(file, StandardOpenOption.READ);
            devices.add(device);
            Thread.ofPlatform().name("power button " + file.getFileName()).daemon().start(() -> read(device));
        } catch (IOException e) {
            LOG.log(Level.FINE, "cannot listen to " + file, e);
        }
    }

    /** Whether there is a button that can be listened to. */
    boolean isThere() {
        return !devices.isEmpty();
    }

    private void read(FileChannel device) {
        ByteBuffer events = ByteBuffer.allocate(EVENT_BYTES * MOST_EVENTS).order(ByteOrder.nativeOrder());
        try {
            while (device.read(events) > 0) {
                // The kernel gives whole events only.
                for (int at = 0; at + EVENT_BYTES <= events.position(); at += EVENT_BYTES) {
                    if (isPress(events, at)) {
                        press();
                    }
                }
                events.clear();
            }
        } catch (ClosedChannelException e) {
            // nobody listens any more
        } catch (IOException e) {
            LOG.log(Level.FINE, "a power button has gone", e);
        }
    }

    private static boolean isPress(ByteBuffer events, int at) {
        int code = events.getShort(at + CODE_AT);
        return events.getShort(at + TYPE_AT) == EV_KEY && (code == KEY_POWER || code == KEY_POWER2)
                && events.getInt(at + VALUE_AT) == 1;
    }

    private synchronized void press() {
        long now = nanoTime.getAsLong();
        long since = now - pressedAt;
        if (since < SAME_PRESS.toNanos()) {
            return;
        }
        pressedAt = now;
        if (waiting && since < AGAIN.toNanos()) {
            waiting = false;
            listener.pressedAgain();
        } else {
            waiting = true;
            listener.pressed(AGAIN);
        }
    }

    @Override
    public void close() {
        for (FileChannel device : devices) {
            try {
                device.close();
            } catch (IOException e) {
                LOG.log(Level.FINE, "cannot close", e);
            }
        }
    }
}
