package org.virtp2v.ui.scenarios;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.PowerButtonListener;
import org.virtp2v.ui.Desktop;

/** Port: writes down what other programs would have done. */
final class FakeDesktop implements Desktop {
    final List<String> journal = new CopyOnWriteArrayList<>();
    volatile boolean hasTools = true;
    volatile boolean canSetClock = true;
    volatile List<Keyboard> keyboards = List.of();
    volatile List<Language> languages = List.of();
    volatile @Nullable PowerButtonListener powerButton;

    /** Where logs are kept; null: nowhere. */
    volatile @Nullable String logs;

    @Override
    public @Nullable String keepLog(String guest, String log) {
        did("keep the log of " + guest);
        return logs;
    }

    private CompletableFuture<Void> did(String what) {
        journal.add(what);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean canConfigureNetwork() {
        return hasTools;
    }

    @Override
    public CompletableFuture<Void> configureNetwork() {
        return did("configure network");
    }

    @Override
    public boolean canOpenTerminal() {
        return hasTools;
    }

    @Override
    public CompletableFuture<Void> openTerminal() {
        return did("terminal");
    }

    @Override
    public boolean canBrowseGuide() {
        return true;
    }

    @Override
    public CompletableFuture<Void> browseGuide() {
        return did("browse guide");
    }

    @Override
    public CompletableFuture<Void> identify(String networkInterface, Duration time) {
        return did("identify " + networkInterface + " " + time.toSeconds());
    }

    @Override
    public boolean canSetClock() {
        return canSetClock;
    }

    @Override
    public CompletableFuture<Void> setClock(Duration step) {
        return did("set clock by " + step.toSeconds());
    }

    @Override
    public List<Keyboard> keyboards() {
        return keyboards;
    }

    @Override
    public CompletableFuture<Void> setKeyboard(String layout) {
        return did("keyboard " + layout);
    }

    @Override
    public List<Language> languages() {
        return languages;
    }

    @Override
    public void startAgainIn(String tag) {
        journal.add("language " + tag);
    }

    @Override
    public CompletableFuture<Void> shutDown() {
        return did("shut down");
    }

    @Override
    public CompletableFuture<Void> reboot() {
        return did("reboot");
    }

    @Override
    public Awake keepAwake(PowerButtonListener listener) {
        powerButton = listener;
        journal.add("awake");
        return () -> journal.add("may sleep");
    }
}
