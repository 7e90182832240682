package org.virtp2v.ui.internal.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTError;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TerminalViewTest {
    private static final int PIECE = 64 << 10;
    private static final int ALL = 100_000_000;
    private static final long LONGEST_MILLIS = 100;
    private static final int POLL_MILLIS = 100;
    private static final int TRIES = 4;

    private final TerminalBuffer buffer = new TerminalBuffer();
    private Display display;
    private Shell shell;
    private TerminalView view;

    @BeforeEach
    void open() {
        try {
            display = new Display();
        } catch (SWTError | UnsatisfiedLinkError e) {
            Assumptions.abort("no display: " + e.getMessage());
        }
        shell = new Shell(display);
        shell.setLayout(new FillLayout());
        view = new TerminalView(shell, buffer);
        shell.setSize(900, 500);
        shell.open();
        settle(500);
    }

    @AfterEach
    void close() {
        if (display != null) {
            display.dispose();
        }
    }

    private void settle(long millis) {
        boolean[] over = new boolean[1];
        display.timerExec((int) millis, () -> over[0] = true);
        while (!over[0]) {
            if (!display.readAndDispatch()) {
                display.sleep();
            }
        }
    }

    /** What else runs on the machine keeps every thread waiting; that does not count. */
    @Test
    @Timeout(240)
    void staysResponsiveWhileAHundredMegabytesComeAtOnce() throws InterruptedException {
        long longest = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && longest >= LONGEST_MILLIS; i++) {
            longest = Math.min(longest, longestGapInABurst());
        }
        assertThat(longest).isLessThan(LONGEST_MILLIS);
        assertThat(buffer.all().lines()).hasSize(TerminalBuffer.LINES);
    }

    private long longestGapInABurst() throws InterruptedException {
        String line = "\u001b[33mlibguestfs:\u001b[0m trace: v2v: is_file \"/usr/lib/modules\" = 0 # " + "x".repeat(20)
                + "\n";
        String piece = line.repeat(PIECE / line.length());
        Thread writer = new Thread(() -> {
            for (long written = 0; written < ALL; written += piece.length()) {
                buffer.accept(piece);
            }
        });
        Heartbeat heart = new Heartbeat();
        heart.run();
        Runnable poll = new Runnable() {
            @Override
            public void run() {
                view.refresh();
                display.timerExec(POLL_MILLIS, this);
            }
        };
        poll.run();
        Idler idler = new Idler();
        idler.start();
        long began = System.nanoTime();
        writer.start();
        while (writer.isAlive()) {
            if (!display.readAndDispatch()) {
                display.sleep();
            }
        }
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        settle(300);
        writer.join();
        display.timerExec(-1, poll);
        display.timerExec(-1, heart);
        idler.interrupt();
        idler.join();
        System.out.printf("100 MB of output in %d ms, longest time without an answer %d ms, of a thread that only waits %d ms%n",
                took, heart.longestMillis(), idler.longestMillis());
        return heart.longestMillis() - idler.longestMillis();
    }

    @Test
    void followsTheEndUntilTheUserScrollsUp() {
        buffer.accept("line\n".repeat(500));
        view.refresh();
        int bottom = view.getVerticalBar().getSelection();
        assertThat(bottom).isGreaterThan(400);
        press(SWT.PAGE_UP);
        assertThat(view.isFollowing()).isFalse();
        int above = view.getVerticalBar().getSelection();
        buffer.accept("line\n".repeat(100));
        view.refresh();
        assertThat(view.getVerticalBar().getSelection()).isEqualTo(above).isLessThan(bottom);
        press(SWT.END);
        assertThat(view.isFollowing()).isTrue();
        assertThat(view.getVerticalBar().getSelection()).isEqualTo(bottom + 100);
    }

    private void press(int keyCode) {
        Event event = new Event();
        event.keyCode = keyCode;
        view.notifyListeners(SWT.KeyDown, event);
    }

    /** Beats every 10 ms on a thread that does nothing else: how long the machine makes anybody wait. */
    private static final class Idler extends Thread {
        private long longest;

        @Override
        public void run() {
            try {
                while (true) {
                    long before = System.nanoTime();
                    Thread.sleep(Heartbeat.PERIOD);
                    longest = Math.max(longest, System.nanoTime() - before);
                }
            } catch (InterruptedException e) {
                // It is over.
            }
        }

        /** How much later than it should it was woken. */
        long longestMillis() {
            return TimeUnit.NANOSECONDS.toMillis(longest) - Heartbeat.PERIOD;
        }
    }

    /** Beats every 10 ms on the UI thread. */
    private final class Heartbeat implements Runnable {
        private static final int PERIOD = 10;
        private long last = System.nanoTime();
        private long longest;

        @Override
        public void run() {
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
            display.timerExec(PERIOD, this);
        }

        long longestMillis() {
            return TimeUnit.NANOSECONDS.toMillis(longest);
        }
    }
}
