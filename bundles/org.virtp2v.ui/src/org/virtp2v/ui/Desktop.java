package org.virtp2v.ui;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.PowerButtonListener;

/**
 * Port: services of other programs of this machine for the wizard. Methods start something and return at once; they may
 * be called from the UI thread. A future that fails has an exception whose message can be shown.
 */
public interface Desktop {

    /** Whether there is a program to configure the network. */
    boolean canConfigureNetwork();

    /** Opens the program that configures the network; done when it is closed. */
    CompletableFuture<Void> configureNetwork();

    /** Whether there is a terminal. */
    boolean canOpenTerminal();

    /** Opens a terminal with a shell; done when it is closed. */
    CompletableFuture<Void> openTerminal();

    /** Whether there is a web browser, and the user guide as files for it. */
    boolean canBrowseGuide();

    /** Opens the user guide in the web browser. */
    CompletableFuture<Void> browseGuide();

    /**
     * Lets the light of a network port blink.
     *
     * @param networkInterface
     *            the kernel's name
     * @param time
     *            how long
     * @return done when the light is off again
     */
    CompletableFuture<Void> identify(String networkInterface, Duration time);

    /**
     * Saves the log of a conversion on the stick with the settings of the site. Blocks while it is written; not for the
     * UI thread.
     *
     * @param guest
     *            the name of the guest
     * @param log
     *            the text
     * @return where it is, for people; null: there is no such stick
     * @throws IOException
     *             when it cannot be saved there; the message says why
     */
    @Nullable
    String keepLog(String guest, String log) throws IOException;

    /** Whether this machine's clock can be set: only on the live image, whose system is nobody's. */
    boolean canSetClock();

    /**
     * Sets the clock of the running system; the hardware's, which belongs to the machine that is converted, stays.
     *
     * @param step
     *            how far forward; negative: back
     * @return done when it is set
     */
    CompletableFuture<Void> setClock(Duration step);

    /** The layouts that the keyboard can be given, the present one first; none but on the live image. */
    List<Keyboard> keyboards();

    /**
     * A layout of the keyboard.
     *
     * @param layout
     *            X's name for it
     * @param name
     *            for people
     */
    record Keyboard(String layout, String name) {
    }

    /** Gives the keyboard another layout, by X's name for it; done when it has it. */
    CompletableFuture<Void> setKeyboard(String layout);

    /** The languages that the wizard can speak, the present one first; none but on the live image. */
    List<Language> languages();

    /**
     * A language.
     *
     * @param tag
     *            its code of ISO 639-1
     * @param name
     *            in that language
     */
    record Language(String tag, String name) {
    }

    /**
     * Has the program started again in another language, by its code, as soon as it ends.
     *
     * @throws IOException
     *             when that cannot be noted
     */
    void startAgainIn(String tag) throws IOException;

    /** Switches this machine off. */
    CompletableFuture<Void> shutDown();

    /** Starts this machine anew. */
    CompletableFuture<Void> reboot();

    /**
     * Keeps this machine from sleeping and from being switched off until it is closed.
     *
     * @param listener
     *            is told of the power button, where nobody else acts on it: on the live image
     */
    Awake keepAwake(PowerButtonListener listener);

    /** The request that keeps the machine awake. */
    interface Awake extends AutoCloseable {
        @Override
        void close();
    }
}
