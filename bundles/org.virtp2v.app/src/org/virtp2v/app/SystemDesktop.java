package org.virtp2v.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.PowerButtonListener;
import org.virtp2v.core.text.Messages;
import org.virtp2v.exec.LastLine;
import org.virtp2v.exec.LocalProgram;
import org.virtp2v.exec.NotStartedException;
import org.virtp2v.ui.Desktop;

/** Starts the programs of this machine that the wizard has buttons for. */
final class SystemDesktop implements Desktop {
    private static final Messages TEXT = Messages.beside(SystemDesktop.class);
    /** As the C program: YaST where it is, as on SUSE, else NetworkManager's editor. */
    private static final List<List<String>> NETWORK = List.of(List.of("yast2", "lan"),
            List.of("nm-connection-editor"));
    /** Those that the messages are in. */
    private static final List<Language> LANGUAGES = List.of(new Language("en", "English"),
            new Language("de", "Deutsch"));
    /** Names the file in which the live image's session looks for a language when the program has ended. */
    private static final String LANGUAGE_FILE = "VIRT_P2V_LANGUAGE_FILE";
    private static final String SET_KEYBOARD = "setxkbmap";
    private static final String BROWSER = "xdg-open";
    private static final String GUIDE = "share/doc/virt-p2v/guide/index.html";

    private final boolean live;

    /**
     * @param live
     *            whether this is the live image, where the program is root's and the system nobody's
     */
    SystemDesktop(boolean live) {
        this.live = live;
    }

    @Override
    public boolean canConfigureNetwork() {
        return first(NETWORK).isPresent();
    }

    @Override
    public CompletableFuture<Void> configureNetwork() {
        return runFirst(NETWORK);
    }

    @Override
    public boolean canOpenTerminal() {
        return first(terminals(System.getenv("DISPLAY"))).isPresent();
    }

    @Override
    public CompletableFuture<Void> openTerminal() {
        return runFirst(terminals(System.getenv("DISPLAY")));
    }

    /**
     * The terminals to look for. xterm needs X, which there need not be on Wayland.
     *
     * @param display
     *            that of X; null: there is none
     */
    static List<List<String>> terminals(@Nullable String display) {
        return display != null ? List.of(List.of("xterm"), List.of("x-terminal-emulator"))
                : List.of(List.of("foot"), List.of("weston-terminal"), List.of("x-terminal-emulator"));
    }

    @Override
    public boolean canBrowseGuide() {
        return isInstalled(BROWSER) && guide().isPresent();
    }

    @Override
    public CompletableFuture<Void> browseGuide() {
        return guide().map(page -> run(List.of(BROWSER, page.toString())))
                .orElseGet(() -> failed(TEXT.get("desktop.missing", GUIDE)));
    }

    /** The guide beside the program; empty where the program was taken away from it. */
    static Optional<Path> guide() {
        return Optional.ofNullable(System.getProperty(Main.HOME)).map(home -> Path.of(home, GUIDE))
                .filter(Files::isReadable);
    }

    @Override
    public CompletableFuture<Void> identify(String networkInterface, Duration time) {
        return run(List.of("ethtool", "--identify", networkInterface, Long.toString(time.toSeconds())));
    }

    @Override
    public @Nullable String keepLog(String guest, String log) throws IOException {
        return live ? SiteLogs.INSTALLED.keep(guest, log) : null;
    }

    @Override
    public boolean canSetClock() {
        return live;
    }

    @Override
    public CompletableFuture<Void> setClock(Duration step) {
        return run(settingClock(Instant.now().plus(step)));
    }

    /** The command that sets the system's clock, and no other: hwclock would write that of the hardware. */
    static List<String> settingClock(Instant time) {
        return List.of("date", "--utc", "--set=@" + time.getEpochSecond());
    }

    @Override
    public List<Keyboard> keyboards() {
        return live && isInstalled(SET_KEYBOARD)
                ? KeyboardLayouts.of(KeyboardLayouts.RULES, System.getenv().getOrDefault("P2V_LAYOUT", "us"))
                : List.of();
    }

    @Override
    public CompletableFuture<Void> setKeyboard(String layout) {
        return run(List.of(SET_KEYBOARD, "-layout", layout, "-variant", ""));
    }

    @Override
    public List<Language> languages() {
        return languages(live && System.getenv(LANGUAGE_FILE) != null, Locale.getDefault().getLanguage());
    }

    /** All with the present one first, as English is where there is none of it. */
    static List<Language> languages(boolean canChoose, String present) {
        return canChoose ? LANGUAGES.stream()
                .sorted(Comparator.comparing((Language language) -> !language.tag().equals(present))).toList()
                : List.of();
    }

    @Override
    public void startAgainIn(String tag) throws IOException {
        Files.writeString(Path.of(Objects.requireNonNull(System.getenv(LANGUAGE_FILE), "can be chosen")), tag + "\n");
    }

    @Override
    public CompletableFuture<Void> shutDown() {
        return run(List.of("poweroff"));
    }

    @Override
    public CompletableFuture<Void> reboot() {
        return run(List.of("reboot"));
    }

    @Override
    public Awake keepAwake(PowerButtonListener listener) {
        PowerSaving saving = PowerSaving.inhibited(live, listener);
        return saving::close;
    }

    private static Optional<List<String>> first(List<List<String>> commands) {
        return commands.stream().filter(c -> isInstalled(c.get(0))).findFirst();
    }

    private static boolean isInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return Arrays.stream(path.split(File.pathSeparator)).filter(d -> !d.isEmpty())
                .anyMatch(d -> Files.isExecutable(Path.of(d, program)));
    }

    private static CompletableFuture<Void> runFirst(List<List<String>> commands) {
        return first(commands).map(SystemDesktop::run).orElseGet(() -> failed(TEXT.get("desktop.missing",
                String.join(", ", commands.stream().map(c -> c.get(0)).toList()))));
    }

    /** Starts a program; fails with its last words when it is missing or ends with another exit code than 0. */
    static CompletableFuture<Void> run(List<String> command) {
        LastLine output = new LastLine();
        LastLine errors = new LastLine();
        return LocalProgram.of(command).start(output.stream(), errors.stream()).end().handle((code, failure) -> {
            if (failure instanceof NotStartedException) {
                return TEXT.get("desktop.missing", command.getFirst());
            }
            String words = errors.text().isEmpty() ? output.text() : errors.text();
            return failure == null && code == 0 ? ""
                    : TEXT.get("desktop.failed", String.join(" ", command), failure == null ? code.toString() : "?",
                            failure == null ? words : String.valueOf(failure.getMessage()));
        }).thenCompose(message -> message.isEmpty() ? CompletableFuture.completedFuture(null) : failed(message));
    }

    private static CompletableFuture<Void> failed(String message) {
        return CompletableFuture.failedFuture(new IOException(message));
    }
}
