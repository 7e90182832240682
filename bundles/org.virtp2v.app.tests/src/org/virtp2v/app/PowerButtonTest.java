package org.virtp2v.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.machine.PowerButtonListener;

/** The kernel's devices are pipes, and its clock a number. */
@Timeout(30)
class PowerButtonTest {
    /** Of QEMU's, and of its keyboard, which has no power key; and a keyboard that has one. */
    private static final String POWER_BUTTON = "10000000000000 0";
    private static final String KEYBOARD = "402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe";
    private static final String WITHOUT = "7 0 0 fffffffffffffffe";
    private static final int A = 30;
    private static final int POWER = 116;

    @TempDir
    Path work;
    private final AtomicLong time = new AtomicLong();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private FileChannel button;
    private FileChannel keyboard;
    private PowerButton listening;

    @BeforeEach
    void plugIn() throws Exception {
        button = device("event0", POWER_BUTTON);
        keyboard = device("event1", KEYBOARD);
        device("event2", WITHOUT).close();
        Files.createDirectory(work.resolve("mouse0"));
        listening = PowerButton.listen(work, work.resolve("dev"), new PowerButtonListener() {
            @Override
            public void pressed(Duration again) {
                told.add("pressed, " + again.toSeconds() + " s");
            }

            @Override
            public void pressedAgain() {
                told.add("again");
            }
        }, time::get);
    }

    @AfterEach
    void unplug() throws Exception {
        listening.close();
        button.close();
        keyboard.close();
    }

    private FileChannel device(String name, String keys) throws Exception {
        Files.createDirectories(work.resolve(name + "/device/capabilities"));
        Files.writeString(work.resolve(name + "/device/capabilities/key"), keys + "\n");
        Path pipe = Files.createDirectories(work.resolve("dev")).resolve(name);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        // Opened in both directions it does not wait for the other end.
        return FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static void event(FileChannel device, int type, int code, int value) throws Exception {
        ByteBuffer event = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
        event.putLong(1).putLong(2).putShort((short) type).putShort((short) code).putInt(value).flip();
        device.write(event);
    }

    private static void press(FileChannel device, int code) throws Exception {
        for (int value = 1; value >= 0; value--) {
            event(device, 1, code, value);
            event(device, 0, 0, 0);
        }
    }

    private void passes(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    private String told() throws Exception {
        return told.poll(10, TimeUnit.SECONDS);
    }

    private void assertNothingTold() throws Exception {
        assertThat(told.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void tellsOfOnePressAndOfTheSecond() throws Exception {
        assertThat(listening.isThere()).isTrue();
        press(button, POWER);
        assertThat(told()).isEqualTo("pressed, 10 s");
        passes(Duration.ofSeconds(9));
        press(keyboard, POWER);
        assertThat(told()).isEqualTo("again");
    }

    @Test
    void forgetsAPressAfterItsTime() throws Exception {
        press(button, POWER);
        assertThat(told()).isEqualTo("pressed, 10 s");
        passes(Duration.ofSeconds(10));
        press(button, POWER);
        assertThat(told()).isEqualTo("pressed, 10 s");
    }

    @Test
    void takesOnePressForOneThoughTwoDevicesTellItAndItIsHeld() throws Exception {
        press(button, POWER);
        assertThat(told()).isEqualTo("pressed, 10 s");
        passes(Duration.ofMillis(20));
        event(keyboard, 1, POWER, 1);
        assertNothingTold();
        passes(Duration.ofSeconds(2));
        event(keyboard, 1, POWER, 2);
        event(keyboard, 1, POWER, 0);
        assertNothingTold();
    }

    @Test
    void passesOtherKeysOver() throws Exception {
        press(keyboard, A);
        event(keyboard, 4, POWER, 1);
        assertNothingTold();
        press(keyboard, 0x164);
        assertThat(told()).as("the other power key").isEqualTo("pressed, 10 s");
    }

    @Test
    void hearsNothingAfterItsEnd() throws Exception {
        listening.close();
        press(button, POWER);
        assertNothingTold();
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("power button"));
    }

    @Test
    void doesWithoutInputDevices() {
        try (var none = PowerButton.listen(work.resolve("none"), work, new PowerButtonListener() {
            @Override
            public void pressed(Duration again) {
                told.add("pressed");
            }

            @Override
            public void pressedAgain() {
                told.add("again");
            }
        }, time::get)) {
            assertThat(none.isThere()).isFalse();
        }
    }
}
